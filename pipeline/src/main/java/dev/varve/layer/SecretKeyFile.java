package dev.varve.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/**
 * The file with the key of a store's {@link ContentMatch#sha12()}: random, made by whoever needs it
 * first, for the user alone. Everybody who shares the store gets the same key, also when several
 * processes start at the same time.
 */
final class SecretKeyFile {
  /** As long as the digest of HMAC-SHA-256, which RFC 2104 asks for at least. */
  static final int KEY_BYTES = 32;

  /** A file lock is held by a process and not by a thread. */
  private static final Object IN_PROCESS = new Object();

  private SecretKeyFile() {}

  /** The key in that file, which is made if need be. */
  static byte[] readOrMake(Path file) throws IOException {
    try {
      byte[] key = Files.readAllBytes(file);
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (NoSuchFileException e) {
      create(file);
    }
    return fill(file);
  }

  private static void create(Path file) throws IOException {
    PrivateFiles.createParent(file);
    try (FileChannel made = PrivateFiles.createFile(file)) {
      made.force(false);
    } catch (FileAlreadyExistsException e) {
      return; // somebody else was first
    }
  }

  /** Of all who come here at once, the first one writes and the others read. */
  private static byte[] fill(Path file) throws IOException {
    synchronized (IN_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && channel.size() == KEY_BYTES) {
          byte[] key = new byte[KEY_BYTES];
          ByteBuffer into = ByteBuffer.wrap(key);
          while (into.hasRemaining() && channel.read(into, into.position()) >= 0) {
            // a short read is not the end
          }
          return key;
        }
        // Empty, or cut short by a crash: no digest can have been made with it yet.
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        channel.truncate(0);
        ByteBuffer from = ByteBuffer.wrap(key);
        while (from.hasRemaining()) {
          channel.write(from, from.position());
        }
        channel.force(true);
        return key;
      }
    }
  }
}
