package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of a scan, asked with DuckDB what its other results say too. */
class ScanParquetTest {
  private static final List<String> TABLES = List.of("files", "findings", "images", "layers");

  @TempDir private Path folder;
  private Path out = Path.of("");

  @BeforeEach
  void scan() throws IOException {
    out = scan("out", folder.resolve("store").toString());
  }

  private Path scan(String name, String store, String... options) throws IOException {
    Path fleet =
        Files.writeString(
            folder.resolve("fleet.yaml"),
            "version: 1\nimages:\n  - archive: "
                + OptionalParts.projectRoot().resolve("fixtures/built/shop.tar")
                + "\n  - archive: "
                + OptionalParts.projectRoot().resolve("fixtures/built/debian-small.tar.gz")
                + "\n");
    List<String> words = new ArrayList<>(List.of("scan", fleet.toString(), "--parquet"));
    words.addAll(List.of("-o", folder.resolve(name).toString(), "--store", store));
    words.addAll(List.of("--as-of", "2026-01-02"));
    words.addAll(List.of(options));
    String path = String.valueOf(System.getenv("PATH"));
    CommandLineRun run =
        CommandLineRun.of(Map.of("TMPDIR", folder.toString(), "PATH", path), words);
    assertThat(run.exitCode()).as(run.err()).isLessThan(2);
    return folder.resolve(name);
  }

  @Test
  void tablesAreTheSameBytesWhateverMadeThem() throws IOException {
    Path alone = scan("alone", folder.resolve("other").toString(), "--workers", "1");
    Path objects = scan("objects", "memory://parquet-" + System.nanoTime() + "/varve");

    for (Path again : List.of(alone, objects)) {
      for (String table : TABLES) {
        assertThat(Files.readAllBytes(again.resolve(table + ".parquet")))
            .as(table)
            .isEqualTo(Files.readAllBytes(out.resolve(table + ".parquet")));
      }
      assertThat(Files.readString(again.resolve("SHA256SUMS")))
          .isEqualTo(Files.readString(out.resolve("SHA256SUMS")));
    }
  }

  /** A run with tables and a signature makes room as any other. */
  @Test
  void laterScanTakesThePlaceOfOneWithTables() throws Exception {
    Path key = folder.resolve("key");
    assertThat(
            new ProcessBuilder(
                    OptionalParts.program("ssh-keygen").toString(),
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    key.toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    String store = folder.resolve("store").toString();
    scan("out", store, "--sign-key", key.toString());
    assertThat(out.resolve("SHA256SUMS.sig")).exists();

    scan("out", store);

    assertThat(out.resolve("SHA256SUMS.sig")).doesNotExist();
    for (String table : TABLES) {
      assertThat(out.resolve(table + ".parquet")).exists();
    }
  }

  @Test
  void tablesAreSealedAndForTheUserAlone() throws IOException {
    for (String table : TABLES) {
      Path file = out.resolve(table + ".parquet");
      assertThat(Files.readString(out.resolve("SHA256SUMS"))).contains("  " + table + ".parquet\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void everyMemberOfEveryDistinctLayerIsARowOnce() throws SQLException {
    assertThat(
            query(
                """
                select count(*), (select sum(entries) from '%1$s/layers.parquet'),
                  count(distinct diffId), (select count(*) from '%1$s/layers.parquet')
                from '%1$s/files.parquet'
                """))
        .singleElement()
        .satisfies(row -> assertThat(row.get(0)).isEqualTo(row.get(1)).isNotEqualTo("0"))
        .satisfies(row -> assertThat(row.get(2)).isEqualTo(row.get(3)));
    assertThat(
            query(
                """
                select diffId from '%1$s/layers.parquet' l where entries <>
                  (select count(*) from '%1$s/files.parquet' f where f.diffId = l.diffId)
                """))
        .isEmpty();
  }

  /** As {@code varve find --setuid} finds them. */
  @Test
  void tablesAnswerWhichImagesShipSetuidFiles() throws SQLException {
    assertThat(
            query(
                """
                select path, image from '%1$s/files.parquet'
                join (select diffId, unnest(images) as image from '%1$s/layers.parquet')
                using (diffId) where kind = 'file' and mode >= '4000' order by all
                """))
        .containsExactly(
            List.of("usr/bin/sh", "shop/web:1.1"),
            List.of("usr/bin/su", "shop/api:2.0"),
            List.of("usr/bin/su", "shop/web:1.0"),
            List.of("usr/bin/su", "shop/web:1.1"));
  }

  @Test
  void findingsAreCountedAsTheRunCountsThem() throws SQLException, IOException {
    assertThat(query("select count(*) from '%1$s/findings.parquet'"))
        .containsExactly(
            List.of(
                Files.readString(out.resolve("run.json"))
                    .replaceAll("(?s).*\"findings\":([0-9]+),.*", "$1")));
    assertThat(
            query(
                """
                select p.rule, p.severity, p.status, p.subject_name, p.message, p.path, p.fp
                from '%1$s/findings.parquet' p
                except
                select j.rule, j.severity, j.status, j.subject.name, j.message, j.path, j.fp
                from read_json('%1$s/findings.jsonl', format = 'newline_delimited') j
                """))
        .isEmpty();
  }

  private List<List<String>> query(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql.formatted(out))) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
