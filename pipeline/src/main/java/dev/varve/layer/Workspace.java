package dev.varve.layer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A private folder in a store's {@code tmp} for work in progress. It holds a locked file as long as
 * its process lives, which is how a clean-up tells what a killed run left behind.
 */
final class Workspace implements Closeable {
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lockChannel;

  private Workspace(Path folder, FileChannel lockChannel) {
    this.folder = folder;
    this.lockChannel = lockChannel;
  }

  static Workspace create(StoreLayout layout) throws IOException {
    Path folder = PrivateFiles.createTemporaryFolder(layout.temporary(), "run-");
    FileChannel channel = PrivateFiles.createFile(folder.resolve(LOCK));
    channel.lock();
    return new Workspace(folder, channel);
  }

  /** Whether a living process works in a folder of {@code tmp}. */
  static boolean isInUse(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return true;
      }
      lock.release();
      return false;
    } catch (OverlappingFileLockException e) {
      return true; // by this very process
    } catch (NoSuchFileException e) {
      return false;
    }
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
    lockChannel.close();
    if (Files.exists(folder)) {
      PrivateFiles.delete(folder);
    }
  }
}
