package dev.varve.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IsalInflaterTest extends RawInflaterContract {
  @BeforeAll
  static void requireLibrary() {
    OptionalParts.libisal();
  }

  @Override
  RawInflater create() {
    return IsalInflater.create();
  }

  @Test
  void isAvailableWhereTheLibraryIs() {
    assertThat(IsalInflater.available()).isTrue();
  }
}
