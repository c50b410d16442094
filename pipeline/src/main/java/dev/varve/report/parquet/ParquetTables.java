package dev.varve.report.parquet;

import dev.varve.failure.InputException;
import dev.varve.layer.LayerListing;
import dev.varve.report.RunRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Writes the tables of a run, those of {@link TableFiles}. */
public final class ParquetTables {
  private ParquetTables() {}

  /** Shows the listings of all distinct layers, one after another. */
  public interface Listings {
    void forEach(Taker taker) throws IOException;
  }

  /** Is shown listings. */
  public interface Taker {
    void listing(LayerListing listing) throws IOException;
  }

  /**
   * Writes all of them.
   *
   * @param run folder with the finished files of lines
   * @param listings in the order that their files are to have
   * @throws InputException if a line is none that this version of varve writes
   */
  public static void write(Path run, Listings listings) throws InputException, IOException {
    for (LineTable lines : LineTable.values()) {
      try (ParquetTable table = create(run, lines.label(), lines.columns())) {
        lines.write(run.resolve(lines.label() + ".jsonl"), table);
        table.finish();
      }
    }
    try (ParquetTable table = create(run, FileTable.LABEL, FileTable.COLUMNS)) {
      listings.forEach(listing -> FileTable.write(listing, table));
      table.finish();
    }
  }

  private static ParquetTable create(Path run, String label, List<Column> columns)
      throws IOException {
    TreeMap<String, String> about = new TreeMap<>();
    about.put("varve.schemaVersion", String.valueOf(RunRecords.SCHEMA_VERSION));
    return ParquetTable.create(run.resolve(TableFiles.named(label)), label, columns, about);
  }
}
