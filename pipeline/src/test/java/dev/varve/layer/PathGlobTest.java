package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {
  private static final List<String> PATHS =
      List.of("key", "a/key", "a/b/key", "a/my.key", "a/b", "b", "a", "[z-a]", "a/[x");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/key | key",
        "**/key | key,a/key,a/b/key",
        "a/**/key | a/key,a/b/key",
        "a/** | a/key,a/b/key,a/my.key,a/b,a/[x",
        "**.key | a/my.key",
        "*/*.key | a/my.key",
        "a/?ey | a/key",
        "[ab] | b,a",
        "[!a] | b",
        "[z-a] | [z-a]",
        "a/[x | a/[x",
        "{a,{b}c | a",
        "a/{b,key} | a/key,a/b",
      })
  void matchesWhatItSays(String glob, String expected) {
    PathGlob compiled = PathGlob.of(glob);
    Stream<String> matched = PATHS.stream().filter(compiled::matches);
    assertThat(matched).containsExactlyElementsOf(List.of(expected.split(",")));
  }
}
