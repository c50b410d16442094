package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandTextTest {
  @Test
  void whatBuildersWriteAroundACommandIsLeftOut() {
    assertThat(CommandText.of("/bin/sh -c #(nop) ADD file:ce02 in / "))
        .isEqualTo("ADD file:ce02 in /");
    assertThat(CommandText.of("/bin/sh -c apt-get update")).isEqualTo("RUN apt-get update");
    assertThat(CommandText.of("RUN /bin/sh -c make\n\tall # buildkit")).isEqualTo("RUN make all");
    assertThat(CommandText.of("|1 V=2 /bin/sh -c echo $V"))
        .isEqualTo("RUN |1 V=2 /bin/sh -c echo $V");
    assertThat(CommandText.of("COPY a b # buildkit")).isEqualTo("COPY a b");
  }

  @Test
  void aLayerWithoutACommandSaysSo() {
    assertThat(CommandText.of((String) null)).isEqualTo("-");
    assertThat(CommandText.of(" ")).isEqualTo("-");
  }
}
