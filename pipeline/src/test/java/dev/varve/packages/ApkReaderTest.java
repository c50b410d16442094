package dev.varve.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApkReaderTest {
  private static final String PATH = "lib/apk/db/installed";

  /** As apk-tools 2.10 writes it, shortened. */
  private static final String INSTALLED =
      """
      C:Q1pMmXaPnVQXT9DTSIBrOkWzwVFmc=
      P:musl
      V:1.1.22-r3
      A:x86_64
      o:musl
      F:lib
      R:libc.musl-x86_64.so.1
      a:0:0:777
      Z:Q17yJ3JFNypA4mxhJJr0ou6CzsJVI=
      R:ld-musl-x86_64.so.1
      a:0:0:755
      Z:Q1TTLtUopPeiF9JrA0cgKQZYggG+c=

      C:Q1pMmXaPnVQXT9DTSIBrOkWzwVFmc=
      P:baselayout
      V:3.1-r0
      F:
      R:README
      F:etc
      R:fstab
      Z:Q11Q7hNe8QpDS531guqCdrXBzoA/o=
      F:lib
      F:tmp
      M:0:0:1777

      P:virtual
      V:0
      """;

  @Test
  void paragraphsTellPackagesDirectoriesAndFiles() throws InputException {
    TestDatabase database = new TestDatabase().file(PATH, INSTALLED);
    assertThat(database.apk()).isEqualTo(3);
    assertThat(database.packages())
        .containsExactly("musl 1.1.22-r3 x86_64 musl", "baselayout 3.1-r0", "virtual 0");
    assertThat(database.owners())
        .isEqualTo(
            Map.of(
                "README", "baselayout",
                "etc", "baselayout",
                "etc/fstab", "baselayout config SHA1:d50ee135",
                "lib", "musl shared",
                "lib/ld-musl-x86_64.so.1", "musl SHA1:4d32ed52",
                "lib/libc.musl-x86_64.so.1", "musl SHA1:ef227724",
                "tmp", "baselayout"));
  }

  @Test
  void digestsOfOtherKindsAreNotCompared() throws InputException {
    TestDatabase database =
        new TestDatabase().file(PATH, "P:a\nF:bin\nR:x\nZ:Q2AAAA\nR:y\nZ:Q1AAAA\n");
    database.apk();
    assertThat(database.owners()).isEqualTo(Map.of("bin", "a", "bin/x", "a", "bin/y", "a"));
  }

  @Test
  void damageIsNamedWithFileAndLine() {
    assertMalformed("musl\n", "without a letter and a colon: musl");
    assertMalformed("F:bin\n", "names no package");
    assertMalformed("P:a\nR:x\nZ:Q1!!\n", "not base64: Q1!!");
  }

  private static void assertMalformed(String text, String detail) {
    assertThatThrownBy(() -> new TestDatabase().file(PATH, text).apk())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("package-database-malformed: " + PATH)
        .hasMessageContaining(detail);
  }
}
