package dev.varve.image.layout;

import dev.varve.failure.Limits;
import dev.varve.image.ImageSource;
import dev.varve.image.ImageSourceContract;
import dev.varve.testing.OuterFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LayoutDirectoryTest extends ImageSourceContract {
  @TempDir Path folder;

  @Override
  protected ImageSource open(OuterFiles files) throws Exception {
    return LayoutDirectory.open("layout", files.writeFolder(folder), Limits.DEFAULT);
  }
}
