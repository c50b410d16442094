package dev.varve.image;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON documents of one source. Each is read, hashed and parsed once, however many descriptors
 * name it: an index of a few kilobytes could otherwise ask for the same 16 MiB thousands of times.
 */
final class ImageDocuments {
  /** What the documents of one source may come to together; protects memory. */
  private static final long MAX_TOTAL_BYTES = 512L << 20;

  private final StoredFiles files;
  private final Limits limits;
  private final Map<String, Document> byName = new HashMap<>();
  private long totalBytes;
  private int manifests;

  ImageDocuments(StoredFiles files, Limits limits) {
    this.files = files;
    this.limits = limits;
  }

  /** A document as stored. The value and the config are read when asked for, and kept. */
  final class Document {
    private final Bytes raw;
    private final String label;
    private final Digest digest;
    private @Nullable JsonValue value;
    private @Nullable ImageConfig config;

    private Document(Bytes raw, String label) {
      this.raw = raw;
      this.label = label;
      this.digest = Digest.sha256Of(raw.unsafeArray());
    }

    Bytes raw() {
      return raw;
    }

    /** What messages call it. */
    String label() {
      return label;
    }

    /** The SHA-256 of its bytes, whatever anybody claims. */
    Digest sha256() {
      return digest;
    }

    JsonValue value() throws InputException {
      if (value == null) {
        value = Json.parse(raw, label, limits);
      }
      return value;
    }

    JsonObject object() throws InputException {
      return objectIn(label, value());
    }

    ImageConfig config() throws InputException {
      if (config == null) {
        config = ConfigReader.read(object(), raw, label);
      }
      return config;
    }
  }

  /** A document by its name in the source, or null if it is absent. */
  @Nullable Document find(String name) throws InputException, IOException {
    return find(name, files::find);
  }

  /** How a file is found. */
  private interface Finder {
    StoredFiles.@Nullable StoredFile find(String name) throws InputException, IOException;
  }

  private @Nullable Document find(String name, Finder finder) throws InputException, IOException {
    Document known = byName.get(name);
    if (known != null) {
      return known;
    }
    StoredFiles.StoredFile file = finder.find(name);
    if (file == null) {
      return null;
    }
    if (file.bytes() > limits.maxJsonBytes()) {
      throw new InputException(
          ReasonCode.JSON_TOO_LARGE,
          name,
          file.bytes() + " bytes; a document may have " + limits.maxJsonBytes());
    }
    Bytes raw;
    try (InputStream in = file.open()) {
      raw = Bytes.wrap(in.readNBytes(limits.maxJsonBytes() + 1));
    }
    return keep(name, raw, name);
  }

  private Document keep(String key, Bytes raw, String label) throws InputException {
    totalBytes += raw.length();
    if (totalBytes > MAX_TOTAL_BYTES) {
      throw new InputException(
          ReasonCode.JSON_TOO_LARGE,
          label,
          "the documents of one source come to more than " + MAX_TOTAL_BYTES + " bytes");
    }
    Document document = new Document(raw, label);
    byName.put(key, document);
    return document;
  }

  /**
   * The document a descriptor names, or that it embeds; null if there is neither. A claimed digest
   * or size that does not fit is added to {@code findings}; the document is used as it is.
   */
  @Nullable Document blob(JsonObject descriptor, String what, List<StructureFinding> findings)
      throws InputException, IOException {
    return blob(descriptor, what, findings, files::find);
  }

  /** As {@link #blob}, of a manifest or an index. */
  @Nullable Document manifest(JsonObject descriptor, String what, List<StructureFinding> findings)
      throws InputException, IOException {
    return blob(descriptor, what, findings, files::findManifest);
  }

  private @Nullable Document blob(
      JsonObject descriptor, String what, List<StructureFinding> findings, Finder finder)
      throws InputException, IOException {
    String claimed = descriptor.textIn(what, "digest");
    Digest claim = Digest.parse(claimed, what);
    Document document = find(blobName(claim), finder);
    if (document == null && descriptor.has("data")) {
      Bytes embedded = embedded(descriptor, claimed);
      document = byName.get(claimed + embedded.hashCode());
      if (document == null || !document.raw().equals(embedded)) {
        document = keep(claimed + embedded.hashCode(), embedded, claimed);
      }
    }
    if (document == null) {
      return null;
    }
    Digest actual =
        claim.algorithm().equals("sha256")
            ? document.sha256()
            : claim.recompute(document.raw().unsafeArray());
    if (!actual.equals(claim)) {
      findings.add(
          StructureFinding.ofImage(
              FindingCode.BLOB_DIGEST_MISMATCH, "claimed " + claim + " actual " + actual));
    }
    checkSize(descriptor, claim, document.raw().length(), findings);
    return document;
  }

  private static void checkSize(
      JsonObject descriptor, Digest claim, long actual, List<StructureFinding> findings)
      throws InputException {
    JsonValue size = descriptor.present("size");
    if (size == null) {
      return;
    }
    if (!(size instanceof JsonNumber number)) {
      throw JsonObject.unexpected(claim.toString(), "size", "a number", size);
    }
    boolean equal =
        number.value() instanceof Double fraction
            ? fraction.doubleValue() == actual
            : Long.valueOf(actual).equals(number.value());
    if (!equal) {
      findings.add(
          StructureFinding.ofImage(
              FindingCode.BLOB_SIZE_MISMATCH,
              claim + ": claimed " + number.scalarTextOrNull() + " actual " + actual));
    }
  }

  /** Where a layout keeps the blob of this digest. */
  static String blobName(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  /** The bytes that a descriptor carries in {@code data}. */
  static Bytes embedded(JsonObject descriptor, String what) throws InputException {
    JsonValue data = descriptor.get("data");
    if (!(data instanceof JsonString text)) {
      throw JsonObject.unexpected(
          what, "data", "base64 text", data == null ? dev.varve.json.JsonNull.NULL : data);
    }
    try {
      return Bytes.wrap(Base64.getMimeDecoder().decode(text.value()));
    } catch (IllegalArgumentException e) {
      InputException malformed =
          new InputException(
              ReasonCode.JSON_MALFORMED,
              what,
              "the embedded data is not base64: " + e.getMessage());
      malformed.initCause(e);
      throw malformed;
    }
  }

  static JsonObject objectIn(String what, JsonValue value) throws InputException {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new InputException(
        ReasonCode.JSON_MALFORMED,
        what,
        "a document has another shape than expected: " + value.kind() + ", not an object");
  }

  /** Counts one more manifest, index or image of this source. */
  void countManifest() throws InputException {
    if (++manifests > limits.maxManifests()) {
      throw new InputException(
          ReasonCode.TOO_MANY_MANIFESTS, "", "more than " + limits.maxManifests());
    }
  }

  void checkLayers(int layers, String what) throws InputException {
    if (layers > limits.maxLayers()) {
      throw new InputException(
          ReasonCode.TOO_MANY_LAYERS,
          what,
          layers + " layers; an image may have " + limits.maxLayers());
    }
  }

  Limits limits() {
    return limits;
  }
}
