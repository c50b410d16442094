package dev.varve.report.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.layer.Xattr;
import dev.varve.testing.MemoryListing;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables as DuckDB reads them, which shares no code with their writer. */
class ParquetTablesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Markup, formulas, quotes, line ends, escapes, marks, astral planes, and a NUL. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "'; DROP TABLE findings; --",
          "a\r\nb\tc\"d\\e",
          "\u001b[31mred\u0007",
          "\u202egnp.exe\u200b",
          "\ud83d\ude00 \u0e01\u0301 \ufffd",
          "nul \u0000 inside",
          "",
          "long ".repeat(5_000));

  @TempDir private Path folder;

  /** The lines of a real scan, and one line with every field at its worst. */
  @ParameterizedTest
  @EnumSource(LineTable.class)
  void rowsSayWhatLinesSay(LineTable table) throws Exception {
    Path golden =
        OptionalParts.projectRoot()
            .resolve("pipeline/src/test/resources/dev/varve/fleet/fixture-fleet")
            .resolve(table.label() + ".jsonl");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(golden)) {
      lines.add(JSON.readTree(line));
    }
    HOSTILE.forEach(text -> lines.add(worst(table, text)));

    Path written = write(table, lines);

    List<Map<String, @Nullable Object>> rows = rows(written);
    assertThat(rows).hasSameSizeAs(lines);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i)).as("line " + (i + 1)).isEqualTo(expected(table, lines.get(i)));
    }
  }

  /** A field that no column has would be lost without a word. */
  @ParameterizedTest
  @EnumSource(LineTable.class)
  void everyFieldHasAColumn(LineTable table) throws Exception {
    TreeSet<String> known = new TreeSet<>(List.of("record", "schemaVersion"));
    table.columns().forEach(column -> known.add(String.join(".", column.path())));
    Path golden =
        OptionalParts.projectRoot()
            .resolve("pipeline/src/test/resources/dev/varve/fleet/fixture-fleet")
            .resolve(table.label() + ".jsonl");

    for (String line : Files.readAllLines(golden)) {
      assertThat(known).containsAll(fields("", JSON.readTree(line), known));
    }
  }

  private static List<String> fields(String prefix, JsonNode object, TreeSet<String> known) {
    List<String> fields = new ArrayList<>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              String name = prefix + field.getKey();
              if (field.getValue().isObject() && !known.contains(name)) {
                fields.addAll(fields(name + ".", field.getValue(), known));
              } else {
                fields.add(name);
              }
            });
    return fields;
  }

  @Test
  void lineOfAnotherShapeIsRefusedWithItsPlace() {
    JsonNode line = worst(LineTable.FINDINGS, "text");
    ((ObjectNode) line).put("layer", "three");

    assertThatThrownBy(() -> write(LineTable.FINDINGS, List.of(line)))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.source()).endsWith("findings.jsonl: line 1");
              assertThat(e.detail()).isEqualTo("'layer' is a string");
            });
  }

  @Test
  void nothingAtAllIsATableWithoutRows() throws Exception {
    Path written = write(LineTable.LAYERS, List.of());

    assertThat(rows(written)).isEmpty();
    assertThat(query("select count(*) from parquet_schema('" + written + "')").get(0))
        .isNotEqualTo(List.of(0L));
  }

  @Test
  void membersOfLayersAreRowsWithExactBytes() throws Exception {
    Bytes odd = Bytes.copyOf(new byte[] {'a', (byte) 0xff, '\n', (byte) 0xc3});
    Bytes capability = Bytes.wrap(Base64.getDecoder().decode("AQAAAgAgAAAAAAAAAAAAAAAAAAA="));
    List<Entry> entries = new ArrayList<>();
    for (String text : HOSTILE) {
      entries.add(entry(entries.size(), EntryKind.FILE, Bytes.utf8("d/" + text), Bytes.EMPTY));
    }
    entries.add(entry(entries.size(), EntryKind.SYMLINK, odd, odd));
    entries.add(entry(entries.size(), EntryKind.HARDLINK, Bytes.utf8("hard"), Bytes.utf8("/d/x")));
    entries.add(entry(entries.size(), EntryKind.CHARDEV, Bytes.utf8("null"), Bytes.EMPTY));
    entries.add(entry(entries.size(), EntryKind.UNSUPPORTED, Bytes.utf8("odd"), Bytes.EMPTY));
    entries.add(
        new Entry(
            entries.size(),
            EntryKind.FILE,
            '0',
            Bytes.utf8("up"),
            Bytes.utf8("../up"),
            Long.MAX_VALUE,
            Bytes.wrap(new byte[32]),
            07777,
            4_294_967_295L,
            0,
            odd,
            odd,
            -1,
            999_999_999,
            Bytes.EMPTY,
            0,
            0,
            List.of(
                new Xattr(Xattr.CAPABILITY, capability), new Xattr(Bytes.utf8("user.x"), odd))));
    LayerListing listing = MemoryListing.of(entries);

    Path written = files(List.of(listing, listing));

    List<Map<String, @Nullable Object>> rows = rows(written);
    List<Map<String, @Nullable Object>> expected = new ArrayList<>();
    for (int twice = 0; twice < 2; twice++) {
      try (LayerListing.Cursor cursor = listing.entries()) {
        for (Entry e = cursor.next(); e != null; e = cursor.next()) {
          expected.add(expected(e, listing.diffId().toString()));
        }
      }
    }
    assertThat(rows).isEqualTo(expected);
    Map<String, @Nullable Object> up =
        rows.stream().filter(row -> "../up".equals(row.get("path"))).findFirst().orElseThrow();
    assertThat(up)
        .containsEntry("mode", "7777")
        .containsEntry("uname", "a\\xff\n\\xc3")
        .containsEntry("unameB64", odd.base64())
        .containsEntry(
            "capabilities",
            JSON.readTree(
                "{\"effective\":true,\"inheritable\":[],\"permitted\":[\"cap_net_raw\"],"
                    + "\"version\":2}"));
  }

  private static Entry entry(int ordinal, EntryKind kind, Bytes path, Bytes target) {
    boolean file = kind == EntryKind.FILE;
    return new Entry(
        ordinal,
        kind,
        '0',
        path,
        null,
        file ? 5 : 0,
        file ? Bytes.wrap(new byte[32]) : null,
        0644,
        1000,
        100,
        Bytes.utf8("user"),
        Bytes.EMPTY,
        1_000_000_000,
        0,
        target,
        1,
        3,
        List.of());
  }

  private static Map<String, @Nullable Object> expected(Entry entry, String diffId)
      throws IOException {
    boolean told = entry.kind() != EntryKind.UNSUPPORTED;
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("diffId", diffId);
    row.put("ordinal", (long) entry.ordinal());
    putBytes("path", entry.shownPath(), row);
    row.put("kind", entry.kind().label());
    row.put("size", entry.size());
    row.put("sha256", entry.kind() == EntryKind.FILE ? "0".repeat(64) : null);
    int mode = entry.kind() == EntryKind.SYMLINK ? 0777 : entry.modeBits();
    row.put("mode", told ? "%04o".formatted(mode) : null);
    row.put("uid", told ? entry.uid() : null);
    row.put("gid", told ? entry.gid() : null);
    putBytes("uname", told && !entry.uname().isEmpty() ? entry.uname() : null, row);
    putBytes("gname", told && !entry.gname().isEmpty() ? entry.gname() : null, row);
    row.put("mtime", told ? entry.mtimeSeconds() : null);
    row.put("mtimeNs", told && entry.mtimeNanos() != 0 ? (long) entry.mtimeNanos() : null);
    putBytes("linkTarget", told && !entry.linkTarget().isEmpty() ? entry.linkTarget() : null, row);
    row.put("devMajor", entry.kind() == EntryKind.CHARDEV ? entry.devMajor() : null);
    row.put("devMinor", entry.kind() == EntryKind.CHARDEV ? entry.devMinor() : null);
    ArrayNode xattrs = JSON.createArrayNode();
    for (Xattr xattr : entry.xattrs()) {
      xattrs.addObject().put("name", xattr.name().text()).put("value", xattr.value().base64());
    }
    row.put("xattrs", xattrs.isEmpty() ? null : xattrs);
    row.put(
        "capabilities",
        xattrs.isEmpty()
            ? null
            : JSON.readTree(
                "{\"effective\":true,\"inheritable\":[],\"permitted\":[\"cap_net_raw\"],"
                    + "\"version\":2}"));
    return row;
  }

  private static void putBytes(
      String name, @Nullable Bytes bytes, Map<String, @Nullable Object> row) {
    row.put(name, bytes == null ? null : bytes.text());
    row.put(name + "B64", bytes == null || bytes.isUtf8() ? null : bytes.base64());
  }

  /** Enough for several row groups and for dictionaries that are given up. */
  @Test
  void manyRowsStayInOrderAndGiveTheSameBytes() throws Exception {
    LayerListing many = new Numbered(400_000);
    Path once = files(List.of(many));
    byte[] first = Files.readAllBytes(once);
    Files.delete(once);
    Path again = files(List.of(many));

    assertThat(Files.readAllBytes(again)).isEqualTo(first);
    assertThat(
            query("select count(distinct row_group_id) > 3 from parquet_metadata('" + again + "')")
                .get(0))
        .containsExactly(true);
    assertThat(
            query(
                    "select count(*), count(distinct path), sum(size), bool_and(ordinal ="
                        + " file_row_number and path = 'usr/share/doc/number/' || (1000000 +"
                        + " ordinal)) from read_parquet('"
                        + again
                        + "', file_row_number = true)")
                .get(0)
                .toString())
        .isEqualTo("[400000, 400000, " + 400_000L * 399_999 / 2 + ", true]");
  }

  /** A listing of numbered files that are made as they are asked for. */
  private record Numbered(int count) implements LayerListing {
    @Override
    public dev.varve.layer.LayerSummary summary() {
      return MemoryListing.of(List.of()).summary();
    }

    @Override
    public Cursor entries() {
      int[] next = {0};
      return new Cursor() {
        @Override
        public @Nullable Entry next() {
          if (next[0] == count) {
            return null;
          }
          int number = next[0]++;
          byte[] sha256 =
              dev.varve.blob.Digest.messageDigest("sha256")
                  .digest(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
          return new Entry(
              number,
              EntryKind.FILE,
              '0',
              Bytes.utf8("usr/share/doc/number/" + (1_000_000 + number)),
              null,
              number,
              Bytes.wrap(sha256),
              0644,
              0,
              0,
              Bytes.EMPTY,
              Bytes.EMPTY,
              1_700_000_000L + number,
              0,
              Bytes.EMPTY,
              0,
              0,
              List.of());
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Cursor sideTable() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<dev.varve.layer.ContentFact> contents() {
      return List.of();
    }

    @Override
    public void eachPackageFile(java.util.function.Consumer<dev.varve.layer.ContentFact> taker) {}
  }

  /** A line that has every field, each text the same one. */
  private static JsonNode worst(LineTable table, String text) {
    ObjectNode line = JSON.createObjectNode();
    for (Column column : table.columns()) {
      ObjectNode object = line;
      for (String key : column.path().subList(0, column.path().size() - 1)) {
        object = object.withObjectProperty(key);
      }
      String key = column.path().get(column.path().size() - 1);
      switch (column.kind()) {
        case TEXT -> object.put(key, text);
        case WHOLE -> object.put(key, Long.MIN_VALUE + text.length());
        case FRACTION -> object.put(key, 0.1 * text.length());
        case FLAG -> object.put(key, text.isEmpty());
        case TEXTS -> {
          ArrayNode texts = object.putArray(key);
          if (!text.isEmpty()) {
            texts.add(text).add("").add(text);
          }
        }
        case JSON -> object.putObject(key).put(text, text).putArray("list").add(text).addNull();
      }
    }
    return line;
  }

  private static Map<String, @Nullable Object> expected(LineTable table, JsonNode line) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      JsonNode value = line;
      for (String key : column.path()) {
        value = value.path(key);
      }
      row.put(
          column.name(),
          value.isMissingNode()
              ? null
              : switch (column.kind()) {
                case TEXT -> value.textValue();
                case WHOLE -> value.longValue();
                case FRACTION -> value.doubleValue();
                case FLAG -> value.booleanValue();
                case TEXTS -> {
                  List<String> texts = new ArrayList<>();
                  value.forEach(item -> texts.add(item.textValue()));
                  yield texts;
                }
                case JSON -> value;
              });
    }
    return row;
  }

  private Path write(LineTable table, List<JsonNode> lines) throws InputException, IOException {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    Path source = Files.writeString(folder.resolve(table.label() + ".jsonl"), text);
    Path written = folder.resolve(table.label() + ".parquet");
    try (ParquetTable rows =
        ParquetTable.create(
            written, table.label(), table.columns(), java.util.Collections.emptySortedMap())) {
      table.write(source, rows);
      rows.finish();
    }
    return written;
  }

  private Path files(List<LayerListing> listings) throws IOException {
    Path written = folder.resolve("files.parquet");
    try (ParquetTable table =
        ParquetTable.create(
            written, FileTable.LABEL, FileTable.COLUMNS, java.util.Collections.emptySortedMap())) {
      for (LayerListing listing : listings) {
        FileTable.write(listing, table);
      }
      table.finish();
    }
    return written;
  }

  private static List<Map<String, @Nullable Object>> rows(Path parquet)
      throws SQLException, IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery("select * from '" + parquet + "'")) {
      ResultSetMetaData columns = result.getMetaData();
      while (result.next()) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), value(result.getObject(i), columns, i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static @Nullable Object value(@Nullable Object value, ResultSetMetaData columns, int i)
      throws SQLException, IOException {
    if (value instanceof Array array) {
      List<Object> items = new ArrayList<>();
      for (Object item : (Object[]) array.getArray()) {
        items.add(item);
      }
      return items;
    }
    return value != null && columns.getColumnTypeName(i).equals("JSON")
        ? JSON.readTree(value.toString())
        : value;
  }

  private static List<List<Object>> query(String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
