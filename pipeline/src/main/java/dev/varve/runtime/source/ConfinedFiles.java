package dev.varve.runtime.source;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.ProjectFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files below one folder. A path that leaves it, be it through {@code ..} or a symlink, is
 * refused unless the user allows it, so that a document from elsewhere cannot make this machine's
 * files part of a report.
 */
final class ConfinedFiles implements ProjectFiles {
  private final Path folder;
  private final boolean allowOutside;
  private final Limits limits;
  private final List<byte[]> read = new ArrayList<>();

  ConfinedFiles(Path folder, boolean allowOutside, Limits limits) {
    this.folder = folder.toAbsolutePath().normalize();
    this.allowOutside = allowOutside;
    this.limits = limits;
  }

  @Override
  public byte @Nullable [] content(String path) throws InputException, IOException {
    Path file;
    try {
      file = folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new InputException(ReasonCode.RUN_SPEC_INVALID, "", "'" + path + "' is no path");
    }
    if (!allowOutside && !file.startsWith(folder)) {
      throw outside(path);
    }
    try {
      if (!allowOutside && !file.toRealPath().startsWith(folder.toRealPath())) {
        throw outside(path);
      }
      byte[] content = bytes(file, path, limits);
      read.add(content);
      return content;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The contents of all files that were read, in order. */
  List<byte[]> read() {
    return List.copyOf(read);
  }

  private static InputException outside(String path) {
    return new InputException(
        ReasonCode.OUTSIDE_PROJECT, "", "'" + path + "' lies outside the project's folder");
  }

  /** A file of bounded size. */
  static byte[] bytes(Path file, String shown, Limits limits) throws InputException, IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InputException(ReasonCode.UNREADABLE, shown, "it is no file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(limits.maxJsonBytes() + 1);
      if (content.length > limits.maxJsonBytes()) {
        throw new InputException(
            ReasonCode.JSON_TOO_LARGE, shown, "longer than " + limits.maxJsonBytes() + " bytes");
      }
      return content;
    }
  }
}
