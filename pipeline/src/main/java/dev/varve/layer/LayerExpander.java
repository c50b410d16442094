package dev.varve.layer;

import dev.varve.blob.BlobOpener;
import dev.varve.blob.Bytes;
import dev.varve.blob.ContentSink;
import dev.varve.blob.Digest;
import dev.varve.blob.InflatedBlob;
import dev.varve.blob.InflaterChoice;
import dev.varve.blob.ReadAhead;
import dev.varve.blob.StructureFinding;
import dev.varve.blob.TarMember;
import dev.varve.blob.TarReader;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Expands a layer: one pass over the stored blob gives its digest, its diffID, and an entry with
 * its own SHA-256 for every tar member (semantics.md sections 2 to 4). Inflating, hashing the whole
 * and reading the tar run on three threads. Nothing is written but the listing.
 *
 * <p>Claims are compared by the caller; the listing is published under the diffID that the bytes
 * really have. An expander has no state and may be used by any number of threads.
 */
public final class LayerExpander {
  private static final String SHA_256 = "sha256";
  private static final Bytes EMPTY_SHA = Bytes.fromHex(Digest.sha256Of(new byte[0]).hex());

  private final Limits limits;
  private final InflaterChoice inflater;

  public LayerExpander(Limits limits, InflaterChoice inflater) {
    this.limits = limits;
    this.inflater = inflater;
  }

  /**
   * Reads a blob to its end and publishes its listing.
   *
   * @param blob the stored bytes; opened again only if libisal finds the gzip data damaged
   * @param expectedBytes their number if it is known, else negative; only speed depends on it
   * @param algorithms digest algorithms of the image's claims; sha256 is always computed
   * @param store where the listing goes; it also learns which diffID the blob has
   * @param source what messages call the layer
   */
  public ExpandedLayer expand(
      BlobOpener blob,
      long expectedBytes,
      Collection<String> algorithms,
      FactsStore store,
      String source)
      throws IOException, InputException {
    return read(
        blob,
        expectedBytes,
        (stored, choice) -> expand(stored, expectedBytes, algorithms, choice, store, source));
  }

  /**
   * Reads a blob to its end only to learn what it is: for a layer that claims to be one whose
   * listing is there, stored in another form. As {@link #expand} but for the listing.
   *
   * @param store learns which diffID the blob has
   */
  public IdentifiedBlob identify(
      BlobOpener blob,
      long expectedBytes,
      Collection<String> algorithms,
      FactsStore store,
      String source)
      throws IOException, InputException {
    return read(
        blob,
        expectedBytes,
        (stored, choice) -> identify(stored, expectedBytes, algorithms, choice, store, source));
  }

  /** One way through a blob, with one inflater. */
  private interface Attempt<T> {
    T read(InputStream stored, InflaterChoice choice) throws IOException, InputException;
  }

  private <T> T read(BlobOpener blob, long expectedBytes, Attempt<T> attempt)
      throws IOException, InputException {
    try (InputStream stored = blob.open()) {
      return attempt.read(stored, inflater);
    } catch (InputException e) {
      if (!inflater.mayBeIsal(expectedBytes)
          || (e.reason() != ReasonCode.GZIP_MALFORMED && e.reason() != ReasonCode.GZIP_TRUNCATED)) {
        throw e;
      }
    }
    // libisal takes incomplete Huffman codes, so that it may call truncated what zlib calls
    // malformed. What is said about damaged data must not depend on what is installed.
    try (InputStream stored = blob.open()) {
      return attempt.read(stored, InflaterChoice.JDK);
    }
  }

  private ExpandedLayer expand(
      InputStream blob,
      long expectedBytes,
      Collection<String> algorithms,
      InflaterChoice choice,
      FactsStore store,
      String source)
      throws IOException, InputException {
    Set<String> wanted = withSha256(algorithms);
    try (InflatedBlob content =
            InflatedBlob.open(blob, expectedBytes, wanted, choice, limits, source);
        ListingWriter writer = store.create()) {
      Pass pass = new Pass(writer, store.matchKey(), source);
      List<Digest> diffIds = read(content, wanted, pass::readTar);
      IdentifiedBlob identified = identified(content, diffIds);
      LayerListing listing = writer.publish(pass.summary(identified.blob().diffId()));
      store.rememberBlob(identified.blob().digest(), identified.blob());
      return new ExpandedLayer(identified, listing);
    }
  }

  private IdentifiedBlob identify(
      InputStream blob,
      long expectedBytes,
      Collection<String> algorithms,
      InflaterChoice choice,
      FactsStore store,
      String source)
      throws IOException, InputException {
    Set<String> wanted = withSha256(algorithms);
    try (InflatedBlob content =
        InflatedBlob.open(blob, expectedBytes, wanted, choice, limits, source)) {
      IdentifiedBlob identified =
          identified(content, read(content, wanted, LayerExpander::readToEnd));
      store.rememberBlob(identified.blob().digest(), identified.blob());
      return identified;
    }
  }

  private static Set<String> withSha256(Collection<String> algorithms) {
    Set<String> wanted = new TreeSet<>(algorithms);
    wanted.add(SHA_256);
    return wanted;
  }

  /** What is done with the decompressed stream while it is hashed. */
  private interface Reading {
    void read(ReadAhead chunks) throws IOException, InputException;
  }

  private static void readToEnd(ReadAhead chunks) throws IOException, InputException {
    while (chunks.next() != null) {
      // Only the digests are wanted.
    }
  }

  /** Reads the stream to its end and returns its digests, in the order of the algorithms. */
  private static List<Digest> read(InflatedBlob content, Set<String> algorithms, Reading reading)
      throws IOException, InputException {
    Map<String, MessageDigest> digests = new LinkedHashMap<>();
    algorithms.forEach(name -> digests.put(name, Digest.messageDigest(name)));
    try (ReadAhead chunks = ReadAhead.start(content, List.copyOf(digests.values()))) {
      reading.read(chunks);
    }
    List<Digest> diffIds = new ArrayList<>();
    digests.forEach(
        (name, digest) -> diffIds.add(new Digest(name, HexFormat.of().formatHex(digest.digest()))));
    return diffIds;
  }

  private static IdentifiedBlob identified(InflatedBlob content, List<Digest> diffIds)
      throws IOException, InputException {
    List<Digest> blobDigests = content.compression().equals("none") ? diffIds : content.digests();
    BlobFacts facts =
        new BlobFacts(
            sha256(blobDigests),
            content.storedBytes(),
            content.compression(),
            sha256(diffIds),
            content.findings());
    return new IdentifiedBlob(facts, blobDigests, diffIds);
  }

  private static Digest sha256(List<Digest> digests) {
    for (Digest digest : digests) {
      if (digest.algorithm().equals(SHA_256)) {
        return digest;
      }
    }
    throw new IllegalStateException("sha256 is always computed");
  }

  /** What one pass over a tar has seen. */
  private final class Pass {
    private final ListingWriter writer;
    private final String source;
    private final MessageDigest fileDigest = Digest.messageDigest(SHA_256);
    private final ContentExtractor contents;
    private final ContentSink sink = this::takeContent;
    private final Set<StructureFinding> findings = new LinkedHashSet<>();
    private long tarBytes;
    private long entries;
    private long shippedBytes;

    Pass(ListingWriter writer, byte[] matchKey, String source) {
      this.writer = writer;
      this.contents = new ContentExtractor(matchKey);
      this.source = source;
    }

    void readTar(ReadAhead chunks) throws IOException, InputException {
      TarReader tar = new TarReader(chunks, limits, source, findings::add);
      try {
        for (TarMember member = tar.next(); member != null; member = tar.next()) {
          add(member, tar);
        }
      } catch (InputException e) {
        if (e.reason() == ReasonCode.TAR_MALFORMED || e.reason() == ReasonCode.TAR_TRUNCATED) {
          // Damaged compression outranks what it does to the tar, so that it must be ruled out.
          while (chunks.next() != null) {
            // only the end matters
          }
        }
        throw e;
      }
      tarBytes = tar.offset();
    }

    private void add(TarMember member, TarReader tar) throws IOException, InputException {
      EntryKind kind = EntryKind.ofTypeFlag(member.typeFlag());
      Bytes path = PathOrder.normalise(member.name());
      checkDepth(path, member);
      Bytes sha256 = null;
      if (kind == EntryKind.FILE) {
        sha256 = EMPTY_SHA;
        if (member.size() > 0) {
          contents.start(path, (int) (member.mode() & 07777));
          tar.readContent(sink);
          sha256 = Bytes.wrap(fileDigest.digest());
          ContentFact fact = contents.finish(member.ordinal(), path);
          if (fact != null) {
            writer.add(fact);
          }
        }
      }
      entries++;
      shippedBytes += member.size();
      writer.add(entry(member, kind, path, sha256));
    }

    private void takeContent(byte[] bytes, int from, int length) {
      fileDigest.update(bytes, from, length);
      contents.accept(bytes, from, length);
    }

    private Entry entry(TarMember member, EntryKind kind, Bytes path, @Nullable Bytes sha256) {
      boolean unsafe = kind != EntryKind.UNSUPPORTED && isUnsafe(member.name(), path);
      return new Entry(
          member.ordinal(),
          kind,
          member.typeFlag(),
          path,
          unsafe ? member.name() : null,
          member.size(),
          sha256,
          (int) (member.mode() & 07777),
          member.uid(),
          member.gid(),
          member.uname(),
          member.gname(),
          member.mtimeSeconds(),
          member.mtimeNanos(),
          member.link(),
          member.devMajor(),
          member.devMinor(),
          member.xattrs().isEmpty() ? List.of() : xattrs(member));
    }

    private static List<Xattr> xattrs(TarMember member) {
      List<Xattr> xattrs = new ArrayList<>(member.xattrs().size());
      member.xattrs().forEach((name, value) -> xattrs.add(new Xattr(name, value)));
      return xattrs;
    }

    private void checkDepth(Bytes path, TarMember member) throws InputException {
      int depth = 1;
      for (int slash = path.indexOf((byte) '/', 0);
          slash >= 0;
          slash = path.indexOf((byte) '/', slash + 1)) {
        depth++;
      }
      if (depth > limits.maxPathDepth()) {
        throw InputException.at(
            ReasonCode.PATH_TOO_DEEP,
            source,
            member.headerOffset(),
            "a path of " + depth + " components; at most " + limits.maxPathDepth());
      }
    }

    /** Whether a name has a ".." component or a NUL (semantics.md section 3). */
    private static boolean isUnsafe(Bytes name, Bytes path) {
      if (name.indexOf((byte) 0, 0) >= 0) {
        return true;
      }
      for (int at = 0; at < path.length(); ) {
        int slash = path.indexOf((byte) '/', at);
        int end = slash < 0 ? path.length() : slash;
        if (end - at == 2 && path.at(at) == '.' && path.at(at + 1) == '.') {
          return true;
        }
        at = end + 1;
      }
      return false;
    }

    /** Side entries are counted by the writer, which sorts. */
    LayerSummary summary(Digest diffId) {
      return new LayerSummary(diffId, tarBytes, entries, shippedBytes, 0, List.copyOf(findings));
    }
  }
}
