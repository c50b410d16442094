package dev.varve.report.parquet;

import dev.varve.blob.Bytes;
import dev.varve.blob.ZstdFrame;
import dev.varve.report.parquet.Column.Kind;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file in the making. A row is begun, given a value for each column in the order of the
 * columns, and ended; {@link #finish} makes the file whole.
 */
final class ParquetTable implements Closeable {
  /**
   * Of values, after which a row group ends: some 100,000 members of layers, which is what DuckDB
   * reads at once on one core.
   */
  private static final long ROW_GROUP_BYTES = 16 << 20;

  /** Of the least and the greatest text of a page; a message may be long. */
  private static final int SHOWN_BYTES = 64;

  /** What a value takes besides a text's bytes, about. */
  private static final int VALUE_BYTES = 8;

  private final List<Column> columns;
  private final MessageType schema;
  private final MessageColumnIO io;
  private final ParquetProperties properties;
  private final ParquetFileWriter file;
  private final SortedMap<String, String> about;
  private @Nullable RowGroup group;
  private int column;

  private ParquetTable(
      List<Column> columns,
      MessageType schema,
      ParquetProperties properties,
      ParquetFileWriter file,
      SortedMap<String, String> about) {
    this.columns = columns;
    this.schema = schema;
    this.io = new ColumnIOFactory(true).getColumnIO(schema);
    this.properties = properties;
    this.file = file;
    this.about = about;
  }

  /**
   * Creates a file that must not exist.
   *
   * @param name of the table
   * @param about what the file says of itself
   */
  static ParquetTable create(
      Path path, String name, List<Column> columns, SortedMap<String, String> about)
      throws IOException {
    MessageType schema =
        new MessageType(name, columns.stream().map(Column::type).toArray(Type[]::new));
    ParquetProperties properties =
        ParquetProperties.builder()
            .withStatisticsTruncateLength(SHOWN_BYTES)
            .withColumnIndexTruncateLength(SHOWN_BYTES)
            .withPageWriteChecksumEnabled(true)
            .build();
    ParquetFileWriter file =
        new ParquetFileWriter(
            new LocalOutputFile(path),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            SHOWN_BYTES,
            SHOWN_BYTES,
            true);
    boolean begun = false;
    try {
      file.start();
      begun = true;
      return new ParquetTable(columns, schema, properties, file, new TreeMap<>(about));
    } finally {
      if (!begun) {
        file.close();
      }
    }
  }

  /** Rows that are written together, column by column. */
  private final class RowGroup {
    final ColumnChunkPageWriteStore pages =
        ColumnChunkPageWriteStore.builder()
            .withCompressorProvider(any -> ZstdPages.ONLY)
            .withSchema(schema)
            .withAllocator(HeapByteBufferAllocator.getInstance())
            .withColumnIndexTruncateLength(SHOWN_BYTES)
            .withPageWriteChecksumEnabled(true)
            .build();
    final ColumnWriteStore values = properties.newColumnWriteStore(schema, pages, pages);
    final RecordConsumer rows = io.getRecordWriter(values);
    long count;
    long bytes;

    void write() throws IOException {
      rows.flush();
      file.startBlock(count);
      values.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
      values.close();
      pages.close();
    }
  }

  private enum ZstdPages implements BytesInputCompressor {
    ONLY;

    @Override
    public BytesInput compress(BytesInput plain) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(plain.size()));
      plain.writeAllTo(bytes);
      return BytesInput.from(ZstdFrame.of(bytes.toByteArray()));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      // Nothing is held from one page to the next.
    }
  }

  private RowGroup group() {
    if (group == null) {
      throw new IllegalStateException("no row was begun");
    }
    return group;
  }

  ParquetTable beginRow() {
    if (group == null) {
      group = new RowGroup();
    }
    column = 0;
    group.rows.startMessage();
    return this;
  }

  void endRow() throws IOException {
    RowGroup written = group();
    if (column != columns.size()) {
      throw new IllegalStateException("a row has " + column + " of " + columns.size() + " values");
    }
    written.rows.endMessage();
    written.count++;
    if (written.bytes >= ROW_GROUP_BYTES) {
      written.write();
      group = null;
    }
  }

  /** Leaves a column without a value, of whatever kind it is. */
  ParquetTable absent() {
    column++;
    return this;
  }

  ParquetTable text(@Nullable String text) {
    return text == null ? absent() : binary(Binary.fromString(text), Kind.TEXT);
  }

  /**
   * A byte string, which takes two columns: its text, and if that does not identify it, the exact
   * bytes in base64 (semantics.md section 3).
   */
  ParquetTable bytes(@Nullable Bytes bytes) {
    if (bytes == null) {
      return absent().absent();
    }
    return bytes.isUtf8()
        ? binary(Binary.fromConstantByteArray(bytes.unsafeArray()), Kind.TEXT).absent()
        : text(bytes.text()).text(bytes.base64());
  }

  /** A value as JSON text. */
  ParquetTable json(@Nullable String json) {
    return json == null ? absent() : binary(Binary.fromString(json), Kind.JSON);
  }

  private ParquetTable binary(Binary value, Kind kind) {
    String name = begin(kind, value.length());
    group().rows.addBinary(value);
    return end(name);
  }

  ParquetTable whole(long number) {
    String name = begin(Kind.WHOLE, 0);
    group().rows.addLong(number);
    return end(name);
  }

  ParquetTable fraction(double number) {
    String name = begin(Kind.FRACTION, 0);
    group().rows.addDouble(number);
    return end(name);
  }

  ParquetTable flag(boolean value) {
    String name = begin(Kind.FLAG, 0);
    group().rows.addBoolean(value);
    return end(name);
  }

  ParquetTable texts(List<String> texts) {
    String name = begin(Kind.TEXTS, 0);
    RowGroup written = group();
    RecordConsumer rows = written.rows;
    rows.startGroup();
    if (!texts.isEmpty()) {
      rows.startField("list", 0);
      for (String text : texts) {
        Binary value = Binary.fromString(text);
        rows.startGroup();
        rows.startField("element", 0);
        rows.addBinary(value);
        rows.endField("element", 0);
        rows.endGroup();
        written.bytes += value.length() + VALUE_BYTES;
      }
      rows.endField("list", 0);
    }
    rows.endGroup();
    return end(name);
  }

  private String begin(Kind kind, int bytes) {
    Column next = columns.get(column);
    if (next.kind() != kind) {
      throw new IllegalStateException(next.name() + " is no column of kind " + kind);
    }
    RowGroup written = group();
    String name = schema.getFieldName(column);
    written.rows.startField(name, column);
    written.bytes += bytes + VALUE_BYTES;
    return name;
  }

  private ParquetTable end(String name) {
    group().rows.endField(name, column);
    column++;
    return this;
  }

  /** Writes what is left and the footer. */
  void finish() throws IOException {
    if (group != null) {
      group.write();
      group = null;
    }
    file.end(about);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
