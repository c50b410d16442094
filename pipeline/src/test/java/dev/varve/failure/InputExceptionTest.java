package dev.varve.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputExceptionTest {
  @Test
  void outerSourceIsLeftOutOnlyWhereItEnds() {
    assertThat(inside("app.tar", "app.tar")).isEmpty();
    assertThat(inside("app.tar: layer 1", "app.tar")).isEqualTo("layer 1");
    assertThat(inside("app.tar.gz: layer 1", "app.tar")).isEqualTo("app.tar.gz: layer 1");
    assertThat(inside("layer 1", "app.tar")).isEqualTo("layer 1");
  }

  private static String inside(String source, String outer) {
    return new InputException(ReasonCode.UNREADABLE, source, "gone").inside(outer).source();
  }
}
