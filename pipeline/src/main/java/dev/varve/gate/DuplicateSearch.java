package dev.varve.gate;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.Entry;
import dev.varve.layer.EntrySorter;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import dev.varve.report.Duplicate;
import dev.varve.report.Found;
import dev.varve.report.RunImages.RunImage;
import dev.varve.report.RunImages.RunLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Finds contents that several distinct layers of a run ship, which a common base would ship once.
 * Each distinct listing is read once and its files are sorted by content, on disk where they are
 * many; no layers are merged, since also what is hidden is shipped.
 */
public final class DuplicateSearch {
  private static final int SORT_BYTES = 32 << 20;

  /** Contents that are told, and paths of each. */
  private static final int MOST = 1000;

  private static final int MOST_PATHS = 3;

  private static final Comparator<Duplicate> LESS =
      Comparator.comparingLong(Duplicate::repeatedBytes)
          .thenComparing(Duplicate::sha256, Comparator.reverseOrder());

  private final FactsStore store;
  private final Path scratch;
  private final FileQuery query;

  /**
   * @param scratch a private folder
   * @param query which files count, by the paths under which layers ship them
   */
  public DuplicateSearch(FactsStore store, Path scratch, FileQuery query) {
    this.store = store;
    this.scratch = scratch;
    this.query = query;
  }

  /** Searches the layers of some images. */
  public Duplicate.Totals search(List<RunImage> images) throws IOException {
    Map<Digest, BitSet> holders = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      for (RunLayer layer : images.get(i).layers()) {
        holders.computeIfAbsent(layer.diffId(), diffId -> new BitSet()).set(i);
      }
    }
    List<Digest> layers = new ArrayList<>(holders.keySet());
    TreeSet<Digest> lost = new TreeSet<>();
    try (EntrySorter sorter = new EntrySorter(scratch.resolve("duplicates.spill"), SORT_BYTES)) {
      for (int i = 0; i < layers.size(); i++) {
        try {
          if (!add(layers.get(i), i, sorter)) {
            lost.add(layers.get(i));
          }
        } catch (ListingLostException e) {
          lost.add(e.diffId());
        }
      }
      BitSet unsearched = new BitSet();
      List<Found.Lost> lostLayers = new ArrayList<>();
      for (Digest diffId : lost) {
        BitSet of = holders.getOrDefault(diffId, new BitSet());
        unsearched.or(of);
        lostLayers.add(new Found.Lost(diffId, of.stream().mapToObj(images::get).toList()));
      }
      return tell(
          sorter.sorted(),
          layers,
          holders,
          images,
          images.size() - unsearched.cardinality(),
          lostLayers);
    }
  }

  /** False if there is no listing of the layer. */
  private boolean add(Digest diffId, int index, EntrySorter sorter) throws IOException {
    Optional<LayerListing> listing = store.find(diffId);
    if (listing.isEmpty()) {
      return false;
    }
    Bytes label = Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
    try (LayerListing.Cursor entries = listing.get().entries()) {
      for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
        Bytes sha256 = entry.sha256();
        if (sha256 != null && entry.size() > 0 && query.holds(entry.path(), entry)) {
          sorter.add(sha256, label, entry);
        }
      }
    }
    return true;
  }

  private static Duplicate.Totals tell(
      EntrySorter.Cursor sorted,
      List<Digest> layers,
      Map<Digest, BitSet> holders,
      List<RunImage> images,
      int searched,
      List<Found.Lost> lost)
      throws IOException {
    PriorityQueue<Duplicate> most = new PriorityQueue<>(LESS);
    BitSet holding = new BitSet();
    BitSet shipping = new BitSet();
    long contents = 0;
    long repeated = 0;
    EntrySorter.Sorted next = sorted.next();
    while (next != null) {
      EntrySorter.Sorted first = next;
      BitSet ofContent = new BitSet();
      TreeSet<Bytes> paths = new TreeSet<>();
      while (next != null && next.path().equals(first.path())) {
        ofContent.set(ByteBuffer.wrap(next.label().unsafeArray()).getInt());
        paths.add(next.entry().path());
        if (paths.size() > MOST_PATHS) {
          paths.pollLast();
        }
        next = sorted.next();
      }
      if (ofContent.cardinality() > 1) {
        BitSet reached = new BitSet();
        ofContent.stream().forEach(layer -> reached.or(holders.get(layers.get(layer))));
        Duplicate duplicate =
            new Duplicate(
                first.path(),
                first.entry().size(),
                ofContent.cardinality(),
                reached.cardinality(),
                List.copyOf(paths));
        holding.or(reached);
        shipping.or(ofContent);
        contents++;
        repeated += duplicate.repeatedBytes();
        most.add(duplicate);
        if (most.size() > MOST) {
          most.remove();
        }
      }
    }
    return new Duplicate.Totals(
        most.stream().sorted(LESS.reversed()).toList(),
        contents,
        repeated,
        new Found.Totals(
            contents,
            shipping.cardinality(),
            holding.stream().mapToObj(images::get).toList(),
            searched,
            layers.size() - lost.size(),
            lost));
  }
}
