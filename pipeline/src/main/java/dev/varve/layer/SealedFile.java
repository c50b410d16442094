package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;

/**
 * The seal of a store file: the SHA-256 of the whole file, kept as hexadecimal digits in the file's
 * own metadata and computed with zeros in their place. The metadata also names what the file is and
 * which digest it speaks of, so that a sound file in the wrong place is noticed too.
 */
final class SealedFile {
  static final String KIND_KEY = "varve.kind";
  static final String SUBJECT_KEY = "varve.subject";
  static final String SEAL_KEY = "varve.seal";
  static final String UNSEALED = "0".repeat(64);

  /** Generous: the longest schema takes less than 3 KiB. */
  private static final int HEADER_BYTES = 16 << 10;

  private static final int READ_BYTES = 128 << 10;

  /** The key, then the length of its value as Avro writes it. */
  private static final byte[] SEAL_MARK =
      (SEAL_KEY + "\u0080\u0001").getBytes(StandardCharsets.ISO_8859_1);

  private SealedFile() {}

  /** Puts the digest of the file, which still holds zeros there, into its place. */
  static void seal(Path file, byte[] sha256) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      byte[] header = new byte[(int) Math.min(HEADER_BYTES, channel.size())];
      readFully(channel, ByteBuffer.wrap(header));
      int at = sealOffset(header);
      if (at < 0) {
        throw new IllegalStateException("no place for a seal in " + file);
      }
      ByteBuffer seal =
          ByteBuffer.wrap(HexFormat.of().formatHex(sha256).getBytes(StandardCharsets.US_ASCII));
      channel.position(at);
      while (seal.hasRemaining()) {
        channel.write(seal);
      }
    }
  }

  /** Reads the whole file; returns quietly if it is sound and is what the arguments say. */
  static void verify(Path file, StoreFile kind, Digest subject) throws IOException {
    MessageDigest sha256 = Digest.messageDigest("sha256");
    String seal;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      buffer.limit(HEADER_BYTES);
      readFully(channel, buffer);
      byte[] array = buffer.array();
      int at = sealOffset(Arrays.copyOf(array, buffer.position()));
      if (at < 0) {
        throw new DamagedFileException("it carries no digest of its own");
      }
      seal = new String(array, at, UNSEALED.length(), StandardCharsets.ISO_8859_1);
      Arrays.fill(array, at, at + UNSEALED.length(), (byte) '0');
      do {
        sha256.update(array, 0, buffer.position());
        buffer.clear();
      } while (channel.read(buffer) > 0);
    }
    String found = HexFormat.of().formatHex(sha256.digest());
    if (!found.equals(seal)) {
      throw new DamagedFileException("its digest is " + found + " where it claims " + seal);
    }
    try (DataFileStream<Object> ignored = open(file, kind, subject)) {
      // Opening has checked the metadata.
    }
  }

  /** Opens a file for reading by blocks. Checks what it is, not that it is sound. */
  static DataFileStream<Object> open(Path file, StoreFile kind, Digest subject) throws IOException {
    InputStream in = Files.newInputStream(file);
    boolean opened = false;
    try {
      DataFileStream<Object> stream = new DataFileStream<>(in, new GenericDatumReader<>());
      require("kind", kind.label(), stream.getMetaString(KIND_KEY));
      require("subject", subject.toString(), stream.getMetaString(SUBJECT_KEY));
      if (!stream.getSchema().equals(kind.schema())) {
        throw new DamagedFileException("its schema is not that of a " + kind.label() + " file");
      }
      opened = true;
      return stream;
    } catch (DamagedFileException e) {
      throw e;
    } catch (AvroRuntimeException | IOException e) {
      throw new DamagedFileException("its header cannot be read: " + e.getMessage(), e);
    } finally {
      if (!opened) {
        in.close();
      }
    }
  }

  private static void require(
      String what, String wanted, @org.jspecify.annotations.Nullable String found)
      throws DamagedFileException {
    if (!wanted.equals(found)) {
      throw new DamagedFileException("its " + what + " is " + found + ", not " + wanted);
    }
  }

  private static int sealOffset(byte[] header) {
    int last = header.length - SEAL_MARK.length - UNSEALED.length();
    for (int i = 0; i <= last; i++) {
      if (Arrays.equals(header, i, i + SEAL_MARK.length, SEAL_MARK, 0, SEAL_MARK.length)) {
        return i + SEAL_MARK.length;
      }
    }
    return -1;
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return;
      }
    }
  }
}
