package dev.varve.testing;

import dev.varve.blob.Digest;
import dev.varve.blob.InflatedBlob;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The least that expanding layers can cost on a machine: inflating each blob with the same inflater
 * and running SHA-256 over its content twice, as the diffID and the digests of the files need it.
 *
 * <p>{@code scripts/bench} runs it and compares a scan with it. Arguments: threads, inflater (auto,
 * jdk, isal), blob files; prints the number of inflated bytes.
 */
public final class InflateLimit {
  private static final int BUFFER_BYTES = 256 << 10;

  private InflateLimit() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    int threads = Integer.parseInt(args[0]);
    InflaterChoice choice = InflaterChoice.valueOf(args[1].toUpperCase(java.util.Locale.ROOT));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Long>> sizes = new ArrayList<>();
      for (int i = 2; i < args.length; i++) {
        Path blob = Path.of(args[i]);
        sizes.add(pool.submit(() -> inflateAndHash(blob, choice)));
      }
      long bytes = 0;
      for (Future<Long> size : sizes) {
        bytes += size.get();
      }
      System.out.println(bytes);
    } finally {
      pool.shutdownNow();
    }
  }

  static long inflateAndHash(Path blob, InflaterChoice choice) throws IOException, InputException {
    MessageDigest stream = Digest.messageDigest("sha256");
    MessageDigest files = Digest.messageDigest("sha256");
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(blob);
        InflatedBlob content =
            InflatedBlob.open(
                in, Files.size(blob), List.of(), choice, Limits.DEFAULT, blob.toString())) {
      int got = content.read(buffer, 0, buffer.length);
      while (got >= 0) {
        stream.update(buffer, 0, got);
        files.update(buffer, 0, got);
        got = content.read(buffer, 0, buffer.length);
      }
      return content.inflatedBytes();
    }
  }
}
