package dev.varve.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TagVersionTest {
  /** The example of Semantic Versioning 2.0.0 section 11, with neighbours. */
  private static final List<String> ASCENDING =
      List.of(
          "0",
          "0.9",
          "1.0.0-alpha",
          "1.0.0-alpha.1",
          "1.0.0-alpha.beta",
          "1.0.0-beta",
          "1.0.0-beta.2",
          "1.0.0-beta.11",
          "1.0.0-rc.1",
          "1.0.0",
          "v1.0.1",
          "1.2",
          "1.10",
          "2.0.0+build",
          "20260101123456");

  @Test
  void orderIsThatOfSemanticVersioning() {
    List<TagVersion> versions = new ArrayList<>(ASCENDING.stream().map(this::version).toList());
    Collections.shuffle(versions, new Random(11));

    assertThat(versions.stream().sorted().map(TagVersion::text))
        .containsExactlyElementsOf(ASCENDING);
  }

  @Test
  void equalRankGoesByText() {
    assertThat(version("1.0")).isLessThan(version("v1")).isGreaterThan(version("1"));
  }

  private TagVersion version(String tag) {
    return Objects.requireNonNull(TagVersion.parse(tag), tag);
  }
}
