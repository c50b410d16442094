package dev.varve.layer;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The small records of a store: {@code content.avsc}, {@code summary.avsc}, {@code blob.avsc},
 * {@code result.avsc}.
 */
final class FactsCodec {
  private static final Map<String, FindingCode> CODES =
      Stream.of(FindingCode.values())
          .collect(Collectors.toMap(FindingCode::code, Function.identity()));

  private FactsCodec() {}

  static void write(ContentFact fact, RecordBytes out) {
    out.putLong(fact.ordinal());
    out.putBytes(fact.path());
    out.putBytes(fact.head());
    out.putBoolean(fact.whole());
    if (!fact.matches().isEmpty()) {
      out.putLong(fact.matches().size());
      for (ContentMatch match : fact.matches()) {
        out.putString(match.detector());
        out.putLong(match.line());
        out.putString(match.shape());
        out.putString(match.redacted());
        out.putString(match.sha12());
      }
    }
    out.putLong(0);
    out.putOptional(fact.digests().md5());
    out.putOptional(fact.digests().sha1());
  }

  static ContentFact readContent(RecordReader in) throws IOException {
    int ordinal = in.getInt();
    Bytes path = in.getBytes();
    Bytes head = in.getBytes();
    boolean whole = in.getBoolean();
    List<ContentMatch> matches = new ArrayList<>();
    for (int count = in.getArrayBlock(); count > 0; count = in.getArrayBlock()) {
      for (int i = 0; i < count; i++) {
        String detector = in.getString();
        int line = in.getInt();
        String shape = in.getString();
        String redacted = in.getString();
        matches.add(new ContentMatch(detector, line, shape, redacted, in.getString()));
      }
    }
    Bytes md5 = in.getOptional();
    Bytes sha1 = in.getOptional();
    PackageDigests digests =
        md5 == null && sha1 == null ? PackageDigests.NONE : new PackageDigests(md5, sha1);
    return new ContentFact(ordinal, path, head, whole, matches, digests);
  }

  static void write(LayerSummary summary, RecordBytes out) {
    out.putString(summary.diffId().toString());
    out.putLong(summary.tarBytes());
    out.putLong(summary.entries());
    out.putLong(summary.shippedBytes());
    out.putLong(summary.sideEntries());
    writeFindings(summary.findings(), out);
  }

  static LayerSummary readSummary(RecordReader in) throws IOException {
    Digest diffId = readDigest(in);
    long tarBytes = in.getLong();
    long entries = in.getLong();
    long shippedBytes = in.getLong();
    long sideEntries = in.getLong();
    return new LayerSummary(diffId, tarBytes, entries, shippedBytes, sideEntries, readFindings(in));
  }

  static void write(BlobFacts facts, RecordBytes out) {
    out.putString(facts.digest().toString());
    out.putLong(facts.blobBytes());
    out.putString(facts.compression());
    out.putString(facts.diffId().toString());
    writeFindings(facts.findings(), out);
  }

  static BlobFacts readBlob(RecordReader in) throws IOException {
    Digest digest = readDigest(in);
    long blobBytes = in.getLong();
    String compression = in.getString();
    Digest diffId = readDigest(in);
    return new BlobFacts(digest, blobBytes, compression, diffId, readFindings(in));
  }

  static void write(Bytes result, RecordBytes out) {
    out.putBytes(result);
  }

  static Bytes readResult(RecordReader in) throws IOException {
    return in.getBytes();
  }

  private static Digest readDigest(RecordReader in) throws IOException {
    String text = in.getString();
    if (!Digest.isValid(text)) {
      throw in.malformed("'" + text + "' is no digest");
    }
    int colon = text.indexOf(':');
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  private static void writeFindings(List<StructureFinding> findings, RecordBytes out) {
    if (!findings.isEmpty()) {
      out.putLong(findings.size());
      for (StructureFinding finding : findings) {
        out.putString(finding.code().code());
        out.putLong(finding.layer());
        out.putOptional(finding.path());
        out.putOptional(finding.target());
        String detail = finding.detail();
        out.putOptional(detail == null ? null : Bytes.utf8(detail));
      }
    }
    out.putLong(0);
  }

  private static List<StructureFinding> readFindings(RecordReader in) throws IOException {
    List<StructureFinding> findings = new ArrayList<>();
    for (int count = in.getArrayBlock(); count > 0; count = in.getArrayBlock()) {
      for (int i = 0; i < count; i++) {
        String code = in.getString();
        FindingCode known = CODES.get(code);
        if (known == null) {
          throw in.malformed("no finding code '" + code + "'");
        }
        int layer = in.getInt();
        Bytes path = in.getOptional();
        Bytes target = in.getOptional();
        String detail = in.getPresent() ? in.getString() : null;
        findings.add(new StructureFinding(known, layer, path, target, detail));
      }
    }
    return findings;
  }
}
