package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CharacterColumnsTest {
  /** Every character that is assigned and wide, one number a line. */
  private static final String WIDE =
      """
      import sys, unicodedata
      for c in range(sys.maxunicode + 1):
          if unicodedata.category(chr(c)) != "Cn" and unicodedata.east_asian_width(chr(c)) in "WF":
              print(c)
      """;

  @Test
  void marksTakeNoColumnAndIdeographsTwo() {
    assertThat(CharacterColumns.of('a')).isEqualTo(1);
    assertThat(CharacterColumns.of('é')).isEqualTo(1);
    assertThat(CharacterColumns.of(0x301)).isZero();
    assertThat(CharacterColumns.of(0x11A8)).as("a final of Hangul").isZero();
    assertThat(CharacterColumns.of('日')).isEqualTo(2);
    assertThat(CharacterColumns.of(0xFF21)).as("a fullwidth letter").isEqualTo(2);
    assertThat(CharacterColumns.of(0xFF71)).as("a halfwidth kana").isEqualTo(1);
    assertThat(CharacterColumns.of(0x1F600)).isEqualTo(2);
  }

  /** Held against the Unicode data that another program has. */
  @Test
  void wideIsWhatUnicodeSays() throws IOException, InterruptedException {
    String python = OptionalParts.program("python3").toString();
    Process process =
        new ProcessBuilder(python, "-c", WIDE)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    List<Integer> wide = answer.lines().map(Integer::valueOf).toList();
    assertThat(wide).hasSizeGreaterThan(100_000);

    List<String> wrong = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean isMark =
          switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
          };
      boolean expected = java.util.Collections.binarySearch(wide, c) >= 0;
      // What one of the two does not know yet may be anything.
      boolean known = Character.getType(c) != Character.UNASSIGNED;
      if (expected && known && !isMark && CharacterColumns.of(c) != 2) {
        wrong.add("%X is wide".formatted(c));
      }
    }
    assertThat(wrong).isEmpty();
  }
}
