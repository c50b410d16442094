package dev.varve.runtime.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {
  private static Map<String, String> parse(String text) throws Exception {
    return DotEnv.parse(".env", text, Map.of("OUT", "out")::get);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A=1 | 1",
        "A = 1 | 1",
        "A: 1 | 1",
        "export A=1 | 1",
        "A=a b # note | a b",
        "A=a#b | a#b",
        "A='a $OUT #b' | a $OUT #b",
        "A=\"a $OUT #b\" | a out #b",
        "A=\"a\\nb\" | `a\nb`",
        "A=\"\\$OUT\" | $OUT",
        "A='it\\'s' | it's",
        "A=${OUT}x | outx",
        "A=${NONE:-d} | d",
        "A=$$x | $x"
      })
  void valuesAreThoseOfCompose(String line, String value) throws Exception {
    assertThat(parse("# first\n\n" + line + "\nB=2\n")).isEqualTo(Map.of("A", value, "B", "2"));
  }

  @Test
  void linesUseEarlierOnesAndWhatStandsAboveThem() throws Exception {
    assertThat(parse("\uFEFFA=1\r\nA=2\r\nB=$A\r\nOUT=file\r\nC=$OUT\r\nOUT\r\n"))
        .isEqualTo(Map.of("A", "2", "B", "2", "OUT", "out", "C", "out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A=1\\nB='x\\ny | line 2: a quote in it is left open",
        "A B=1 | line 1: 'A B' is no name of a variable",
        "\\n=1 | line 2: '' is no name of a variable",
        "A=secretsecretsecret${ | line 1: a '$' that starts no variable; write '$$' for the sign"
            + " itself: '${'"
      })
  void errorsNameTheLineAndNoSecret(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace("\\n", "\n")))
        .hasMessage("run-spec-invalid: .env: " + message);
  }
}
