package dev.varve.fleet;

import dev.varve.blob.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder where workers leave the parts of the results. A file of it holds parts with their keys
 * and has a name made from the keys, and appears whole, so that a bundle that runs twice writes the
 * same file twice.
 */
final class PartFolder {
  /** Tells the folder from one of the same path on another machine. */
  private static final String MARKER = "run-in-progress";

  /** Instead of the length of the last part of a file. */
  private static final long TO_THE_END = -1;

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

  /**
   * Writes some parts of one file, which then lie in one file of the folder: a file system takes
   * longer for a file than for what is in it.
   *
   * @param parts of one file of the results, at least one
   */
  void write(ResultFile file, Collection<Part> parts) throws IOException {
    List<Part> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparing(Part::key));
    MessageDigest name = Digest.messageDigest("sha256");
    for (Part part : sorted) {
      byte[] key = part.key().getBytes(StandardCharsets.UTF_8);
      name.update((key.length + "\n").getBytes(StandardCharsets.US_ASCII));
      name.update(key);
    }
    publish(
        file,
        HexFormat.of().formatHex(name.digest()),
        out -> {
          for (Part part : sorted) {
            writeKey(part.key(), out);
            out.writeLong(part.lines().length);
            out.write(part.lines());
          }
        });
  }

  /** Writes lines. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a part as it comes, which may be more than memory holds. */
  void write(ResultFile file, String key, Content content) throws IOException {
    publish(
        file,
        Digest.sha256Of(key.getBytes(StandardCharsets.UTF_8)).hex(),
        out -> {
          writeKey(key, out);
          out.writeLong(TO_THE_END);
          content.writeTo(out);
        });
  }

  private interface Lines {
    void writeTo(DataOutputStream out) throws IOException;
  }

  private void publish(ResultFile file, String name, Lines lines) throws IOException {
    Path parts = folder.resolve(file.fileName());
    Files.createDirectories(parts);
    Path temporary = Files.createTempFile(parts, "part-", ".tmp");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
      lines.writeTo(out);
    }
    Files.move(
        temporary,
        parts.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether anybody has left a part of the file. */
  boolean has(ResultFile file) {
    return Files.isDirectory(folder.resolve(file.fileName()));
  }

  /**
   * Puts the parts of one file together in key order. A part that several files have, since a
   * bundle was done again together with other elements, is the same in each and counts once.
   */
  void assemble(ResultFile file, OutputStream out) throws IOException {
    Path parts = folder.resolve(file.fileName());
    if (!Files.isDirectory(parts)) {
      return;
    }
    Map<String, Place> places = new TreeMap<>();
    try (Stream<Path> paths = Files.list(parts)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (!path.toString().endsWith(".tmp")) {
          index(path, places);
        }
      }
    }
    try (OpenParts open = new OpenParts()) {
      for (Place place : places.values()) {
        open.copy(place, out);
      }
    }
  }

  /** Where a part lies. */
  private record Place(Path path, long offset, long bytes) {}

  private static void index(Path path, Map<String, Place> places) throws IOException {
    long size = Files.size(path);
    try (PositionedInput in = new PositionedInput(Files.newInputStream(path))) {
      DataInputStream data = new DataInputStream(in);
      while (in.position < size) {
        String key = readKey(data);
        long written = data.readLong();
        long bytes = written == TO_THE_END ? size - in.position : written;
        places.put(key, new Place(path, in.position, bytes));
        data.skipNBytes(bytes);
      }
    }
  }

  /** Knows how far it has been read. */
  private static final class PositionedInput extends FilterInputStream {
    long position;

    PositionedInput(InputStream in) {
      super(new BufferedInputStream(in));
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      position += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      position += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(bytes);
      position += skipped;
      return skipped;
    }
  }

  /** Files that are read here and there, since neighbours in key order come from several. */
  private static final class OpenParts implements Closeable {
    /** A fraction of what a process may usually open. */
    private static final int MOST = 128;

    private final Map<Path, FileChannel> channels = new LinkedHashMap<>(16, 0.75f, true);

    void copy(Place place, OutputStream out) throws IOException {
      FileChannel channel = channels.get(place.path());
      if (channel == null) {
        if (channels.size() == MOST) {
          Iterator<FileChannel> oldest = channels.values().iterator();
          oldest.next().close();
          oldest.remove();
        }
        channel = FileChannel.open(place.path());
        channels.put(place.path(), channel);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(place.bytes(), 1 << 16));
      for (long at = 0; at < place.bytes(); ) {
        buffer.clear().limit((int) Math.min(place.bytes() - at, buffer.capacity()));
        int read = channel.read(buffer, place.offset() + at);
        if (read < 0) {
          throw new EOFException(place.path() + " was cut off");
        }
        out.write(buffer.array(), 0, read);
        at += read;
      }
    }

    @Override
    public void close() throws IOException {
      for (FileChannel channel : channels.values()) {
        channel.close();
      }
    }
  }

  private static void writeKey(String key, DataOutputStream out) throws IOException {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readKey(DataInputStream in) throws IOException {
    byte[] key = new byte[in.readInt()];
    in.readFully(key);
    return new String(key, StandardCharsets.UTF_8);
  }
}
