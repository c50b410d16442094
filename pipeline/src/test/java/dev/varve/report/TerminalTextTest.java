package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void ordinaryTextStaysAsItIs() {
    assertThat(TerminalText.of("usr/bin/env ä 日本 \\ \uD83D\uDE00"))
        .isEqualTo("usr/bin/env ä 日本 \\ \uD83D\uDE00");
  }

  @Test
  void whatATerminalActsUponIsWrittenAsAnEscape() {
    assertThat(TerminalText.of("a\u001b[31m\n\r\t\u0000\u007f\u009b"))
        .isEqualTo("a\\x1b[31m\\n\\r\\t\\x00\\x7f\\x9b");
    assertThat(TerminalText.of("\u202e\u2066\u200b\u2028\ufeff\ud800"))
        .isEqualTo("\\u202e\\u2066\\u200b\\u2028\\ufeff\\ud800");
  }

  @Test
  void bytesThatAreNoTextShowTheirValues() {
    assertThat(TerminalText.of(Bytes.wrap(new byte[] {'a', (byte) 0xff}))).isEqualTo("a\\xff");
  }

  @Test
  void widthIsCountedInColumns() {
    assertThat(TerminalText.columns("日本")).isEqualTo(4);
    assertThat(TerminalText.columns("e\u0301")).isEqualTo(1);
    assertThat(TerminalText.cut("日本語", 5)).isEqualTo("日本…");
    assertThat(TerminalText.cut("abc", 3)).isEqualTo("abc");
    assertThat(TerminalText.left("日", 4) + "|").isEqualTo("日  |");
    assertThat(TerminalText.right("7", 3)).isEqualTo("  7");
    assertThat(TerminalText.columns(Ink.ANSI.paint(Ink.Tone.BAD, "日a"))).isEqualTo(3);
  }

  @Test
  void marksWithoutEndAreCutAsWell() {
    String cut = TerminalText.cut("e" + "\u0301".repeat(4_000), 10);

    assertThat(cut).startsWith("e\u0301").endsWith("\u0301…").hasSize(80);
    assertThat(TerminalText.cut("e\u0301".repeat(10), 10)).isEqualTo("e\u0301".repeat(10));
  }

  @Test
  void pathsLoseTheirMiddle() {
    assertThat(TerminalText.cutMiddle("usr/share/doc/base-files/copyright", 22))
        .isEqualTo("usr/sha…iles/copyright");
    assertThat(TerminalText.cutMiddle("usr/share", 9)).isEqualTo("usr/share");
    assertThat(TerminalText.cutMiddle("目录/很长的路径名字", 12)).isEqualTo("目…路径名字");
  }

  @Test
  void noMarkStandsWithoutWhatItIsOn() {
    String path = "e\u0301".repeat(30);

    assertThat(TerminalText.cutMiddle(path, 7)).isEqualTo("e\u0301e\u0301…" + "e\u0301".repeat(4));
  }

  @Test
  void wordsLongerThanALineAreBrokenOrLeftWhole() {
    assertThat(TerminalText.wrap("a 日本語日本語 b", 6, true)).containsExactly("a", "日本語", "日本語", "b");
    assertThat(TerminalText.wrap("a 日本語日本語 b", 6, false)).containsExactly("a", "日本語日本語", "b");
  }
}
