package dev.varve.layer;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A facts store in an object store, shared by any number of machines. A listing is sorted on this
 * machine, becomes one object by one put, and is read from a private copy on this machine: copies
 * are kept up to a bound, and fetched again if need be. Names are those of {@link StoreLayout}, and
 * as there a reader trusts only the digests inside: an object that was cut short, or put by a
 * writer that failed, is no listing, and the next run puts a whole one in its place.
 *
 * <p>Nothing here deletes objects; a rule of the bucket does that for those that are old.
 */
public final class ObjectFactsStore implements FactsStore, ResultStore {
  /** Bytes of copies on this machine, about. */
  public static final long DEFAULT_CACHE_BYTES = 4L << 30;

  /** A copy may go between the moment it is found and the moment it is opened, not for ever. */
  private static final int OPEN_ATTEMPTS = 5;

  private static final String PACK_SUFFIX = ".pack";

  /**
   * Of several readers of a process one fetches; layers that share a lock wait in vain at times.
   */
  private static final Object[] FETCH_LOCKS = new Object[64];

  static {
    Arrays.setAll(FETCH_LOCKS, i -> new Object());
  }

  private final ObjectStorage objects;
  private final StoreLayout local;
  private final DirectoryFactsStore copies;
  private final long cacheBytes;
  private final DamageListener listener;
  private final SharedKey sharedKey;
  private final Object keyLock = new Object();
  private byte @Nullable [] matchKey;

  /** The sizes of copies, those last that were used last; the next two are guarded by it too. */
  private final Map<Digest, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

  /** Those that are being fetched, put or opened, which are not to go. */
  private final Map<Digest, Integer> busy = new HashMap<>();

  private long copiedBytes;

  /**
   * A store over {@code objects}.
   *
   * @param folder on this machine, for copies and work in progress; used by this instance alone,
   *     and to be deleted with all it holds by whoever made it
   */
  public ObjectFactsStore(ObjectStorage objects, Path folder) throws IOException {
    this(
        objects,
        folder,
        DEFAULT_CACHE_BYTES,
        DirectoryFactsStore.DEFAULT_SORT_BYTES,
        SharedKey.SETTLING,
        DamageListener.LOG);
  }

  /**
   * A store with other settings.
   *
   * @param cacheBytes as {@link #DEFAULT_CACHE_BYTES}
   * @param sortBytes as {@link DirectoryFactsStore#DEFAULT_SORT_BYTES}
   * @param settling how long a new key waits for another that was made at the same time
   */
  public ObjectFactsStore(
      ObjectStorage objects,
      Path folder,
      long cacheBytes,
      int sortBytes,
      Duration settling,
      DamageListener listener)
      throws IOException {
    this.objects = objects;
    this.local = new StoreLayout(folder);
    this.copies = DirectoryFactsStore.open(folder, sortBytes, listener);
    this.cacheBytes = cacheBytes;
    this.listener = listener;
    this.sharedKey = new SharedKey(objects, local, settling);
  }

  @Override
  public Optional<LayerListing> find(Digest diffId) throws IOException {
    return copy(diffId).map(listing -> new Copied(diffId, listing.summary()));
  }

  /** The copy on this machine, which is fetched if it is not there. */
  private Optional<LayerListing> copy(Digest diffId) throws IOException {
    Optional<LayerListing> there = copies.find(diffId);
    if (there.isPresent()) {
      touch(diffId);
      return there;
    }
    try (Hold ignored = new Hold(diffId)) {
      synchronized (FETCH_LOCKS[Math.floorMod(diffId.hashCode(), FETCH_LOCKS.length)]) {
        there = copies.find(diffId);
        return there.isPresent() ? there : fetch(diffId);
      }
    }
  }

  private Optional<LayerListing> fetch(Digest diffId) throws IOException {
    String name = packName(diffId);
    try (Workspace workspace = Workspace.create(local)) {
      Path pack = workspace.file("pack");
      if (!objects.get(name, pack)) {
        return Optional.empty();
      }
      Path folder = workspace.createFolder("layer");
      ListingPack.read(pack, folder);
      Files.delete(pack);
      DirectoryFactsStore.verifyFiles(folder, diffId);
      LayerSummary summary = DirectoryFactsStore.readSummary(folder, diffId);
      LayerListing listing = copies.publish(folder, summary);
      count(diffId);
      return Optional.of(listing);
    } catch (DamagedFileException e) {
      listener.damaged(Path.of(name), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public ListingWriter create() throws IOException {
    ListingWriter writer = copies.create();
    return new ListingWriter() {
      @Override
      public void add(Entry entry) throws IOException {
        writer.add(entry);
      }

      @Override
      public void add(ContentFact fact) throws IOException {
        writer.add(fact);
      }

      @Override
      public LayerListing publish(LayerSummary summary) throws IOException {
        Digest diffId = summary.diffId();
        try (Hold ignored = new Hold(diffId)) {
          LayerListing listing = writer.publish(summary);
          put(diffId);
          count(diffId);
          return new Copied(diffId, listing.summary());
        }
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  /** Equal bytes may be there already, or damaged ones: a put makes it right in both cases. */
  private void put(Digest diffId) throws IOException {
    try (Workspace workspace = Workspace.create(local)) {
      Path pack = workspace.file("pack");
      ListingPack.write(local.listing(diffId), pack);
      objects.put(pack, packName(diffId));
    }
  }

  @Override
  public void rememberBlob(Digest blobDigest, BlobFacts facts) throws IOException {
    copies.rememberBlob(blobDigest, facts);
    Path file = local.blob(blobDigest);
    objects.put(file, name(file));
  }

  @Override
  public Optional<BlobFacts> blob(Digest blobDigest) throws IOException {
    Optional<BlobFacts> known = copies.blob(blobDigest);
    if (known.isPresent()) {
      return known;
    }
    Path place = local.blob(blobDigest);
    return small(
        place,
        file -> {
          BlobFacts facts = DirectoryFactsStore.readBlob(file, blobDigest);
          PrivateFiles.createParent(place);
          Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
          return facts;
        });
  }

  @Override
  public ResultStore results() {
    return this;
  }

  /** Results are read once a run, so no copies of them are kept. */
  @Override
  public Optional<Bytes> result(String kind, Digest key) throws IOException {
    return small(local.result(kind, key), file -> DirectoryFactsStore.readResult(file, key));
  }

  @Override
  public void keepResult(String kind, Digest key, Bytes content) throws IOException {
    Path place = local.result(kind, key);
    try (Workspace workspace = Workspace.create(local)) {
      Path file = workspace.file("result");
      DirectoryFactsStore.writeResult(file, key, content);
      objects.put(file, name(place));
    }
  }

  private interface FileReader<T> {
    T read(Path file) throws IOException;
  }

  /** What an object with one record says, by the place that a folder has for it. */
  private <T> Optional<T> small(Path place, FileReader<T> reader) throws IOException {
    String name = name(place);
    try (Workspace workspace = Workspace.create(local)) {
      Path file = workspace.file("object");
      if (!objects.get(name, file)) {
        return Optional.empty();
      }
      return Optional.of(reader.read(file));
    } catch (DamagedFileException e) {
      listener.damaged(Path.of(name), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public byte[] matchKey() throws IOException {
    synchronized (keyLock) {
      byte[] known = matchKey;
      if (known == null) {
        known = sharedKey.readOrMake();
        matchKey = known;
      }
      return known.clone();
    }
  }

  private String packName(Digest diffId) {
    return name(local.listing(diffId)) + PACK_SUFFIX;
  }

  private String name(Path place) {
    List<String> parts = new ArrayList<>();
    local.root().relativize(place).forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }

  // ---- The bound on copies ----------------------------------------------------------------------

  private void touch(Digest diffId) {
    synchronized (sizes) {
      sizes.computeIfPresent(diffId, (key, bytes) -> bytes);
    }
  }

  /** Takes note of a copy, and deletes those used longest ago if there are too many. */
  private void count(Digest diffId) throws IOException {
    long bytes = 0;
    for (StoreFile kind : StoreFile.OF_LISTING) {
      bytes += Files.size(local.listing(diffId).resolve(kind.fileName()));
    }
    synchronized (sizes) {
      Long before = sizes.put(diffId, bytes);
      copiedBytes += bytes - (before == null ? 0 : before);
    }
    trim();
  }

  private void trim() throws IOException {
    List<Digest> leaving = new ArrayList<>();
    synchronized (sizes) {
      Iterator<Map.Entry<Digest, Long>> oldest = sizes.entrySet().iterator();
      while (copiedBytes > cacheBytes && oldest.hasNext()) {
        Map.Entry<Digest, Long> copy = oldest.next();
        if (!busy.containsKey(copy.getKey())) {
          copiedBytes -= copy.getValue();
          leaving.add(copy.getKey());
          oldest.remove();
        }
      }
    }
    for (Digest gone : leaving) {
      delete(gone);
    }
  }

  /** At once for whoever looks for it; who reads it reads on. */
  private void delete(Digest diffId) throws IOException {
    try (Workspace workspace = Workspace.create(local)) {
      Files.move(local.listing(diffId), workspace.file("gone"), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // found damaged meanwhile, and set aside
    }
  }

  /** Bytes of copies at present. */
  long copiedBytes() {
    synchronized (sizes) {
      return copiedBytes;
    }
  }

  /** Keeps the copy of one layer from going; those kept beyond the bound go when it ends. */
  private final class Hold implements Closeable {
    private final Digest diffId;

    Hold(Digest diffId) {
      this.diffId = diffId;
      synchronized (sizes) {
        busy.merge(diffId, 1, Integer::sum);
      }
    }

    @Override
    public void close() throws IOException {
      synchronized (sizes) {
        busy.computeIfPresent(diffId, (key, holds) -> holds == 1 ? null : holds - 1);
      }
      trim();
    }
  }

  /** Reads from the copy that is there when it is opened. */
  private final class Copied implements LayerListing {
    private final Digest diffId;
    private final LayerSummary summary;

    Copied(Digest diffId, LayerSummary summary) {
      this.diffId = diffId;
      this.summary = summary;
    }

    private interface Reading<T> {
      T from(LayerListing listing) throws IOException;
    }

    /** A reading that fails because the copy has gone is begun anew with another copy. */
    private <T> T reading(Reading<T> reading) throws IOException {
      for (int attempt = 1; ; attempt++) {
        try (Hold ignored = new Hold(diffId)) {
          return reading.from(copy(diffId).orElseThrow(() -> ListingLostException.gone(diffId)));
        } catch (ListingLostException e) {
          if (attempt == OPEN_ATTEMPTS || !(e.getCause() instanceof NoSuchFileException)) {
            throw e;
          }
        }
      }
    }

    @Override
    public LayerSummary summary() {
      return summary;
    }

    @Override
    public Cursor entries() throws IOException {
      return reading(LayerListing::entries);
    }

    @Override
    public Cursor sideTable() throws IOException {
      return reading(LayerListing::sideTable);
    }

    @Override
    public List<ContentFact> contents() throws IOException {
      return reading(LayerListing::contents);
    }

    // A file that is gone is noticed when it is opened, before anything was shown.
    @Override
    public void eachContent(Consumer<ContentFact> taker) throws IOException {
      reading(
          listing -> {
            listing.eachContent(taker);
            return listing;
          });
    }

    @Override
    public void eachPackageFile(Consumer<ContentFact> taker) throws IOException {
      reading(
          listing -> {
            listing.eachPackageFile(taker);
            return listing;
          });
    }
  }
}
