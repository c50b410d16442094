package dev.varve.layer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The one private folder (0700) in which a run puts things aside. It is deleted with all it holds
 * when it is closed, and when the process ends in any way that still runs shutdown hooks, Ctrl-C
 * among them.
 */
public final class ScratchFolder implements Closeable {
  private static final String PREFIX = "varve-";

  private final Path path;
  private final WorkLock lock;
  private final Thread atExit;
  private volatile boolean kept;

  private ScratchFolder(Path path, WorkLock lock) {
    this.path = path;
    this.lock = lock;
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

  /**
   * Deletes the folders that killed processes of this user and machine left below {@code parent}.
   *
   * @return how many
   */
  public static int sweep(Path parent) throws IOException {
    int swept = 0;
    for (Path left : abandoned(parent, PREFIX)) {
      PrivateFiles.delete(left);
      swept++;
    }
    return swept;
  }

  /**
   * Folders below {@code parent} that processes of this user and machine made with that prefix and
   * did not live to delete.
   */
  public static List<Path> abandoned(Path parent, String prefix) throws IOException {
    List<Path> abandoned = new ArrayList<>();
    // A link may lead to a folder of this very process, whose lock ends when its file is closed.
    DirectoryStream.Filter<Path> ours =
        path -> isNamed(path, prefix) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, ours)) {
      for (Path child : children) {
        try {
          if (WorkLock.isAbandoned(child) && isOwn(child)) {
            abandoned.add(child);
          }
        } catch (NoSuchFileException | AccessDeniedException e) {
          continue; // deleted by its owner, or another's after all
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(abandoned);
    return abandoned;
  }

  /** As the JDK names temporary folders: the prefix and digits. */
  private static boolean isNamed(Path path, String prefix) {
    String name = String.valueOf(path.getFileName());
    return name.length() > prefix.length()
        && name.startsWith(prefix)
        && name.substring(prefix.length()).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Folders for temporary files are open to everybody, who may make one that looks like ours. */
  private static boolean isOwn(Path folder) throws IOException {
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return user.equals(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }

  /** Creates a folder below {@code parent} whose new name begins with {@code prefix}. */
  public static ScratchFolder create(Path parent, String prefix) throws IOException {
    Path path = PrivateFiles.createTemporaryFolder(parent, prefix);
    ScratchFolder folder = new ScratchFolder(path, WorkLock.take(path));
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
    try (lock) {
      if (!kept) {
        PrivateFiles.delete(path);
      }
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
