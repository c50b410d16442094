package dev.varve.layer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one listing in one object, so that they appear together: for each kind of {@link
 * StoreFile#OF_LISTING}, in that order, eight bytes with the length of its file and then the file.
 * A pack has no digest of its own, since each file has.
 */
final class ListingPack {
  private static final int COPY_BYTES = 64 << 10;

  private ListingPack() {}

  static void write(Path folder, Path pack) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(PrivateFiles.createFile(pack))))) {
      for (StoreFile kind : StoreFile.OF_LISTING) {
        Path file = folder.resolve(kind.fileName());
        out.writeLong(Files.size(file));
        Files.copy(file, out);
      }
    }
  }

  /**
   * Unpacks into a folder.
   *
   * @throws DamagedFileException if it is no whole pack; what the files hold is not looked at
   */
  static void read(Path pack, Path folder) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(pack)))) {
      for (StoreFile kind : StoreFile.OF_LISTING) {
        long bytes = in.readLong();
        try (OutputStream out =
            Channels.newOutputStream(PrivateFiles.createFile(folder.resolve(kind.fileName())))) {
          copy(in, out, bytes);
        }
      }
      if (in.read() >= 0) {
        throw new DamagedFileException("it goes on after its end");
      }
    } catch (EOFException e) {
      throw new DamagedFileException("it is cut short", e);
    }
  }

  private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    long left = bytes;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      out.write(buffer, 0, read);
      left -= read;
    }
    if (left < 0) {
      throw new DamagedFileException("it gives a length below zero");
    }
  }
}
