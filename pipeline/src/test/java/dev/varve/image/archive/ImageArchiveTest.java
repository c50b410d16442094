package dev.varve.image.archive;

import dev.varve.failure.Limits;
import dev.varve.image.ImageSource;
import dev.varve.image.ImageSourceContract;
import dev.varve.testing.OuterFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest extends ImageSourceContract {
  @TempDir Path folder;

  @Override
  protected ImageSource open(OuterFiles files) throws Exception {
    Path archive = files.writeTar(folder.resolve("images.tar"));
    return ImageArchive.open("images.tar", archive, folder, Limits.DEFAULT);
  }
}
