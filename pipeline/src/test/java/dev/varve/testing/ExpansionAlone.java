package dev.varve.testing;

import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerExpander;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Expands blobs into a facts store and does nothing else: what a scan costs without Beam, merges,
 * policies and reports.
 *
 * <p>{@code scripts/bench} runs it and compares it with {@link InflateLimit}. Arguments: threads,
 * inflater (auto, jdk, isal), a folder for the store, blob files; prints the number of layer bytes.
 */
public final class ExpansionAlone {
  private ExpansionAlone() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    InflaterChoice choice = InflaterChoice.valueOf(args[1].toUpperCase(Locale.ROOT));
    FactsStore store = DirectoryFactsStore.open(Path.of(args[2]));
    LayerExpander expander = new LayerExpander(Limits.DEFAULT, choice);
    ExecutorService pool = Executors.newFixedThreadPool(Integer.parseInt(args[0]));
    try {
      List<Future<Long>> sizes = new ArrayList<>();
      for (int i = 3; i < args.length; i++) {
        Path blob = Path.of(args[i]);
        sizes.add(pool.submit(() -> expand(blob, expander, store)));
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

  private static long expand(Path blob, LayerExpander expander, FactsStore store)
      throws IOException, InputException {
    return expander
        .expand(
            () -> Files.newInputStream(blob), Files.size(blob), List.of(), store, blob.toString())
        .listing()
        .summary()
        .tarBytes();
  }
}
