package dev.varve.report.seal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The files below a run's folder, in no order. The folder itself may be named by a link; in it none
 * is followed.
 */
final class RunFiles {
  /** Those that no digest is kept of: what differs from run to run, and what seals the others. */
  private static final Set<String> UNSEALED =
      Set.of("timings.json", Checksums.FILE, Checksums.SIGNATURE);

  private RunFiles() {}

  /** Receives what lies in a folder. */
  interface Visitor {
    /**
     * @param name relative to the folder, with slashes
     */
    void file(String name, Path file) throws IOException;

    /**
     * Something that is neither a file nor a folder, or cannot be read.
     *
     * @param what it is
     */
    void other(String name, String what) throws IOException;
  }

  static void visit(Path named, Visitor visitor) throws IOException {
    Path folder = named.toRealPath();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = name(folder, file);
            if (!attributes.isRegularFile()) {
              visitor.other(
                  name, attributes.isSymbolicLink() ? "a symbolic link" : "no regular file");
            } else if (!UNSEALED.contains(name)) {
              visitor.file(name, file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(folder)) {
              throw e;
            }
            visitor.other(name(folder, file), "not readable");
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String name(Path folder, Path file) {
    StringJoiner name = new StringJoiner("/");
    folder.relativize(file).forEach(part -> name.add(part.toString()));
    return name.toString();
  }
}
