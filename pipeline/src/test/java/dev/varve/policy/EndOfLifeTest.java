package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameter {@code os_end_of_life} against Debian's package {@code distro-info-data}. */
class EndOfLifeTest {
  /** The last releases that may be missing: images of older ones are not met any more. */
  @ParameterizedTest
  @CsvSource({"debian, 7, eol-lts", "ubuntu, 12.04, eol"})
  void datesAreThoseOfTheDistribution(String os, double oldest, String column) throws IOException {
    Path table =
        OptionalParts.file(
            Path.of("/usr/share/distro-info/" + os + ".csv"), "apt-get install distro-info-data");
    Map<String, String> published = new TreeMap<>();
    List<Map<String, String>> rows = rows(table);
    for (Map<String, String> row : rows) {
      String version = row.getOrDefault("version", "").split(" ", 2)[0];
      String end = row.getOrDefault(column, "");
      String usual = row.getOrDefault("eol", "");
      String last = end.isEmpty() ? usual : end;
      if (!version.isEmpty() && !last.isEmpty() && Double.parseDouble(version) >= oldest) {
        published.put(version, last);
      }
    }

    assertThat(published).hasSizeGreaterThan(6);
    assertThat(ours(os)).containsAllEntriesOf(published);
  }

  private static Map<String, String> ours(String os) {
    JsonObject params = PolicyParams.of(PolicyPack.builtin().data());
    JsonValue table = params.get("os_end_of_life");
    JsonValue releases = table.objectOrNull().get(os);
    Map<String, String> ends = new TreeMap<>();
    releases.objectOrNull().members().forEach((name, end) -> ends.put(name, end.textOrNull()));
    return ends;
  }

  private static List<Map<String, String>> rows(Path table) throws IOException {
    List<String> lines = Files.readAllLines(table);
    String[] names = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new TreeMap<>();
      for (int i = 0; i < cells.length; i++) {
        row.put(names[i], cells[i]);
      }
      rows.add(row);
    }
    return rows;
  }
}
