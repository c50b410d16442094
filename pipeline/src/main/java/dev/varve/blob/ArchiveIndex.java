package dev.varve.blob;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a plain tar archive lie, so that they can be read in place: nothing is ever
 * unpacked. One pass over the headers; contents are skipped. Names are normal paths (semantics.md
 * section 3), of duplicates the last counts, links are followed inside the archive only (section
 * 1). Immutable; reading by several threads at once is fine.
 *
 * <p>Layers are read by {@code TarReader}, which keeps owners, times, attributes and everything odd
 * about a tar; here only names, lengths and links matter, and members that a layer may not have
 * (names with {@code ..}) are left out.
 */
public final class ArchiveIndex {
  private final FileChannel channel;
  private final String source;
  private final int maxPathBytes;
  private final Map<Bytes, Place> files = new HashMap<>();
  private final Map<Bytes, Link> links = new HashMap<>();

  private ArchiveIndex(FileChannel channel, String source, Limits limits) {
    this.channel = channel;
    this.source = source;
    this.maxPathBytes = limits.maxPathBytes();
  }

  /** A file's bytes in the archive. */
  public record Place(long offset, long bytes) {}

  /**
   * @param base folder that the target starts from: the link's own, or the root
   */
  private record Link(Bytes base, Bytes target) {}

  /**
   * Reads all headers. The channel stays the caller's and must stay open as long as files are read.
   *
   * @param source what messages call the archive
   */
  public static ArchiveIndex read(FileChannel channel, String source, Limits limits)
      throws InputException, IOException {
    ArchiveIndex index = new ArchiveIndex(channel, source, limits);
    ArchiveHeaders headers = new ArchiveHeaders(channel, source, limits);
    long members = 0;
    for (ArchiveHeaders.Member m = headers.next(); m != null; m = headers.next()) {
      if (++members > limits.maxEntries()) {
        throw InputException.at(
            ReasonCode.TOO_MANY_ENTRIES,
            source,
            m.headerOffset(),
            "more than " + limits.maxEntries() + " members");
      }
      index.add(m);
    }
    return index;
  }

  private void add(ArchiveHeaders.Member member) throws InputException {
    if (ArchivePath.hasParentStep(member.name())) {
      return; // no document can name such a member
    }
    Bytes name = resolve(Bytes.EMPTY, member.name());
    files.remove(name);
    links.remove(name);
    switch (member.type()) {
      case '0', 0, '7' -> files.put(name, new Place(member.offset(), member.bytes()));
      case '1' -> links.put(name, new Link(Bytes.EMPTY, member.link()));
      case '2' -> {
        boolean absolute = !member.link().isEmpty() && member.link().at(0) == '/';
        Bytes base = absolute ? Bytes.EMPTY : ArchivePath.parent(name);
        links.put(name, new Link(base, member.link()));
      }
      default -> {
        // folders and devices hold nothing to read
      }
    }
  }

  /**
   * Where a file lies, links followed; null if there is none.
   *
   * @throws InputException {@code archive-link-loop} after 40 links, {@code archive-link-escape} if
   *     the name or a link leaves the archive, {@code path-too-long}
   */
  public @Nullable Place find(String name) throws InputException {
    Bytes written = Bytes.utf8(name);
    if (written.length() > maxPathBytes) {
      throw new InputException(
          ReasonCode.PATH_TOO_LONG, source, "a name longer than " + maxPathBytes + " bytes");
    }
    Bytes at = resolve(Bytes.EMPTY, written);
    for (int step = 0; step <= Limits.MAX_LINK_STEPS; step++) {
      Place place = files.get(at);
      if (place != null) {
        return place;
      }
      Link link = links.get(at);
      if (link == null) {
        return null;
      }
      at = resolve(link.base(), link.target());
    }
    throw new InputException(
        ReasonCode.ARCHIVE_LINK_LOOP,
        source,
        "'" + name + "' needs more than " + Limits.MAX_LINK_STEPS + " links");
  }

  private Bytes resolve(Bytes base, Bytes target) throws InputException {
    try {
      return ArchivePath.resolve(base, target);
    } catch (ArchivePath.Escape e) {
      throw new InputException(
          ReasonCode.ARCHIVE_LINK_ESCAPE, source, "'" + target.text() + "' leads outside");
    }
  }

  /** A stream over one file's bytes; reads by position, so streams do not disturb each other. */
  public InputStream open(Place place) {
    return new ChannelSlice(channel, place.offset(), place.bytes());
  }

  /** The bytes of a file whose length the caller has judged. */
  public Bytes bytes(Place place) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(place.bytes()));
    ChannelSlice.readFully(channel, content, place.offset());
    return Bytes.wrap(content.array());
  }
}
