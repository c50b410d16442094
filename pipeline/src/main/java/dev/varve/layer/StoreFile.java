package dev.varve.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;

/** The kinds of files in a store, each an Avro container with the schema of the same name. */
enum StoreFile {
  /** One {@link LayerSummary}. */
  SUMMARY("summary", "summary"),
  /** All entries of a layer. */
  LISTING("listing", "entry"),
  /** The entries of the side table. */
  SIDE("side", "entry"),
  /** The content sidecar but for the files of package managers. */
  CONTENT("content", "content"),
  /** The files of package managers, each a {@link PackageFile}. */
  PACKAGES("packages", "content"),
  /** One {@link BlobFacts}. */
  BLOB("blob", "blob"),
  /** One content of a {@link ResultStore}. */
  RESULT("result", "result");

  /** What a listing consists of. */
  static final List<StoreFile> OF_LISTING = List.of(SUMMARY, LISTING, SIDE, CONTENT, PACKAGES);

  private final String label;
  private final Schema schema;

  StoreFile(String label, String schemaName) {
    this.label = label;
    String resource = schemaName + ".avsc";
    try (InputStream in = StoreFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing");
      }
      this.schema = new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String label() {
    return label;
  }

  String fileName() {
    return label + ".avro";
  }

  Schema schema() {
    return schema;
  }
}
