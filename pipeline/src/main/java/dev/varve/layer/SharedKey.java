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
 * no whole one puts one under a name of its own; all take the one that was put first, by the clock
 * of the storage and then by name. A clock of whole seconds cannot tell which of two is older, so
 * as long as the first one is young everybody waits and looks again before it counts.
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
    Whole first = first();
    if (first == null) {
      put();
      settle();
      first = first();
    } else if (System.currentTimeMillis() - first.modifiedMillis() < YOUNG.toMillis()) {
      settle();
      first = first();
    }
    if (first == null) {
      throw new IOException("no key of the facts store can be read from " + FOLDER);
    }
    return first.key();
  }

  /** A key that is all there. */
  @SuppressWarnings("ArrayRecordComponent") // made here, handed on once, never compared
  private record Whole(byte[] key, long modifiedMillis) {}

  /**
   * The one that counts, or null if there is none. Storages that show what is half put may have a
   * key that its writer did not live to finish: it counts no more than one that is not there, and
   * should it be finished after all, then it was put later than those that counted till then.
   */
  private @Nullable Whole first() throws IOException {
    List<ObjectStorage.Stored> sorted = new ArrayList<>(objects.list(FOLDER));
    sorted.sort(
        Comparator.comparingLong((ObjectStorage.Stored key) -> key.modifiedMillis() / 1000)
            .thenComparing(ObjectStorage.Stored::name));
    for (ObjectStorage.Stored key : sorted) {
      byte[] content = read(key.name());
      if (content != null) {
        return new Whole(content, key.modifiedMillis());
      }
    }
    return null;
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
