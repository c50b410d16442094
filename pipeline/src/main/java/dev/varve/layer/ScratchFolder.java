package dev.varve.layer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The one private folder (0700) in which a run puts things aside. It is deleted with all it holds
 * when it is closed, and when the process ends in any way that still runs shutdown hooks, Ctrl-C
 * among them.
 */
public final class ScratchFolder implements Closeable {
  private static final String PREFIX = "varve-";

  private final Path path;
  private final Thread atExit;
  private volatile boolean kept;

  private ScratchFolder(Path path) {
    this.path = path;
    this.atExit = new Thread(this::deleteAtExit, "varve-scratch-deletion");
  }

  /** {@code TMPDIR} as every other program heeds it; the JVM itself does not. */
  public static Path usualParent(Map<String, String> environment) {
    String named = environment.getOrDefault("TMPDIR", "");
    return Path.of(named.isEmpty() ? System.getProperty("java.io.tmpdir") : named);
  }

  /** Creates a folder with a new name below {@code parent}. */
  public static ScratchFolder create(Path parent) throws IOException {
    return create(parent, PREFIX);
  }

  /** Creates a folder below {@code parent} whose new name begins with {@code prefix}. */
  public static ScratchFolder create(Path parent, String prefix) throws IOException {
    ScratchFolder folder = new ScratchFolder(PrivateFiles.createTemporaryFolder(parent, prefix));
    Runtime.getRuntime().addShutdownHook(folder.atExit);
    return folder;
  }

  public Path path() {
    return path;
  }

  /** Whether {@link #close} and the end of the process are to spare the folder. */
  public void keep(boolean spared) {
    kept = spared;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook is at work.
      return;
    }
    if (!kept) {
      PrivateFiles.delete(path);
    }
  }

  /** Other threads may still be writing; what they add while the folder goes is met once more. */
  private void deleteAtExit() {
    for (int attempt = 0; attempt < 3 && !kept; attempt++) {
      try {
        PrivateFiles.delete(path);
        return;
      } catch (IOException e) {
        // Not empty again, or not to be deleted: nobody is left to tell.
        Thread.onSpinWait();
      }
    }
  }
}
