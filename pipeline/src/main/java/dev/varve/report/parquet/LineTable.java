package dev.varve.report.parquet;

import static dev.varve.report.parquet.Column.flag;
import static dev.varve.report.parquet.Column.fraction;
import static dev.varve.report.parquet.Column.json;
import static dev.varve.report.parquet.Column.text;
import static dev.varve.report.parquet.Column.texts;
import static dev.varve.report.parquet.Column.whole;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of one of a run's files as a table: a row for each line, in the same order. */
enum LineTable {
  FINDINGS(
      "findings",
      text("rule"),
      text("severity"),
      text("status"),
      text("source"),
      text("title"),
      text("message"),
      text("subject", "kind"),
      text("subject", "key"),
      text("subject", "name"),
      text("path"),
      text("pathB64"),
      text("key"),
      text("fp"),
      text("fp_content"),
      text("fp_layer"),
      whole("layer"),
      text("diff_id"),
      text("created_by"),
      text("origin", "file"),
      whole("origin", "line"),
      text("origin", "how"),
      text("origin", "pointer"),
      text("folded_under"),
      text("role"),
      json("evidence"),
      json("exceptions")),

  IMAGES(
      "images",
      text("image"),
      text("source"),
      whole("position"),
      texts("refs"),
      text("format"),
      text("platform"),
      text("configDigest"),
      text("manifestDigest"),
      flag("verified"),
      whole("structureFindings"),
      text("user"),
      text("workingDir"),
      texts("entrypoint"),
      texts("cmd"),
      whole("paths"),
      whole("files"),
      whole("dirs"),
      whole("symlinks"),
      whole("others"),
      whole("inodes"),
      whole("liveBytes"),
      whole("shippedBytes"),
      whole("hiddenBytes"),
      whole("hiddenEntries"),
      fraction("dive", "efficiency"),
      whole("dive", "wastedBytes"),
      whole("dive", "sizeBytes"),
      whole("dive", "userBytes"),
      json("layers")),

  LAYERS(
      "layers",
      text("diffId"),
      whole("tarBytes"),
      whole("entries"),
      whole("shippedBytes"),
      whole("uses"),
      whole("reach"),
      texts("images"),
      texts("createdBy"),
      whole("blame", "findings"),
      json("blame", "worst"));

  private final String label;
  private final List<Column> columns;

  LineTable(String label, Column... columns) {
    this.label = label;
    this.columns = List.of(columns);
  }

  String label() {
    return label;
  }

  List<Column> columns() {
    return columns;
  }

  /**
   * Writes a table.
   *
   * @param lines file of the lines
   * @throws InputException if a line is none that this version of varve writes
   */
  void write(Path lines, ParquetTable table) throws InputException, IOException {
    JsonLines.read(
        lines,
        Limits.OWN_LINES,
        (line, place) -> {
          table.beginRow();
          for (Column column : columns) {
            put(column, value(line, column.path()), place, table);
          }
          table.endRow();
        });
  }

  private static @Nullable JsonValue value(JsonObject line, List<String> path) {
    JsonObject object = line;
    for (String key : path.subList(0, path.size() - 1)) {
      JsonValue inner = object.present(key);
      object = inner == null ? JsonObject.EMPTY : inner.objectOrNull();
      if (object == null) {
        return inner;
      }
    }
    return object.present(path.get(path.size() - 1));
  }

  private static void put(
      Column column, @Nullable JsonValue value, String place, ParquetTable table)
      throws InputException {
    if (value == null) {
      table.absent();
      return;
    }
    switch (column.kind()) {
      case TEXT -> table.text(require(value.textOrNull(), column, value, place));
      case WHOLE -> table.whole(require(value.longOrNull(), column, value, place));
      case FRACTION ->
          table.fraction(
              require(value instanceof JsonNumber number ? number : null, column, value, place)
                  .value()
                  .doubleValue());
      case FLAG -> table.flag(require(value.boolOrNull(), column, value, place));
      case TEXTS -> {
        List<String> texts = new ArrayList<>();
        JsonArray items = require(value.arrayOrNull(), column, value, place);
        for (JsonValue item : items) {
          texts.add(require(item.textOrNull(), column, item, place));
        }
        table.texts(texts);
      }
      case JSON -> table.json(CanonicalJson.text(value));
    }
  }

  private static <T> T require(@Nullable T value, Column column, JsonValue written, String place)
      throws InputException {
    if (value == null) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          place,
          "'" + String.join(".", column.path()) + "' is " + written.kind());
    }
    return value;
  }
}
