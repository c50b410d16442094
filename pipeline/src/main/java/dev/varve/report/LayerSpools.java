package dev.varve.report;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Output of a merge, which goes path by path, put aside on disk so that it can be told layer by
 * layer: per layer its changes, then its hidden entries.
 */
final class LayerSpools implements Closeable {
  private static final int BUFFER_BYTES = 1 << 14;

  private final List<Spool> changes = new ArrayList<>();
  private final List<Spool> hidden = new ArrayList<>();

  private static final class Spool implements Closeable {
    private final Path file;
    private final OutputStream out;

    Spool(Path scratch) throws IOException {
      file = Files.createTempFile(scratch, "lines-", ".txt");
      out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    }

    void copy(OutputStream to) throws IOException {
      out.flush();
      Files.copy(file, to);
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(file);
    }
  }

  LayerSpools(int layers, Path scratch) throws IOException {
    for (int i = 0; i < layers; i++) {
      changes.add(new Spool(scratch));
      hidden.add(new Spool(scratch));
    }
  }

  /** Where the changes of a layer go. */
  OutputStream changes(int layer) {
    return changes.get(layer).out;
  }

  /** Where the hidden entries of a layer go. */
  OutputStream hidden(int layer) {
    return hidden.get(layer).out;
  }

  /** Copies what was put aside for a layer. */
  void copy(int layer, OutputStream to) throws IOException {
    changes.get(layer).copy(to);
    hidden.get(layer).copy(to);
  }

  @Override
  public void close() throws IOException {
    for (Spool spool : changes) {
      spool.close();
    }
    for (Spool spool : hidden) {
      spool.close();
    }
  }
}
