package dev.varve.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFilterTest {
  @ParameterizedTest
  @CsvSource({
    "team/app,        registry.example:5000/team/app:1.2, true",
    "team/*,          registry.example:5000/team/app:1.2, true",
    "team/*:1.*,      registry.example:5000/team/app:1.2, true",
    "team/*:2.*,      registry.example:5000/team/app:1.2, false",
    "*/team/app,      registry.example:5000/team/app:1.2, true",
    "**:1.2,          registry.example:5000/team/app:1.2, true",
    "*,               registry.example:5000/team/app:1.2, false",
    "team/*,          registry.example:5000/team/deep/app:1, false",
    "team/**,         registry.example:5000/team/deep/app:1, true",
    "alpine,          alpine:3,                           true",
    "library/alpine,  alpine:3,                           true",
    "docker.io/**,    alpine:3,                           true",
    "other.example/**, registry.example:5000/team/app:1.2, false",
    "images/*.tar,    images/app.tar,                     true",
  })
  void aGlobIsOfARepositoryWithOrWithoutRegistryAndTag(String glob, String name, boolean fits) {
    assertThat(accepts(List.of(glob), List.of(), name)).isEqualTo(fits);
    assertThat(accepts(List.of(), List.of(glob), name)).isEqualTo(!fits);
  }

  @Test
  void whatIsExcludedIsOutThoughItIsIncluded() {
    assertThat(accepts(List.of("team/*"), List.of("**:*-rc*"), "x.example/team/app:1-rc1"))
        .isFalse();
    assertThat(accepts(List.of("a", "b"), List.of("c"), "b:1", "alias:2")).isTrue();
    assertThat(accepts(List.of("a", "b"), List.of("alias"), "b:1", "alias:2")).isFalse();
  }

  @Test
  void nothingAskedForIsAll() {
    assertThat(ImageFilter.ALL.accepts(List.of("anything"))).isTrue();
  }

  private static boolean accepts(List<String> include, List<String> exclude, String... names) {
    return new ImageFilter(include, exclude, null).accepts(Arrays.asList(names));
  }
}
