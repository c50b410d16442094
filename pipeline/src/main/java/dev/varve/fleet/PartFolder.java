package dev.varve.fleet;

import dev.varve.blob.Digest;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder where workers leave the parts of the results. A part has its key inside and a name
 * made from the key, and appears whole, so that a bundle that runs twice writes the same file
 * twice.
 */
final class PartFolder {
  /** Tells the folder from one of the same path on another machine. */
  private static final String MARKER = "run-in-progress";

  private final Path folder;

  PartFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder of a run. */
  static PartFolder create(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.createFile(folder.resolve(MARKER));
    return new PartFolder(folder);
  }

  /**
   * Makes sure that this process sees the folder which the submitter has made, since what is left
   * in another one would be missing from the results.
   *
   * @throws IOException if it does not
   */
  void requireShared() throws IOException {
    if (!Files.exists(folder.resolve(MARKER))) {
      throw new IOException(
          "a worker on "
              + InetAddress.getLocalHost().getHostName()
              + " does not see "
              + folder
              + ", where the results come together; name with -o a folder on a file system that"
              + " this machine and every worker share, under the same path and as the same user");
    }
  }

  void write(Part part) throws IOException {
    write(part.file(), part.key(), out -> out.write(part.lines()));
  }

  /** Writes lines. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a part as it comes, which may be more than memory holds. */
  void write(ResultFile file, String key, Content content) throws IOException {
    Path parts = folder.resolve(file.fileName());
    Files.createDirectories(parts);
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    Path temporary = Files.createTempFile(parts, "part-", ".tmp");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
      out.writeInt(name.length);
      out.write(name);
      content.writeTo(out);
    }
    Files.move(
        temporary,
        parts.resolve(Digest.sha256Of(name).hex()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether anybody has left a part of the file. */
  boolean has(ResultFile file) {
    return Files.isDirectory(folder.resolve(file.fileName()));
  }

  /** Puts the parts of one file together in key order. */
  void assemble(ResultFile file, OutputStream out) throws IOException {
    record Found(String key, Path path) {}
    List<Found> found = new ArrayList<>();
    Path parts = folder.resolve(file.fileName());
    if (!Files.isDirectory(parts)) {
      return;
    }
    try (Stream<Path> paths = Files.list(parts)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (!path.toString().endsWith(".tmp")) {
          try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
            found.add(new Found(readKey(in), path));
          }
        }
      }
    }
    found.sort(Comparator.comparing(Found::key));
    for (Found part : found) {
      try (DataInputStream in = new DataInputStream(Files.newInputStream(part.path))) {
        readKey(in);
        in.transferTo(out);
      }
    }
  }

  private static String readKey(DataInputStream in) throws IOException {
    byte[] key = new byte[in.readInt()];
    in.readFully(key);
    return new String(key, StandardCharsets.UTF_8);
  }
}
