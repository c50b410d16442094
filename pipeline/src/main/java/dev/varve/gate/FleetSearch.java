package dev.varve.gate;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.Entry;
import dev.varve.layer.EntrySorter;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import dev.varve.report.Found;
import dev.varve.report.RunImages.RunImage;
import dev.varve.report.RunImages.RunLayer;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds names in all images of a run by the stored listings of their layers; no image is read.
 * First each distinct listing is read once, up to the first entry that may be asked for. Then the
 * layers of each distinct stack that holds such an entry are merged, which alone tells where
 * entries come to lie and which are hidden. Memory is in proportion to the layers of one stack and
 * to the images, not to entries nor to what is found: that is sorted on disk where it is much.
 * Directories that no layer describes have no attributes to ask for and are not found, nor is the
 * root.
 */
public final class FleetSearch {
  /** Bytes of what is found that wait in memory to be sorted. */
  private static final int SORT_BYTES = 32 << 20;

  private static final int LABEL_BYTES = 5 * Integer.BYTES + Long.BYTES;

  private static final int LIVE = -1;
  private static final HiddenEntry.Cause[] CAUSES = HiddenEntry.Cause.values();

  private final FactsStore store;
  private final Path scratch;
  private final FileQuery query;

  /**
   * @param store that has the listings; one that holds them in memory saves reading twice
   * @param scratch a private folder
   */
  public FleetSearch(FactsStore store, Path scratch, FileQuery query) {
    this.store = store;
    this.scratch = scratch;
    this.query = query;
  }

  /**
   * Images of the same layers.
   *
   * @param images by their position among those to search
   */
  private record Stack(List<Digest> diffIds, List<Integer> images) {}

  /**
   * What the sorter gives back beside an entry.
   *
   * @param cause why it is hidden, by position; {@link #LIVE} if it is not
   * @param by index of the layer that hides it
   */
  private record Label(int stack, int layer, int contentLayer, int cause, int by, long bytes) {
    Bytes toBytes() {
      ByteBuffer out = ByteBuffer.allocate(LABEL_BYTES);
      out.putInt(stack).putInt(layer).putInt(contentLayer).putInt(cause).putInt(by).putLong(bytes);
      return Bytes.wrap(out.array());
    }

    static Label of(Bytes label) {
      ByteBuffer in = ByteBuffer.wrap(label.unsafeArray());
      return new Label(
          in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getLong());
    }

    Found.@Nullable Hidden hidden() {
      return cause == LIVE ? null : new Found.Hidden(by, CAUSES[cause], bytes);
    }
  }

  /**
   * Shows everything that is found in some images, in tree order.
   *
   * @param images those to search, in the order of their run
   */
  public Found.Totals search(List<RunImage> images, Found.Taker taker) throws IOException {
    return new Search(images).run(taker);
  }

  /** One search. */
  private final class Search {
    private final List<RunImage> images;
    private final List<Stack> stacks;
    private final Map<Digest, LayerListing> listings = new LinkedHashMap<>();
    private final Map<Digest, Integer> hints = new HashMap<>();
    private final Set<Digest> lost = new HashSet<>();
    private final Map<Digest, String> commands = new HashMap<>();
    private final Set<Digest> asked = new HashSet<>();

    /** Stacks that could not be searched. */
    private final BitSet unsearched = new BitSet();

    Search(List<RunImage> images) {
      this.images = images;
      Map<List<Digest>, Stack> byLayers = new LinkedHashMap<>();
      for (int i = 0; i < images.size(); i++) {
        RunImage image = images.get(i);
        List<Digest> diffIds = image.layers().stream().map(RunLayer::diffId).toList();
        byLayers.computeIfAbsent(diffIds, ids -> new Stack(ids, new ArrayList<>())).images().add(i);
        for (RunLayer layer : image.layers()) {
          String command = layer.createdBy();
          if (command != null && !command.isEmpty()) {
            commands.putIfAbsent(layer.diffId(), command);
          }
          if (isAsked(layer)) {
            asked.add(layer.diffId());
          }
        }
      }
      this.stacks = List.copyOf(byLayers.values());
    }

    private boolean isAsked(RunLayer layer) {
      return query.layers().isEmpty()
          || query.layers().stream()
              .anyMatch(
                  prefix ->
                      layer.diffId().hex().startsWith(prefix)
                          || layer.digest().hex().startsWith(prefix));
    }

    Found.Totals run(Found.Taker taker) throws IOException {
      for (int i = 0; i < stacks.size(); i++) {
        List<Digest> diffIds = stacks.get(i).diffIds();
        if (diffIds.stream().anyMatch(asked::contains)) {
          for (Digest diffId : diffIds) {
            hint(diffId);
          }
          unsearched.set(i, diffIds.stream().anyMatch(lost::contains));
        }
      }
      try (EntrySorter sorter = new EntrySorter(scratch.resolve("found.spill"), SORT_BYTES)) {
        for (int i = 0; i < stacks.size(); i++) {
          if (!unsearched.get(i) && isCandidate(stacks.get(i))) {
            try {
              merge(i, sorter);
            } catch (ListingLostException e) {
              // A clean-up came between; what was found of the stack so far is no whole answer.
              lost.add(e.diffId());
              unsearched.set(i);
            }
          }
        }
        return tell(sorter.sorted(), taker);
      }
    }

    // ---- which stacks may hold something

    private void hint(Digest diffId) throws IOException {
      if (hints.containsKey(diffId) || lost.contains(diffId)) {
        return;
      }
      Optional<LayerListing> listing = store.find(diffId);
      if (listing.isEmpty()) {
        lost.add(diffId);
        return;
      }
      try {
        hints.put(diffId, hints(listing.get(), asked.contains(diffId)));
        listings.put(diffId, listing.get());
      } catch (ListingLostException e) {
        lost.add(diffId);
      }
    }

    private int hints(LayerListing listing, boolean mayBeFound) throws IOException {
      int all = FileQuery.LINK | FileQuery.INODE;
      int hints = 0;
      try (LayerListing.Cursor entries = listing.entries()) {
        for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
          hints |= query.hints(entry);
          boolean enough = mayBeFound ? (hints & FileQuery.FOUND) != 0 : (hints & all) == all;
          if (enough) {
            return hints;
          }
        }
      }
      return hints;
    }

    private boolean isCandidate(Stack stack) {
      if (stack.diffIds().stream().noneMatch(asked::contains)) {
        return false;
      }
      int together = 0;
      for (Digest diffId : stack.diffIds()) {
        int ofLayer = hints.getOrDefault(diffId, 0);
        together |= asked.contains(diffId) ? ofLayer : ofLayer & ~FileQuery.FOUND;
      }
      int linked = FileQuery.LINK | FileQuery.INODE;
      return (together & FileQuery.FOUND) != 0 || (together & linked) == linked;
    }

    // ---- what they hold

    private void merge(int index, EntrySorter sorter) throws IOException {
      Stack stack = stacks.get(index);
      List<LayerListing> layers = new ArrayList<>();
      for (Digest diffId : stack.diffIds()) {
        LayerListing listing = listings.get(diffId);
        if (listing == null) {
          throw ListingLostException.gone(diffId);
        }
        layers.add(listing);
      }
      try (OverlayMerge merge = MergePlan.of(layers, ParentLinks.FOLLOW).open()) {
        while (merge.advance()) {
          live(index, merge.entry(), sorter);
          hidden(index, merge.takeHidden(), sorter);
        }
        hidden(index, merge.takeHidden(), sorter);
      }
    }

    private void live(int stack, @Nullable TreeEntry name, EntrySorter sorter) throws IOException {
      Entry entry = name == null ? null : name.inode().entry();
      if (name == null
          || entry == null
          || query.state() == FileQuery.State.HIDDEN
          || !query.holds(name.path(), entry)
          || !isAsked(stack, name.layer(), name.inode().layer())) {
        return;
      }
      Label label = new Label(stack, name.layer(), name.inode().layer(), LIVE, 0, 0);
      sorter.add(name.path(), label.toBytes(), entry);
    }

    private void hidden(int stack, List<HiddenEntry> entries, EntrySorter sorter)
        throws IOException {
      for (HiddenEntry hidden : entries) {
        Entry entry = hidden.entry();
        if (query.state() != FileQuery.State.LIVE
            && query.holds(entry.shownPath(), entry)
            && isAsked(stack, hidden.layer(), hidden.layer())) {
          Label label =
              new Label(
                  stack,
                  hidden.layer(),
                  hidden.layer(),
                  hidden.cause().ordinal(),
                  hidden.by(),
                  hidden.hiddenBytes());
          sorter.add(entry.shownPath(), label.toBytes(), entry);
        }
      }
    }

    private boolean isAsked(int stack, int layer, int contentLayer) {
      List<Digest> diffIds = stacks.get(stack).diffIds();
      return asked.contains(diffIds.get(layer)) || asked.contains(diffIds.get(contentLayer));
    }

    // ---- telling it

    private Found.Totals tell(EntrySorter.Cursor cursor, Found.Taker taker) throws IOException {
      BitSet holding = new BitSet();
      Set<Digest> shipping = new HashSet<>();
      long names = 0;
      List<EntrySorter.Sorted> ofPath = new ArrayList<>();
      EntrySorter.Sorted next = cursor.next();
      while (next != null) {
        Bytes path = next.path();
        if (!unsearched.get(Label.of(next.label()).stack())) {
          ofPath.add(next);
        }
        next = cursor.next();
        if (next == null || !next.path().equals(path)) {
          for (Found found : grouped(ofPath, holding)) {
            taker.take(found);
            names++;
            shipping.add(found.layer());
          }
          ofPath.clear();
        }
      }
      return new Found.Totals(
          names,
          shipping.size(),
          holding.stream().mapToObj(images::get).toList(),
          images.size() - imagesOf(unsearched).cardinality(),
          layersSearched(),
          lostLayers());
    }

    private record Key(Digest layer, Digest contentLayer, int ordinal) {}

    private static final Comparator<Key> KEY_ORDER =
        Comparator.comparing(Key::contentLayer)
            .thenComparing(Key::layer)
            .thenComparingInt(Key::ordinal);

    /** The names of one path, told apart by what they are. */
    private List<Found> grouped(List<EntrySorter.Sorted> ofPath, BitSet holding) {
      TreeMap<Key, List<EntrySorter.Sorted>> groups = new TreeMap<>(KEY_ORDER);
      for (EntrySorter.Sorted one : ofPath) {
        Label label = Label.of(one.label());
        List<Digest> diffIds = stacks.get(label.stack()).diffIds();
        Key key =
            new Key(
                diffIds.get(label.layer()),
                diffIds.get(label.contentLayer()),
                one.entry().ordinal());
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(one);
      }
      List<Found> grouped = new ArrayList<>();
      groups.forEach(
          (key, rows) ->
              grouped.add(
                  new Found(
                      rows.get(0).path(),
                      rows.get(0).entry(),
                      key.layer(),
                      commands.get(key.layer()),
                      key.contentLayer(),
                      places(rows, holding))));
      return grouped;
    }

    private List<Found.Place> places(List<EntrySorter.Sorted> rows, BitSet holding) {
      TreeMap<Integer, List<Found.Place>> byImage = new TreeMap<>();
      for (EntrySorter.Sorted row : rows) {
        Label label = Label.of(row.label());
        for (int image : stacks.get(label.stack()).images()) {
          holding.set(image);
          byImage
              .computeIfAbsent(image, i -> new ArrayList<>(1))
              .add(new Found.Place(images.get(image), label.layer(), label.hidden()));
        }
      }
      List<Found.Place> places = new ArrayList<>();
      for (List<Found.Place> ofImage : byImage.values()) {
        // An image may have one layer twice.
        ofImage.sort(Comparator.comparingInt(Found.Place::layer));
        places.addAll(ofImage);
      }
      return places;
    }

    // ---- what was searched

    private BitSet imagesOf(BitSet someStacks) {
      BitSet positions = new BitSet();
      someStacks.stream()
          .mapToObj(stacks::get)
          .forEach(stack -> stack.images().forEach(positions::set));
      return positions;
    }

    private int layersSearched() {
      Set<Digest> layers = new HashSet<>();
      for (int i = 0; i < stacks.size(); i++) {
        if (!unsearched.get(i)) {
          layers.addAll(stacks.get(i).diffIds());
        }
      }
      return layers.size();
    }

    private List<Found.Lost> lostLayers() {
      List<Found.Lost> lostLayers = new ArrayList<>();
      for (Digest diffId : new TreeSet<>(lost)) {
        BitSet having = new BitSet();
        for (int i = 0; i < stacks.size(); i++) {
          having.set(i, unsearched.get(i) && stacks.get(i).diffIds().contains(diffId));
        }
        lostLayers.add(
            new Found.Lost(diffId, imagesOf(having).stream().mapToObj(images::get).toList()));
      }
      return lostLayers;
    }
  }
}
