package dev.varve.blob;

import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a tar archive in one pass, byte for byte as semantics.md section 2 says: v7,
 * ustar, GNU and pax. Holds no content. Once {@link #next()} has returned null the source has been
 * read to its end, bytes after the end marker included.
 *
 * <p>Written here and not taken from commons-compress because names must stay bytes, the offsets
 * and findings must be exact, and global pax headers must not apply; {@code
 * TarReaderVersusCommonsCompressTest} names each difference.
 */
public final class TarReader {
  private static final int BLOCK = TarInput.BLOCK_BYTES;
  private static final byte[] ZEROS = new byte[1 << 16];
  private static final Bytes SLASH = Bytes.utf8("/");
  private static final Bytes ONE = Bytes.utf8("1");

  private final TarInput input;
  private final Limits limits;
  private final String source;
  private final Consumer<StructureFinding> findings;
  private final PaxHeader pax;

  private @Nullable Bytes longName;
  private @Nullable Bytes longLink;
  private Bytes lastUname = Bytes.EMPTY;
  private Bytes lastGname = Bytes.EMPTY;
  private int members;
  private long sparseBytes;
  private boolean ended;

  /** Offset of the header whose body is being read, for messages. */
  private long bodyHeader;

  private long bodySize;
  private long bodyLeft;
  private long padding;
  private @Nullable SparseMap sparse;

  /**
   * @param source what messages call the archive
   * @param findings receives what is odd about the archive, with layer index 0
   */
  public TarReader(
      ChunkSource chunks, Limits limits, String source, Consumer<StructureFinding> findings) {
    this.input = new TarInput(chunks);
    this.limits = limits;
    this.source = source;
    this.findings = findings;
    this.pax = new PaxHeader(limits, source);
  }

  /** Bytes of the archive consumed so far; its length once {@link #next()} has returned null. */
  public long offset() {
    return input.offset();
  }

  /** The next member, or null at the end; content of the last one not yet read is passed over. */
  public @Nullable TarMember next() throws IOException, InputException {
    if (ended) {
      return null;
    }
    finishBody();
    pax.clear();
    longName = null;
    longLink = null;
    while (true) {
      long headerAt = input.offset();
      int got = input.block();
      if (got == 0) {
        if (headerAt > 0) {
          note(FindingCode.TAR_NO_END_MARKER, null);
        }
        ended = true;
        return null;
      }
      if (got < BLOCK) {
        throw InputException.at(
            ReasonCode.TAR_TRUNCATED, source, headerAt, "the data ends inside a header");
      }
      if (input.blockIsZero(BLOCK)) {
        finishArchive();
        return null;
      }
      TarMember member = header(headerAt);
      if (member != null) {
        return member;
      }
      finishBody();
    }
  }

  /** Hands out the content of the member at hand, zeros of sparse members included. */
  public void readContent(ContentSink sink) throws IOException, InputException {
    SparseMap map = sparse;
    if (map == null) {
      passBody(bodyLeft, sink);
      return;
    }
    sparse = null;
    long reached = 0;
    for (long[] piece : map.pieces()) {
      if (piece[1] > 0) {
        zeros(piece[0] - reached, sink);
        passBody(piece[1], sink);
        reached = piece[0] + piece[1];
      }
    }
    zeros(map.realSize() - reached, sink);
  }

  private static void zeros(long count, ContentSink sink) {
    for (long left = count; left > 0; ) {
      int piece = (int) Math.min(left, ZEROS.length);
      sink.accept(ZEROS, 0, piece);
      left -= piece;
    }
  }

  private void passBody(long wanted, @Nullable ContentSink sink)
      throws IOException, InputException {
    for (long left = wanted; left > 0; ) {
      int got = input.pass(left, sink);
      if (got == 0) {
        throw InputException.at(
            ReasonCode.TAR_TRUNCATED,
            source,
            input.offset(),
            "the member at byte "
                + bodyHeader
                + " needs "
                + bodySize
                + " bytes of content, "
                + (bodySize - bodyLeft)
                + " are there");
      }
      left -= got;
      bodyLeft -= got;
    }
  }

  /** Passes over the rest of a body and its padding; only padding may be missing. */
  private void finishBody() throws IOException, InputException {
    passBody(bodyLeft, null);
    input.skip(padding);
    padding = 0;
    sparse = null;
  }

  private void startBody(long headerAt, long size) throws InputException {
    if (size < 0) {
      throw InputException.at(
          ReasonCode.TAR_MALFORMED, source, headerAt, "the size in a header is negative");
    }
    bodyHeader = headerAt;
    bodySize = size;
    bodyLeft = size;
    padding = -size & (BLOCK - 1);
  }

  private void finishArchive() throws IOException, InputException {
    int second = input.block();
    boolean zero = input.blockIsZero(second);
    if (second < BLOCK || !zero) {
      note(FindingCode.TAR_LONE_ZERO_BLOCK, null);
    }
    boolean other = input.drain();
    if (!zero || other) {
      note(FindingCode.TAR_DATA_AFTER_END, null);
    }
    ended = true;
  }

  /** Takes in the header block at hand: a member, or null if it only says things about the next. */
  private @Nullable TarMember header(long headerAt) throws IOException, InputException {
    HeaderFields fields;
    try {
      fields = fields();
    } catch (NumberFormatException e) {
      throw malformed(headerAt, "bad header: ", e);
    }
    switch (fields.typeFlag) {
      case 'x' -> addPax(headerAt, fields.size);
      case 'g' -> {
        startBody(headerAt, fields.size);
        passBody(bodyLeft, null);
        note(FindingCode.PAX_GLOBAL_HEADER, null);
      }
      case 'L' -> longName = longText(headerAt, fields.size);
      case 'K' -> longLink = longText(headerAt, fields.size);
      default -> {
        return member(headerAt, fields);
      }
    }
    return null;
  }

  private HeaderFields fields() {
    TarHeader header = new TarHeader(input.blockArray(), input.blockFrom());
    if (!header.checksumFits()) {
      throw new NumberFormatException("the checksum does not fit");
    }
    HeaderFields fields = new HeaderFields();
    fields.typeFlag = header.typeFlag();
    fields.size = header.number(124, 136);
    fields.mode = header.number(100, 108);
    fields.uid = header.number(108, 116);
    fields.gid = header.number(116, 124);
    fields.mtime = header.number(136, 148);
    if (fields.mtime == Long.MAX_VALUE || fields.mtime == Long.MIN_VALUE) {
      throw new NumberFormatException("a time beyond 64 bits");
    }
    fields.name = header.text(0, 100);
    fields.link = header.text(157, 257);
    if (header.isUstar()) {
      fields.uname = lastUname = header.text(265, 297, lastUname);
      fields.gname = lastGname = header.text(297, 329, lastGname);
      if (fields.typeFlag == '3' || fields.typeFlag == '4') {
        fields.devMajor = header.number(329, 337);
        fields.devMinor = header.number(337, 345);
      }
      if (header.hasPrefix()) {
        Bytes prefix = header.text(345, 500);
        if (!prefix.isEmpty()) {
          fields.name = prefix.plus(SLASH).plus(fields.name);
        }
      }
    }
    return fields;
  }

  private void addPax(long headerAt, long size) throws IOException, InputException {
    startBody(headerAt, size);
    long most = PaxHeader.maxBodyBytes(limits);
    if (size > most) {
      throw InputException.at(
          ReasonCode.XATTR_TOO_LARGE,
          source,
          headerAt,
          "a pax header of " + size + " bytes; at most " + most + " are read");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream((int) Math.min(size, 4096));
    passBody(size, body::write);
    try {
      pax.add(body.toByteArray(), headerAt);
    } catch (NumberFormatException e) {
      throw malformed(headerAt, "bad record in a pax header: ", e);
    }
    checkLength(pax.value("path"), headerAt);
    checkLength(pax.value("linkpath"), headerAt);
    checkLength(pax.value(PaxHeader.SPARSE_NAME), headerAt);
  }

  /** The body of a GNU long name or long link, up to its first NUL. */
  private Bytes longText(long headerAt, long size) throws IOException, InputException {
    startBody(headerAt, size);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    boolean[] open = {true};
    passBody(
        size,
        (bytes, from, length) -> {
          for (int i = from; open[0] && i < from + length; i++) {
            open[0] = bytes[i] != 0 && text.size() <= limits.maxPathBytes();
            if (open[0]) {
              text.write(bytes[i]);
            }
          }
        });
    Bytes value = Bytes.wrap(text.toByteArray());
    checkLength(value, headerAt);
    return value;
  }

  private void checkLength(@Nullable Bytes name, long headerAt) throws InputException {
    if (name != null && name.length() > limits.maxPathBytes()) {
      throw InputException.at(
          ReasonCode.PATH_TOO_LONG,
          source,
          headerAt,
          "a path or link target of more than " + limits.maxPathBytes() + " bytes");
    }
  }

  private TarMember member(long headerAt, HeaderFields fields) throws IOException, InputException {
    if (members >= limits.maxEntries()) {
      throw InputException.at(
          ReasonCode.TOO_MANY_ENTRIES,
          source,
          headerAt,
          "more than " + limits.maxEntries() + " members");
    }
    int type = fields.typeFlag;
    try {
      long size = type >= '1' && type <= '6' ? 0 : pax.number("size", fields.size);
      SparseMap oldMap = type == 'S' ? oldSparseMap() : null;
      startBody(headerAt, size);
      takeExtensions(fields, oldMap);
    } catch (NumberFormatException e) {
      passBody(bodyLeft, null); // missing content outranks a bad extension
      throw malformed(headerAt, "bad extension of a header: ", e);
    }
    SparseMap map = sparse;
    Bytes name = longName != null ? longName : fields.name;
    Bytes link = longLink != null ? longLink : fields.link;
    checkLength(name, headerAt);
    checkLength(link, headerAt);
    long size = bodySize;
    if (map != null) {
      size = map.realSize();
      countSparse(size, headerAt);
    }
    if (type == 0 && name.endsWith(SLASH)) {
      type = '5';
      size = 0;
      sparse = null;
      passBody(bodyLeft, null);
    }
    return new TarMember(
        members++,
        headerAt,
        map == null ? input.offset() : -1,
        type,
        name,
        size,
        fields.mode,
        fields.uid,
        fields.gid,
        fields.uname,
        fields.gname,
        fields.mtime,
        fields.mtimeNanos,
        link,
        fields.devMajor,
        fields.devMinor,
        pax.xattrs());
  }

  private void takeExtensions(HeaderFields fields, @Nullable SparseMap oldMap)
      throws IOException, InputException {
    if (!pax.isEmpty()) {
      fields.name = pax.value("path", fields.name);
      fields.link = pax.value("linkpath", fields.link);
      fields.uname = pax.value("uname", fields.uname);
      fields.gname = pax.value("gname", fields.gname);
      fields.uid = pax.number("uid", fields.uid);
      fields.gid = pax.number("gid", fields.gid);
      Bytes mtime = pax.value("mtime");
      if (mtime != null) {
        long[] time = PaxHeader.time(mtime);
        fields.mtime = time[0];
        fields.mtimeNanos = (int) time[1];
      }
    }
    if (oldMap != null) {
      sparse = oldMap.checked(bodyLeft);
      note(FindingCode.SPARSE_ENTRY, fields.name);
      return;
    }
    if (pax.isEmpty()) {
      return;
    }
    SparseMap map = paxSparseMap();
    if (map != null) {
      sparse = map.checked(bodyLeft);
      fields.name = pax.value(PaxHeader.SPARSE_NAME, fields.name);
      note(FindingCode.SPARSE_ENTRY, fields.name);
    }
  }

  /** The map of GNU's old sparse type, which goes on in blocks of its own after the header. */
  private SparseMap oldSparseMap() throws IOException, InputException {
    List<long[]> pieces = new ArrayList<>();
    byte[] array = input.blockArray();
    int from = input.blockFrom();
    long realSize = TarHeader.number(array, from + 483, from + 495);
    addOldPieces(pieces, array, from + 386, from + 482);
    boolean more = array[from + 482] != 0;
    while (more) {
      long at = input.offset();
      if (input.block() < BLOCK) {
        throw InputException.at(
            ReasonCode.TAR_TRUNCATED, source, at, "the data ends inside a sparse map");
      }
      array = input.blockArray();
      from = input.blockFrom();
      addOldPieces(pieces, array, from, from + 504);
      more = array[from + 504] != 0;
    }
    return new SparseMap(pieces, realSize);
  }

  private static void addOldPieces(List<long[]> pieces, byte[] array, int from, int to) {
    for (int i = from; i < to; i += 24) {
      boolean used = false;
      for (int k = i; k < i + 24; k++) {
        used |= array[k] != 0 && array[k] != ' ';
      }
      if (used) {
        SparseMap.checkPieces(pieces.size() + 1L);
        pieces.add(
            new long[] {
              TarHeader.number(array, i, i + 12), TarHeader.number(array, i + 12, i + 24)
            });
      }
    }
  }

  /** The map of GNU's pax formats 0.0, 0.1 and 1.0, or null if the member is not sparse. */
  private @Nullable SparseMap paxSparseMap() throws IOException, InputException {
    if (ONE.equals(pax.value(PaxHeader.SPARSE_MAJOR))) {
      List<long[]> pieces = storedPieces();
      return new SparseMap(pieces, PaxHeader.decimal(pax.required(PaxHeader.SPARSE_REAL_SIZE)));
    }
    Bytes map = pax.value(PaxHeader.SPARSE_MAP);
    if (map == null && pax.value(PaxHeader.SPARSE_SIZE) == null) {
      return null;
    }
    List<long[]> pieces = pax.sparsePieces();
    if (map != null) {
      pieces = listedPieces(map);
    }
    return new SparseMap(
        List.copyOf(pieces), PaxHeader.decimal(pax.required(PaxHeader.SPARSE_SIZE)));
  }

  private static List<long[]> listedPieces(Bytes map) {
    List<long[]> pieces = new ArrayList<>();
    int from = 0;
    long start = 0;
    for (boolean first = true; from <= map.length(); first = !first) {
      int comma = map.indexOf((byte) ',', from);
      int to = comma < 0 ? map.length() : comma;
      long number = PaxHeader.decimal(map.slice(from, to));
      if (first) {
        start = number;
      } else {
        SparseMap.checkPieces(pieces.size() + 1L);
        pieces.add(new long[] {start, number});
      }
      from = to + 1;
    }
    return pieces;
  }

  /** Format 1.0 puts the map, in decimal lines padded to a block, before the stored bytes. */
  private List<long[]> storedPieces() throws IOException, InputException {
    long count = bodyLine();
    SparseMap.checkPieces(count);
    List<long[]> pieces = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long start = bodyLine();
      pieces.add(new long[] {start, bodyLine()});
    }
    passBody(Math.min(bodyLeft, -(bodySize - bodyLeft) & (BLOCK - 1)), null);
    return pieces;
  }

  private long bodyLine() throws IOException, InputException {
    byte[] line = new byte[32];
    for (int length = 0; length < line.length && bodyLeft > 0; length++) {
      int next = input.next();
      if (next < 0) {
        passBody(bodyLeft, null);
      }
      bodyLeft--;
      if (next == '\n') {
        return PaxHeader.decimal(Bytes.copyOf(line, 0, length));
      }
      line[length] = (byte) next;
    }
    throw new NumberFormatException("bad line in a sparse map");
  }

  /** Zeros cost time to hash, so that logical sizes count against the size of a layer too. */
  private void countSparse(long size, long headerAt) throws InputException {
    sparseBytes += Math.min(size, Long.MAX_VALUE - sparseBytes);
    if (sparseBytes > limits.maxLayerBytes()) {
      throw InputException.at(
          ReasonCode.LAYER_TOO_LARGE,
          source,
          headerAt,
          "sparse members of more than " + limits.maxLayerBytes() + " bytes in all");
    }
  }

  private void note(FindingCode code, @Nullable Bytes path) {
    findings.accept(new StructureFinding(code, 0, path, null, null));
  }

  private InputException malformed(long headerAt, String what, NumberFormatException e) {
    return InputException.at(ReasonCode.TAR_MALFORMED, source, headerAt, what + e.getMessage());
  }

  /** The fields of one member while extensions are taken in. */
  private static final class HeaderFields {
    int typeFlag;
    long size;
    long mode;
    long uid;
    long gid;
    long mtime;
    int mtimeNanos;
    Bytes name = Bytes.EMPTY;
    Bytes link = Bytes.EMPTY;
    Bytes uname = Bytes.EMPTY;
    Bytes gname = Bytes.EMPTY;
    long devMajor;
    long devMinor;
  }
}
