package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.layer.StoreAddress;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Beam's own file system, which writes in place. */
class FileBeamObjectsTest extends BeamObjectsContract {
  @Override
  String address() {
    return "file://" + folder.resolve("store");
  }

  @Test
  void objectsLieInTheFolderThatTheAddressNames() throws Exception {
    BeamObjects objects = new BeamObjects(new StoreAddress(address()));
    objects.put(Files.writeString(folder.resolve("new"), "content"), "a/b");

    assertThat(folder.resolve("store/a/b")).hasContent("content");
  }

  @Test
  void relativeAddressIsRefused() {
    assertThatThrownBy(() -> new BeamObjects(new StoreAddress("file://store/varve")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no file system for file://store/varve");
  }
}
