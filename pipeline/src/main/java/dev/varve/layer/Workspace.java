package dev.varve.layer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A private folder in a store's {@code tmp} for work in progress, with a {@link WorkLock} by which
 * a clean-up tells what a killed run left behind.
 */
final class Workspace implements Closeable {
  private final Path folder;
  private final WorkLock lock;

  private Workspace(Path folder, WorkLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static Workspace create(StoreLayout layout) throws IOException {
    Path folder = PrivateFiles.createTemporaryFolder(layout.temporary(), "run-");
    return new Workspace(folder, WorkLock.take(folder));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Path createFolder(String name) throws IOException {
    Path inner = folder.resolve(name);
    PrivateFiles.createFolders(inner);
    return inner;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      if (Files.exists(folder)) {
        PrivateFiles.delete(folder);
      }
    }
  }
}
