package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeTextTest {
  @Test
  void sizesHaveAtMostThreeDigits() {
    assertThat(SizeText.of(0)).isEqualTo("0 B");
    assertThat(SizeText.of(999)).isEqualTo("999 B");
    assertThat(SizeText.of(1000)).isEqualTo("1.0 kB");
    assertThat(SizeText.of(9_949)).isEqualTo("9.9 kB");
    assertThat(SizeText.of(9_950)).isEqualTo("10 kB");
    assertThat(SizeText.of(999_499)).isEqualTo("999 kB");
    assertThat(SizeText.of(999_500)).isEqualTo("1.0 MB");
    assertThat(SizeText.of(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    assertThat(SizeText.of(Long.MIN_VALUE)).isEqualTo("-9.2 EB");
  }

  @Test
  void differencesCarryTheirSign() {
    assertThat(SizeText.signed(1500)).isEqualTo("+1.5 kB");
    assertThat(SizeText.signed(-20)).isEqualTo("-20 B");
    assertThat(SizeText.signed(0)).isEqualTo("0 B");
  }

  @Test
  void countsAgreeWithTheirNoun() {
    assertThat(SizeText.count(1, "layer")).isEqualTo("1 layer");
    assertThat(SizeText.count(1_234_567, "layer")).isEqualTo("1,234,567 layers");
  }
}
