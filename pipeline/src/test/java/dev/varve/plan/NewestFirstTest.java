package dev.varve.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewestFirstTest {
  private static final List<String> NAMES =
      List.of("r/b:1.9", "r/a:latest", "r/a:2.0-rc1", "r/b:v1.10", "r/a:2.0", "r/c", "r/a:old");

  @Test
  void everyRepositoryComesBeforeTheSecondOfAny() {
    assertThat(first(null))
        .containsExactly(
            "r/a:2.0", "r/b:v1.10", "r/c", "r/a:2.0-rc1", "r/b:1.9", "r/a:latest", "r/a:old");
  }

  @Test
  void takesNoMoreThanAsked() {
    assertThat(first(2)).containsExactly("r/a:2.0", "r/b:v1.10");
    assertThat(first(7)).hasSize(7);
    assertThat(first(100)).hasSize(7);
  }

  private static List<String> first(@Nullable Integer most) {
    return NewestFirst.first(NAMES, most, name -> name);
  }
}
