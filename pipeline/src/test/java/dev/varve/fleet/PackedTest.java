package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class PackedTest {
  private final Packed<ArrayList<String>> packed =
      Packed.of(new ArrayList<>(List.of("etc", "etc/hosts")));

  @Test
  void contentComesBackFromACopyAndIsReadOnce() throws Exception {
    Packed<?> copy = CoderUtils.clone(SerializableCoder.of(Packed.class), packed);

    assertThat(copy.get()).isEqualTo(List.of("etc", "etc/hosts")).isNotSameAs(packed.get());
    assertThat(copy.get()).isSameAs(copy.get());
  }

  @Test
  void equalsByContentAndShowsIt() {
    assertThat(packed).isEqualTo(Packed.of(new ArrayList<>(List.of("etc", "etc/hosts"))));
    assertThat(packed).hasSameHashCodeAs(Packed.of(new ArrayList<>(packed.get())));
    assertThat(packed).isNotEqualTo(Packed.of(new ArrayList<>(List.of("etc"))));
    assertThat(packed).hasToString("[etc, etc/hosts]");
  }
}
