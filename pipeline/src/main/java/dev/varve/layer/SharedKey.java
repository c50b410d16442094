package dev.varve.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secret key of a store whose storage can neither lock nor refuse to overwrite. Whoever finds
 * none puts one under a name of its own; all take the one that was put first, by the clock of the
 * storage and then by name. A clock of whole seconds cannot tell which of two is older, so as long
 * as the first one is young everybody waits and looks again before it counts.
 */
final class SharedKey {
  private static final String FOLDER = "secrets-v1";
  private static final String SUFFIX = ".key";

  /** Clocks of storages count whole seconds; whoever has put a key until then is seen by all. */
  static final Duration SETTLING = Duration.ofSeconds(3);

  /** A clock of this machine that is wrong by more makes the waiting wait, or not, in vain. */
  private static final Duration YOUNG = Duration.ofMinutes(2);

  private final ObjectStorage objects;
  private final StoreLayout local;
  private final Duration settling;

  SharedKey(ObjectStorage objects, StoreLayout local, Duration settling) {
    this.objects = objects;
    this.local = local;
    this.settling = settling;
  }

  byte[] readOrMake() throws IOException {
    List<ObjectStorage.Stored> found = objects.list(FOLDER);
    if (found.isEmpty()) {
      put();
      settle();
      found = objects.list(FOLDER);
    } else if (System.currentTimeMillis() - first(found) < YOUNG.toMillis()) {
      settle();
      found = objects.list(FOLDER);
    }
    List<ObjectStorage.Stored> sorted = new ArrayList<>(found);
    sorted.sort(
        Comparator.comparingLong((ObjectStorage.Stored key) -> key.modifiedMillis() / 1000)
            .thenComparing(ObjectStorage.Stored::name));
    for (ObjectStorage.Stored key : sorted) {
      byte[] content = read(key.name());
      if (content != null) {
        return content;
      }
    }
    throw new IOException("no key of the facts store can be read from " + FOLDER);
  }

  private static long first(List<ObjectStorage.Stored> keys) {
    return keys.stream().mapToLong(ObjectStorage.Stored::modifiedMillis).min().orElse(0);
  }

  /** Null if there is none, or one that was cut short when it was put. */
  private byte @Nullable [] read(String name) throws IOException {
    try (Workspace workspace = Workspace.create(local)) {
      Path file = workspace.file("key");
      if (!objects.get(name, file)) {
        return null;
      }
      byte[] key = Files.readAllBytes(file);
      return key.length == SecretKeyFile.KEY_BYTES ? key : null;
    }
  }

  private void put() throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] key = new byte[SecretKeyFile.KEY_BYTES];
    random.nextBytes(key);
    byte[] name = new byte[16];
    random.nextBytes(name);
    try (Workspace workspace = Workspace.create(local)) {
      Path file = workspace.file("key");
      try (FileChannel out = PrivateFiles.createFile(file)) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      objects.put(file, FOLDER + "/" + HexFormat.of().formatHex(name) + SUFFIX);
    }
  }

  private void settle() throws IOException {
    try {
      Thread.sleep(settling.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the key of the facts store settles", e);
    }
  }
}
