package dev.varve.blob;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that may be compressed as a whole, opened so that its plain bytes can be read by position:
 * the file itself if it is plain, else a private temporary copy that is deleted as soon as it is
 * open, so that even a killed run leaves nothing behind.
 */
public final class PlainFile {
  private static final int COPY_BYTES = 256 << 10;

  private PlainFile() {}

  /**
   * Opens a file; the caller closes the channel.
   *
   * @param temporary folder for the inflated copy
   * @param name the file as the user named it
   */
  public static FileChannel open(Path file, Path temporary, String name, Limits limits)
      throws InputException, IOException {
    FileChannel stored = openStored(file, name);
    try {
      if (stored.size() == 0) {
        throw new InputException(ReasonCode.EMPTY_INPUT, name, "the file is empty");
      }
      try (InflatedBlob content =
          InflatedBlob.open(
              Channels.newInputStream(stored),
              stored.size(),
              List.of(),
              InflaterChoice.AUTO,
              limits,
              name)) {
        if (content.compression().equals("none")) {
          return stored;
        }
        FileChannel plain = inflated(content, temporary);
        stored.close();
        return plain;
      }
    } catch (InputException | IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /**
   * Copies a stream to a private temporary file, inflated if it is compressed, and opens that; the
   * caller closes the channel, and the stream.
   *
   * @param temporary folder for the copy
   * @param name what messages call the stream
   */
  public static FileChannel copied(InputStream in, Path temporary, String name, Limits limits)
      throws InputException, IOException {
    try (InflatedBlob content =
        InflatedBlob.open(in, -1, List.of(), InflaterChoice.AUTO, limits, name)) {
      return inflated(content, temporary);
    }
  }

  private static FileChannel openStored(Path file, String name) throws InputException {
    try {
      if (!Files.exists(file)) {
        throw new InputException(ReasonCode.UNREADABLE, name, "there is no such file");
      }
      if (!Files.isRegularFile(file)) {
        throw new InputException(ReasonCode.UNREADABLE, name, "it is neither a file nor a folder");
      }
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      InputException unreadable =
          new InputException(ReasonCode.UNREADABLE, name, "the file cannot be read");
      unreadable.initCause(e);
      throw unreadable;
    }
  }

  private static FileChannel inflated(InflatedBlob content, Path temporary)
      throws InputException, IOException {
    Path copy = Files.createTempFile(temporary, "varve-archive-", ".tar");
    FileChannel plain =
        FileChannel.open(
            copy,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      byte[] piece = new byte[COPY_BYTES];
      for (int got = content.read(piece, 0, piece.length);
          got >= 0;
          got = content.read(piece, 0, piece.length)) {
        ByteBuffer rest = ByteBuffer.wrap(piece, 0, got);
        while (rest.hasRemaining()) {
          plain.write(rest);
        }
      }
      return plain;
    } catch (InputException | IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }
}
