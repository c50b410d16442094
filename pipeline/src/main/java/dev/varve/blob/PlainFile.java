package dev.varve.blob;

import com.github.luben.zstd.ZstdInputStream;
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
import java.util.zip.GZIPInputStream;

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
      InputStream in = Channels.newInputStream(stored);
      byte[] magic = in.readNBytes(6);
      stored.position(0);
      if (magic.length > 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
        FileChannel plain = inflated(new GZIPInputStream(in), temporary);
        stored.close();
        return plain;
      }
      if (magic.length > 3 && magic[0] == 0x28 && magic[1] == (byte) 0xb5) {
        FileChannel plain = inflated(new ZstdInputStream(in), temporary);
        stored.close();
        return plain;
      }
      return stored;
    } catch (InputException | IOException | RuntimeException e) {
      stored.close();
      throw e;
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

  private static FileChannel inflated(InputStream content, Path temporary) throws IOException {
    Path copy = Files.createTempFile(temporary, "varve-archive-", ".tar");
    FileChannel plain =
        FileChannel.open(
            copy,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      byte[] piece = new byte[COPY_BYTES];
      for (int got = content.read(piece); got >= 0; got = content.read(piece)) {
        ByteBuffer rest = ByteBuffer.wrap(piece, 0, got);
        while (rest.hasRemaining()) {
          plain.write(rest);
        }
      }
      return plain;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }
}
