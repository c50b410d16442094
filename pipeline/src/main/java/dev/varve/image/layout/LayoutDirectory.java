package dev.varve.image.layout;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageSource;
import dev.varve.image.StoredFiles;
import dev.varve.image.StoredImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files below a directory; symlinks are followed as long as they stay below it. */
public final class LayoutDirectory implements StoredFiles {
  private final Path directory;

  private LayoutDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * @param name the path as the user wrote it
   */
  public static ImageSource open(String name, Path directory, Limits limits) throws InputException {
    try {
      return new StoredImages(name, new LayoutDirectory(directory.toRealPath()), limits);
    } catch (IOException e) {
      InputException unreadable =
          new InputException(ReasonCode.UNREADABLE, name, "the directory cannot be read");
      unreadable.initCause(e);
      throw unreadable;
    }
  }

  @Override
  public @Nullable StoredFile find(String name) throws InputException, IOException {
    Path relative = relative(name);
    if (relative == null) {
      return null;
    }
    Path written = directory.resolve(relative);
    if (!Files.exists(written)) {
      refuseDanglingEscape(written, name);
      return null;
    }
    Path real = written.toRealPath();
    if (!real.startsWith(directory)) {
      throw escape(name);
    }
    return Files.isRegularFile(real) ? new LayoutFile(real, Files.size(real)) : null;
  }

  /** The normal form of a name; null if no file can be called so. */
  private @Nullable Path relative(String name) throws InputException {
    int depth = 0;
    StringBuilder normal = new StringBuilder();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        if (depth-- == 0) {
          throw escape(name);
        }
        normal.setLength(Math.max(0, normal.lastIndexOf("/")));
      } else if (!part.isEmpty() && !part.equals(".")) {
        depth++;
        normal.append(depth == 1 ? "" : "/").append(part);
      }
    }
    try {
      return Path.of(normal.toString());
    } catch (InvalidPathException e) {
      return null; // it has a NUL, or no form in the system's character set
    }
  }

  /** A link to nothing is an absent file, unless it points outside or into a ring. */
  private void refuseDanglingEscape(Path written, String name) throws InputException, IOException {
    Path at = written;
    for (int step = 0; step <= Limits.MAX_LINK_STEPS; step++) {
      if (!Files.isSymbolicLink(at)) {
        return;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
      if (!at.startsWith(directory)) {
        throw escape(name);
      }
    }
    throw new InputException(
        ReasonCode.ARCHIVE_LINK_LOOP,
        "",
        "'" + name + "' needs more than " + Limits.MAX_LINK_STEPS + " links");
  }

  private InputException escape(String name) {
    return new InputException(ReasonCode.ARCHIVE_LINK_ESCAPE, "", "'" + name + "' leads outside");
  }

  @Override
  public void close() {}

  private record LayoutFile(Path path, long bytes) implements StoredFile {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }
}
