package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.layer.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of users' policies in the folder of the facts store: compiled packs by the digest of
 * what they were made from, and the JVM classes that their code was translated to. Each file begins
 * with the digest of the rest, so that a damaged one is made again.
 *
 * @param root the store's own folder
 */
record PolicyStore(Path root) {
  private static final String FOLDER = "policies-v1";
  private static final int DIGEST_BYTES = 32;

  /** The content kept under a name, or null if there is none that is whole. */
  byte @Nullable [] get(String kind, String name) throws IOException {
    byte[] file;
    try {
      file = Files.readAllBytes(path(kind, name));
    } catch (NoSuchFileException e) {
      return null;
    }
    if (file.length < DIGEST_BYTES) {
      return null;
    }
    byte[] content = Arrays.copyOfRange(file, DIGEST_BYTES, file.length);
    return Arrays.equals(sum(content), 0, DIGEST_BYTES, file, 0, DIGEST_BYTES) ? content : null;
  }

  /** Keeps a content; another process may do the same at the same time. */
  void put(String kind, String name, byte[] content) throws IOException {
    Path target = path(kind, name);
    PrivateFiles.createParent(target);
    Path folder = PrivateFiles.createTemporaryFolder(root.resolve("tmp"), "policy-");
    try {
      Path file = folder.resolve("new");
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(sum(content));
      all.writeBytes(content);
      try (FileChannel out = PrivateFiles.createFile(file)) {
        ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileAlreadyExistsException e) {
      // The other process has written the same.
      return;
    } finally {
      PrivateFiles.delete(folder);
    }
  }

  private Path path(String kind, String name) {
    return root.resolve(FOLDER).resolve(kind).resolve(name);
  }

  private static byte[] sum(byte[] content) {
    return HexFormat.of().parseHex(Digest.sha256Of(content).hex());
  }
}
