package dev.varve.report.parquet;

import static dev.varve.report.parquet.Column.json;
import static dev.varve.report.parquet.Column.text;
import static dev.varve.report.parquet.Column.whole;

import dev.varve.blob.Bytes;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.report.ModeText;
import dev.varve.report.XattrJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tar members of layers as they were shipped, markers and rejected ones too: a row for each, in
 * tree order within a layer. Fields are those of an entry (semantics.md section 4); for a hard link
 * {@code linkTarget} is the name it was written with.
 */
final class FileTable {
  static final String LABEL = "files";

  static final List<Column> COLUMNS =
      List.of(
          text("diffId"),
          whole("ordinal"),
          text("path"),
          text("pathB64"),
          text("kind"),
          whole("size"),
          text("sha256"),
          text("mode"),
          whole("uid"),
          whole("gid"),
          text("uname"),
          text("unameB64"),
          text("gname"),
          text("gnameB64"),
          whole("mtime"),
          whole("mtimeNs"),
          text("linkTarget"),
          text("linkTargetB64"),
          whole("devMajor"),
          whole("devMinor"),
          json("xattrs"),
          json("capabilities"));

  private FileTable() {}

  static void write(LayerListing listing, ParquetTable table) throws IOException {
    String diffId = listing.diffId().toString();
    try (LayerListing.Cursor entries = listing.entries()) {
      for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
        table.beginRow().text(diffId).whole(entry.ordinal()).bytes(entry.shownPath());
        table.text(entry.kind().label()).whole(entry.size());
        Bytes sha256 = entry.sha256();
        table.text(sha256 == null ? null : sha256.hex());
        if (entry.kind() == EntryKind.UNSUPPORTED) {
          skip(COLUMNS.size() - 7, table);
        } else {
          attributes(entry, table);
        }
        table.endRow();
      }
    }
  }

  private static void attributes(Entry entry, ParquetTable table) {
    table.text(ModeText.octal(entry.treeModeBits())).whole(entry.uid()).whole(entry.gid());
    table.bytes(unlessEmpty(entry.uname())).bytes(unlessEmpty(entry.gname()));
    table.whole(entry.mtimeSeconds());
    if (entry.mtimeNanos() == 0) {
      table.absent();
    } else {
      table.whole(entry.mtimeNanos());
    }
    table.bytes(unlessEmpty(entry.linkTarget()));
    if (entry.kind().isDevice()) {
      table.whole(entry.devMajor()).whole(entry.devMinor());
    } else {
      skip(2, table);
    }
    if (entry.xattrs().isEmpty()) {
      skip(2, table);
    } else {
      JsonObject capabilities = XattrJson.capabilities(entry);
      table.json(CanonicalJson.text(XattrJson.all(entry)));
      table.json(capabilities == null ? null : CanonicalJson.text(capabilities));
    }
  }

  private static void skip(int columns, ParquetTable table) {
    for (int i = 0; i < columns; i++) {
      table.absent();
    }
  }

  private static @Nullable Bytes unlessEmpty(Bytes bytes) {
    return bytes.isEmpty() ? null : bytes;
  }
}
