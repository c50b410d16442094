package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.report.TextTable.Cell;
import dev.varve.report.TextTable.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final String LONG =
      "a text that is longer than what the page has room for, by far";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static TextTable table() {
    TextTable table =
        new TextTable()
            .column("name", Side.LEFT)
            .column("never", Side.LEFT)
            .column("size", Side.RIGHT)
            .column("said", Side.LEFT);
    table.row(List.of(Cell.of("日本"), Cell.of(""), Cell.of("1 B"), Cell.of("x")));
    table.row(List.of(Cell.of("a"), Cell.of(""), Cell.of("12 MB"), Cell.of(LONG)));
    return table;
  }

  private String written(TextTable table, TextPage page) throws IOException {
    table.write(0, page);
    page.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void columnsAreAsWideAsWhatIsInThem() throws IOException {
    assertThat(written(table(), TextPage.terminal(out, Ink.PLAIN, 60)))
        .isEqualTo(
            """
            name   size  said
            日本    1 B  x
            a     12 MB  a text that is longer than what the page has r…
            """);
  }

  @Test
  void nothingIsCutInAFile() throws IOException {
    assertThat(written(table(), TextPage.file(out, Ink.PLAIN, 60)))
        .contains("a     12 MB  " + LONG + "\n");
  }

  @Test
  void theLastColumnMayTakeSeveralLines() throws IOException {
    assertThat(written(table().wrapping(), TextPage.terminal(out, Ink.PLAIN, 60)))
        .endsWith(
            """
            a     12 MB  a text that is longer than what the page has
                         room for, by far
            """);
  }

  @Test
  void coloursTakeNoRoom() throws IOException {
    TextTable table = new TextTable().column("", Side.RIGHT).column("", Side.LEFT);
    table.row(List.of(Cell.of("7", Ink.Tone.BAD, Ink.ANSI), Cell.of("x")));
    table.row(List.of(Cell.of("10"), Cell.of("y")));

    assertThat(written(table, TextPage.terminal(out, Ink.ANSI, 60)))
        .isEqualTo(" \u001b[1;31m7\u001b[0m  x\n10  y\n");
  }
}
