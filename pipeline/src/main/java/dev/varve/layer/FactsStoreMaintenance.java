package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a person does to a {@link DirectoryFactsStore}: look, check, clean up. Safe beside running
 * scans: a run that loses a listing to a clean-up gets a {@link ListingLostException}.
 */
public final class FactsStoreMaintenance {
  /** Leftovers younger than this may belong to a run on another machine, whose lock is not seen. */
  private static final Duration LEFTOVER_AGE = Duration.ofDays(1);

  /**
   * What results may take on disk before those used longest ago give way; a judged image takes some
   * ten KiB, so this is room for a hundred thousand.
   */
  public static final long MAX_RESULT_BYTES = 2L << 30;

  private final StoreLayout layout;

  /** Of the store in {@code root}, which need not exist: then it is empty. */
  public FactsStoreMaintenance(Path root) {
    this.layout = new StoreLayout(root);
  }

  /**
   * One stored listing.
   *
   * @param entries tar members; -1 if an earlier format or damage makes the count unreadable
   * @param diskBytes of all its files
   * @param lastUsed by a run, to the day
   * @param current whether this version of varve reads it; others wait for a clean-up
   */
  public record StoredListing(
      Digest diffId, long entries, long diskBytes, Instant lastUsed, boolean current) {}

  /**
   * The outcome of a check.
   *
   * @param subject a layer's diffID or a blob's digest
   * @param location of the listing's folder or the blob's file
   * @param problem what is damaged; null if sound
   */
  public record Verdict(Digest subject, Path location, @Nullable String problem) {
    public boolean sound() {
      return problem == null;
    }
  }

  /** What a clean-up deleted. */
  public record Cleaned(int listings, int blobs, int results, int leftovers, long diskBytes) {}

  /**
   * The results of one kind, those of earlier versions of varve included.
   *
   * @param kind as {@link ResultStore} has it, with the version of the form
   */
  public record StoredResults(String kind, long count, long diskBytes) {}

  /** Where a listing or a blob's facts lie. */
  private record Located(Digest subject, Path path) {}

  /** All listings by diffID, those of earlier formats included. */
  public List<StoredListing> list() throws IOException {
    List<StoredListing> stored = new ArrayList<>();
    for (Located listing : locate(StoreLayout.LISTINGS_PREFIX)) {
      try {
        boolean current = layout.isCurrent(listing.path());
        stored.add(
            new StoredListing(
                listing.subject(),
                current ? countEntries(listing) : -1,
                diskBytes(listing.path()),
                lastUsed(listing.path()),
                current));
      } catch (NoSuchFileException e) {
        continue; // cleaned up meanwhile
      }
    }
    stored.sort(Comparator.comparing(StoredListing::diffId));
    return stored;
  }

  /** What is kept of each kind of results, by kind. */
  public List<StoredResults> results() throws IOException {
    List<StoredResults> stored = new ArrayList<>();
    for (Path kind : children(layout.root())) {
      String name = name(kind);
      if (name.startsWith(StoreLayout.RESULTS_PREFIX)) {
        List<Used> files = used(locate(name));
        stored.add(
            new StoredResults(
                name.substring(StoreLayout.RESULTS_PREFIX.length()),
                files.size(),
                files.stream().mapToLong(Used::diskBytes).sum()));
      }
    }
    return stored;
  }

  /** Reads everything and reports each record; damaged ones are left where they are. */
  public List<Verdict> verify() throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    for (Located listing : locate(StoreLayout.LISTINGS_PREFIX)) {
      if (layout.isCurrent(listing.path())) {
        verdicts.add(verify(listing));
      }
    }
    for (Located blob : locate(StoreLayout.BLOBS_PREFIX)) {
      verdicts.add(verifySmall(blob, DirectoryFactsStore::readBlob));
    }
    for (Located result : locate(StoreLayout.RESULTS_PREFIX)) {
      verdicts.add(verifySmall(result, DirectoryFactsStore::readResult));
    }
    return verdicts;
  }

  /** Checks the listing of one layer; empty if there is none. */
  public Optional<Verdict> verify(Digest diffId) throws IOException {
    Path folder = layout.listing(diffId);
    return Files.isDirectory(folder)
        ? Optional.of(verify(new Located(diffId, folder)))
        : Optional.empty();
  }

  /**
   * Deletes what no run has used for some days, results beyond a bound, and what killed runs left
   * in {@code tmp} more than a day ago.
   *
   * @param maxResultBytes as {@link #boundResults}
   * @param now the present
   */
  public Cleaned gc(int unusedDays, long maxResultBytes, Instant now) throws IOException {
    if (unusedDays < 0) {
      throw new IllegalArgumentException("negative days: " + unusedDays);
    }
    Instant unusedSince = now.minus(Duration.ofDays(unusedDays));
    long freed = 0;
    int listings = 0;
    int blobs = 0;
    int results = 0;
    int leftovers = 0;
    for (Path leftover : children(layout.temporary())) {
      if (isLeftover(leftover, now)) {
        freed += diskBytes(leftover);
        PrivateFiles.delete(leftover);
        leftovers++;
      }
    }
    for (Located listing : locate(StoreLayout.LISTINGS_PREFIX)) {
      long bytes = deleteIfUnused(listing.path(), unusedSince);
      if (bytes >= 0) {
        freed += bytes;
        listings++;
      }
    }
    for (Located blob : locate(StoreLayout.BLOBS_PREFIX)) {
      long bytes = deleteIfUnused(blob.path(), unusedSince);
      if (bytes >= 0) {
        freed += bytes;
        blobs++;
      }
    }
    for (Located result : locate(StoreLayout.RESULTS_PREFIX)) {
      long bytes = deleteIfUnused(result.path(), unusedSince);
      if (bytes >= 0) {
        freed += bytes;
        results++;
      }
    }
    Cleaned beyond = boundResults(maxResultBytes);
    return new Cleaned(
        listings, blobs, results + beyond.results(), leftovers, freed + beyond.diskBytes());
  }

  /**
   * Deletes the results that were used longest ago, until the rest takes no more than so much.
   *
   * @param maxBytes of all their files together
   */
  public Cleaned boundResults(long maxBytes) throws IOException {
    List<Used> all = used(locate(StoreLayout.RESULTS_PREFIX));
    long left = all.stream().mapToLong(Used::diskBytes).sum();
    long freed = 0;
    int results = 0;
    if (left > maxBytes) {
      all.sort(Comparator.comparing(Used::lastUsed).thenComparing(Used::path));
    }
    for (Used one : all) {
      if (left - freed <= maxBytes) {
        break;
      }
      // Readers see it whole or not at all, and one that is gone already is no trouble.
      Files.deleteIfExists(one.path());
      freed += one.diskBytes();
      results++;
    }
    return new Cleaned(0, 0, results, 0, freed);
  }

  private record Used(Path path, Instant lastUsed, long diskBytes) {}

  private static List<Used> used(List<Located> files) throws IOException {
    List<Used> used = new ArrayList<>(files.size());
    for (Located file : files) {
      try {
        BasicFileAttributes a = Files.readAttributes(file.path(), BasicFileAttributes.class);
        used.add(new Used(file.path(), a.lastModifiedTime().toInstant(), a.size()));
      } catch (NoSuchFileException e) {
        continue; // cleaned up meanwhile
      }
    }
    return used;
  }

  /** The bytes freed, or -1 if it stays. Readers see it whole or not at all. */
  private long deleteIfUnused(Path path, Instant unusedSince) throws IOException {
    try {
      if (lastUsed(path).isAfter(unusedSince)) {
        return -1;
      }
      long bytes = diskBytes(path);
      try (Workspace workspace = Workspace.create(layout)) {
        Files.move(path, workspace.file("unused"), StandardCopyOption.ATOMIC_MOVE);
      }
      return bytes;
    } catch (NoSuchFileException e) {
      return -1; // another clean-up was first
    }
  }

  /**
   * Deletes the unfinished work of killed processes of this machine, however young. Every scan does
   * so when it begins.
   *
   * @return how many folders there were
   */
  public int sweep() throws IOException {
    int swept = 0;
    for (Path leftover : children(layout.temporary())) {
      try {
        if (WorkLock.isAbandoned(leftover)) {
          PrivateFiles.delete(leftover);
          swept++;
        }
      } catch (NoSuchFileException e) {
        continue; // its owner ended well, or another scan was first
      }
    }
    return swept;
  }

  private static boolean isLeftover(Path path, Instant now) throws IOException {
    try {
      return lastUsed(path).isBefore(now.minus(LEFTOVER_AGE)) && !WorkLock.isInUse(path);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Instant lastUsed(Path path) throws IOException {
    return Files.getLastModifiedTime(path).toInstant();
  }

  private static long countEntries(Located listing) throws IOException {
    try {
      return DirectoryFactsStore.readSummary(listing.path(), listing.subject()).entries();
    } catch (DamagedFileException | NoSuchFileException e) {
      return -1;
    }
  }

  private static Verdict verify(Located listing) throws IOException {
    try {
      DirectoryFactsStore.verifyFiles(listing.path(), listing.subject());
      LayerSummary summary = DirectoryFactsStore.readSummary(listing.path(), listing.subject());
      DirectoryListing readable = new DirectoryListing(listing.path(), summary);
      readable.eachContent(fact -> {});
      readable.eachPackageFile(fact -> {});
      try (LayerListing.Cursor entries = readable.entries();
          LayerListing.Cursor side = readable.sideTable()) {
        requireCount("entries", summary.entries(), entries);
        requireCount("entries of the side table", summary.sideEntries(), side);
      }
      return new Verdict(listing.subject(), listing.path(), null);
    } catch (NoSuchFileException e) {
      return new Verdict(
          listing.subject(), listing.path(), Path.of(e.getFile()).getFileName() + " is missing");
    } catch (DamagedFileException | ListingLostException e) {
      return new Verdict(listing.subject(), listing.path(), e.getMessage());
    }
  }

  private static void requireCount(String what, long wanted, LayerListing.Cursor cursor)
      throws IOException {
    long count = 0;
    Entry previous = null;
    for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
      if (previous != null && PathOrder.ENTRIES.compare(previous, entry) >= 0) {
        throw new DamagedFileException("its " + what + " are out of order");
      }
      previous = entry;
      count++;
    }
    if (count != wanted) {
      throw new DamagedFileException("it has " + count + " " + what + ", not " + wanted);
    }
  }

  private interface SmallReader {
    Object read(Path file, Digest subject) throws IOException;
  }

  private static Verdict verifySmall(Located one, SmallReader reader) throws IOException {
    try {
      reader.read(one.path(), one.subject());
      return new Verdict(one.subject(), one.path(), null);
    } catch (NoSuchFileException e) {
      return new Verdict(one.subject(), one.path(), "it is gone");
    } catch (DamagedFileException e) {
      return new Verdict(one.subject(), one.path(), e.getMessage());
    }
  }

  /** Everything named by a digest below the folders with a prefix, whatever their version. */
  private List<Located> locate(String prefix) throws IOException {
    List<Located> located = new ArrayList<>();
    for (Path version : children(layout.root())) {
      if (!name(version).startsWith(prefix)) {
        continue;
      }
      for (Path algorithm : children(version)) {
        for (Path shard : children(algorithm)) {
          for (Path path : children(shard)) {
            String hex = name(path).replaceFirst("\\.avro$", "");
            if (Digest.isValid(name(algorithm) + ":" + hex)) {
              located.add(new Located(new Digest(name(algorithm), hex), path));
            }
          }
        }
      }
    }
    return located;
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    children.sort(Comparator.naturalOrder());
    return children;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static long diskBytes(Path path) throws IOException {
    try (Stream<Path> walk = Files.walk(path)) {
      long bytes = 0;
      for (Path file : (Iterable<Path>) walk::iterator) {
        if (Files.isRegularFile(file)) {
          bytes += Files.size(file);
        }
      }
      return bytes;
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
