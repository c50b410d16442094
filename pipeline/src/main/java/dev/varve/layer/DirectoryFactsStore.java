package dev.varve.layer;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A facts store in a folder of the local file system, shared by any number of threads and
 * processes. Listings are prepared aside and appear by one rename, so there are no half-written
 * ones; of two runs that expand the same layer, the later discards its own work. Nothing is flushed
 * to the device: what a power failure cuts short is noticed by its seal and expanded again.
 */
public final class DirectoryFactsStore implements FactsStore, ResultStore {
  /** Bytes of encoded entries that one writer keeps in memory before it sorts on disk. */
  public static final int DEFAULT_SORT_BYTES = 64 << 20;

  /** Use is noted at most once in this time, so that finding a layer is not a write each time. */
  private static final Duration USE_GRAIN = Duration.ofDays(1);

  /** Publishing starts over when a damaged listing was in the way; once is the usual case. */
  private static final int PUBLISH_ATTEMPTS = 5;

  private final StoreLayout layout;
  private final int sortBytes;
  private final DamageListener listener;

  /** Listings this instance has verified. */
  private final Map<Digest, Verified> verified = new ConcurrentHashMap<>();

  /** What the files of a listing looked like when they were sound, and what they said. */
  private record Verified(List<Stamp> stamps, LayerSummary summary) {}

  /** Tells a file from another, or from itself after a change. */
  private record Stamp(@Nullable Object fileKey, long bytes, FileTime modified) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(a.fileKey(), a.size(), a.lastModifiedTime());
    }

    // Written out: what a record gets by itself is put together anew, slowly, by each run.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Stamp stamp
          && bytes == stamp.bytes
          && modified.equals(stamp.modified)
          && Objects.equals(fileKey, stamp.fileKey);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(bytes) * 31 + modified.hashCode();
    }
  }

  private DirectoryFactsStore(StoreLayout layout, int sortBytes, DamageListener listener) {
    this.layout = layout;
    this.sortBytes = sortBytes;
    this.listener = listener;
  }

  /** A store in {@code root}, which is created if absent, for the user alone. */
  public static DirectoryFactsStore open(Path root) throws IOException {
    return open(root, DEFAULT_SORT_BYTES, DamageListener.LOG);
  }

  /**
   * A store with other settings.
   *
   * @param sortBytes as {@link #DEFAULT_SORT_BYTES}
   */
  public static DirectoryFactsStore open(Path root, int sortBytes, DamageListener listener)
      throws IOException {
    PrivateFiles.createFolders(root);
    return new DirectoryFactsStore(new StoreLayout(root), sortBytes, listener);
  }

  /**
   * Reads the schemas of a store's files, which every run needs and which takes a while. Of use on
   * another thread while there is something else to do; whoever needs one waits for all.
   */
  public static void prepare() {
    StoreFile.values();
  }

  /**
   * Where the store lies unless an option says otherwise: {@code $VARVE_STORE}, else {@code
   * $XDG_CACHE_HOME/varve}, else {@code ~/.cache/varve}.
   */
  public static Path defaultRoot(Map<String, String> environment) {
    return StoreLayout.defaultRoot(environment, System.getProperty("user.home", "."));
  }

  @Override
  public Optional<LayerListing> find(Digest diffId) throws IOException {
    Path folder = layout.listing(diffId);
    Object folderKey;
    try {
      folderKey = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      LayerSummary summary = verify(folder, diffId);
      noteUse(folder);
      return Optional.of(new DirectoryListing(folder, summary));
    } catch (NoSuchFileException e) {
      if (Files.exists(folder)) {
        setAside(folder, folderKey, Path.of(e.getFile()).getFileName() + " is missing");
      }
    } catch (DamagedFileException e) {
      setAside(folder, folderKey, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  @Override
  public ListingWriter create() throws IOException {
    return new DirectoryListingWriter(this, Workspace.create(layout), sortBytes);
  }

  /** Moves a finished folder to its place, or discards it if a sound one is there already. */
  LayerListing publish(Path finished, LayerSummary summary) throws IOException {
    Path target = layout.listing(summary.diffId());
    PrivateFiles.createParent(target);
    for (int attempt = 1; ; attempt++) {
      try {
        Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
        return new DirectoryListing(target, summary);
      } catch (FileSystemException e) {
        // A folder is never renamed onto one that holds files: then another run was first.
        if (!Files.exists(target) && attempt == PUBLISH_ATTEMPTS) {
          throw e;
        }
        Optional<LayerListing> earlier = find(summary.diffId());
        if (earlier.isPresent()) {
          PrivateFiles.delete(finished);
          return earlier.get();
        }
        if (attempt == PUBLISH_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void rememberBlob(Digest blobDigest, BlobFacts facts) throws IOException {
    if (!facts.digest().equals(blobDigest)) {
      throw new IllegalArgumentException(facts.digest() + " is not " + blobDigest);
    }
    RecordBytes record = new RecordBytes();
    FactsCodec.write(facts, record);
    keepOne(record, StoreFile.BLOB, blobDigest, layout.blob(blobDigest));
  }

  /** Whoever comes last replaces an equal record: the same bytes always teach the same. */
  private void keepOne(RecordBytes record, StoreFile kind, Digest subject, Path target)
      throws IOException {
    PrivateFiles.createParent(target);
    try (Workspace workspace = Workspace.create(layout)) {
      Path finished = workspace.file(kind.fileName());
      writeOne(record, kind, subject, finished);
      Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void writeOne(RecordBytes record, StoreFile kind, Digest subject, Path target)
      throws IOException {
    try (SealedFileWriter file = new SealedFileWriter(target, kind, subject)) {
      file.append(record);
      file.seal();
    }
  }

  static void writeResult(Path file, Digest key, Bytes content) throws IOException {
    RecordBytes record = new RecordBytes();
    FactsCodec.write(content, record);
    writeOne(record, StoreFile.RESULT, key, file);
  }

  @Override
  public Optional<BlobFacts> blob(Digest blobDigest) throws IOException {
    return small(layout.blob(blobDigest), file -> readBlob(file, blobDigest));
  }

  @Override
  public ResultStore results() {
    return this;
  }

  @Override
  public Optional<Bytes> result(String kind, Digest key) throws IOException {
    return small(layout.result(kind, key), file -> readResult(file, key));
  }

  @Override
  public void keepResult(String kind, Digest key, Bytes content) throws IOException {
    RecordBytes record = new RecordBytes();
    FactsCodec.write(content, record);
    keepOne(record, StoreFile.RESULT, key, layout.result(kind, key));
  }

  private interface FileReader<T> {
    T read(Path file) throws IOException;
  }

  /** What a file with one record says; a damaged one is deleted. */
  private <T> Optional<T> small(Path file, FileReader<T> reader) throws IOException {
    try {
      T read = reader.read(file);
      noteUse(file);
      return Optional.of(read);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DamagedFileException e) {
      listener.damaged(file, String.valueOf(e.getMessage()));
      Files.deleteIfExists(file);
      return Optional.empty();
    }
  }

  @Override
  public byte[] matchKey() throws IOException {
    return SecretKeyFile.readOrMake(layout.matchKey());
  }

  static BlobFacts readBlob(Path file, Digest blobDigest) throws IOException {
    SealedFile.verify(file, StoreFile.BLOB, blobDigest);
    BlobFacts facts = readOne(file, StoreFile.BLOB, blobDigest, FactsCodec::readBlob);
    if (!facts.digest().equals(blobDigest)) {
      throw new DamagedFileException("it speaks of " + facts.digest());
    }
    return facts;
  }

  static Bytes readResult(Path file, Digest key) throws IOException {
    SealedFile.verify(file, StoreFile.RESULT, key);
    return readOne(file, StoreFile.RESULT, key, FactsCodec::readResult);
  }

  private LayerSummary verify(Path folder, Digest diffId) throws IOException {
    List<Stamp> stamps = new ArrayList<>();
    for (StoreFile kind : StoreFile.OF_LISTING) {
      stamps.add(Stamp.of(folder.resolve(kind.fileName())));
    }
    Verified before = verified.get(diffId);
    if (before != null && before.stamps().equals(stamps)) {
      return before.summary();
    }
    verifyFiles(folder, diffId);
    LayerSummary summary = readSummary(folder, diffId);
    verified.put(diffId, new Verified(stamps, summary));
    return summary;
  }

  static void verifyFiles(Path folder, Digest diffId) throws IOException {
    for (StoreFile kind : StoreFile.OF_LISTING) {
      try {
        SealedFile.verify(folder.resolve(kind.fileName()), kind, diffId);
      } catch (DamagedFileException e) {
        throw new DamagedFileException(kind.fileName() + ": " + e.getMessage(), e);
      }
    }
  }

  static LayerSummary readSummary(Path folder, Digest diffId) throws IOException {
    Path file = folder.resolve(StoreFile.SUMMARY.fileName());
    LayerSummary summary = readOne(file, StoreFile.SUMMARY, diffId, FactsCodec::readSummary);
    if (!summary.diffId().equals(diffId)) {
      throw new DamagedFileException("it speaks of " + summary.diffId());
    }
    return summary;
  }

  /** Reads a record from bytes. */
  private interface Decoder<T> {
    T decode(RecordReader reader) throws IOException;
  }

  private static <T> T readOne(Path file, StoreFile kind, Digest subject, Decoder<T> decoder)
      throws IOException {
    try (RecordCursor records = new RecordCursor(file, kind, subject)) {
      if (!records.next()) {
        throw new DamagedFileException("it is empty");
      }
      return decoder.decode(records.record());
    } catch (ListingLostException e) {
      if (e.getCause() instanceof NoSuchFileException gone) {
        throw gone;
      }
      throw new DamagedFileException(String.valueOf(e.getMessage()), e);
    } catch (MalformedRecordException e) {
      throw new DamagedFileException(String.valueOf(e.getMessage()), e);
    }
  }

  private void setAside(Path folder, @Nullable Object folderKey, String why) throws IOException {
    try (Workspace workspace = Workspace.create(layout)) {
      Object now = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      if (folderKey == null || folderKey.equals(now)) {
        listener.damaged(folder, why);
        Files.move(folder, workspace.file("damaged"), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (NoSuchFileException e) {
      // Another run set it aside first.
      return;
    }
  }

  private static void noteUse(Path path) throws IOException {
    Instant now = Instant.now();
    try {
      Instant noted = Files.getLastModifiedTime(path).toInstant();
      if (Duration.between(noted, now).compareTo(USE_GRAIN) >= 0) {
        Files.setLastModifiedTime(path, FileTime.from(now));
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      // A store that may only be read serves all the same; its owner decides what to delete.
      return;
    }
  }
}
