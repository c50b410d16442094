package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
  public record Cleaned(int listings, int blobs, int leftovers, long diskBytes) {}

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

  /** Reads everything and reports each listing and blob; damaged ones are left where they are. */
  public List<Verdict> verify() throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    for (Located listing : locate(StoreLayout.LISTINGS_PREFIX)) {
      if (layout.isCurrent(listing.path())) {
        verdicts.add(verify(listing));
      }
    }
    for (Located blob : locate(StoreLayout.BLOBS_PREFIX)) {
      verdicts.add(verifyBlob(blob));
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
   * Deletes listings and blob facts that no run has used for some days, and what killed runs left
   * in {@code tmp} more than a day ago.
   *
   * @param now the present
   */
  public Cleaned gc(int unusedDays, Instant now) throws IOException {
    if (unusedDays < 0) {
      throw new IllegalArgumentException("negative days: " + unusedDays);
    }
    Instant unusedSince = now.minus(Duration.ofDays(unusedDays));
    long freed = 0;
    int listings = 0;
    int blobs = 0;
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
    return new Cleaned(listings, blobs, leftovers, freed);
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

  private static boolean isLeftover(Path path, Instant now) throws IOException {
    try {
      return lastUsed(path).isBefore(now.minus(LEFTOVER_AGE)) && !Workspace.isInUse(path);
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

  private static Verdict verifyBlob(Located blob) throws IOException {
    try {
      DirectoryFactsStore.readBlob(blob.path(), blob.subject());
      return new Verdict(blob.subject(), blob.path(), null);
    } catch (NoSuchFileException e) {
      return new Verdict(blob.subject(), blob.path(), "it is gone");
    } catch (DamagedFileException e) {
      return new Verdict(blob.subject(), blob.path(), e.getMessage());
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
