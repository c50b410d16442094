package dev.varve.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DpkgReaderTest {
  private static final String MD5 = "00112233445566778899aabbccddeeff";

  /** As dpkg 1.21 writes it, shortened. */
  private static final String STATUS =
      """
      Package: login
      Essential: yes
      Status: install ok installed
      Priority: required
      Architecture: amd64
      Source: shadow (1:4.13+dfsg1-1)
      Version: 1:4.13+dfsg1-1+b1
      Conffiles:
       /etc/login.defs 3b65ef2bd9a0d1b1b0d7f04b3bb5b4f8
      Description: system login tools
       Package: not a field
       .
       This package provides some required infrastructure.

      Package: libc6
      Status: install ok installed
      Architecture: amd64
      Multi-Arch: same
      Source: glibc
      Version: 2.36-9

      Package: libc6
      Status: install ok triggers-pending
      Architecture: i386
      Multi-Arch: same
      Source: glibc
      Version: 2.36-9

      Package: gone
      Status: deinstall ok config-files
      Architecture: amd64
      Version: 1
      """;

  private static TestDatabase database() {
    return new TestDatabase()
        .file("var/lib/dpkg/info/gone.list", "/etc\n/etc/gone.conf\n")
        .file("var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib\n/lib/x86_64/libc.so.6\n")
        .file("var/lib/dpkg/info/libc6:i386.list", "/.\n/lib\n/lib/i386/libc.so.6\n")
        .file("var/lib/dpkg/info/login.conffiles", "/etc/login.defs\n")
        .file("var/lib/dpkg/info/login.list", "/.\n/bin\n/bin/su\n/etc/login.defs\n/bin/sg\n")
        .file("var/lib/dpkg/info/login.md5sums", MD5 + "  bin/su\n")
        .file("var/lib/dpkg/status", STATUS);
  }

  @Test
  void statusTellsWhatIsInstalled() throws InputException {
    TestDatabase database = database();
    assertThat(database.dpkg()).isEqualTo(new DpkgReader.Result(3, false, false));
    assertThat(database.packages())
        .containsExactly(
            "login 1:4.13+dfsg1-1+b1 amd64 shadow",
            "libc6 2.36-9 amd64 glibc",
            "libc6 2.36-9 i386 glibc");
  }

  @Test
  void listsTellWhoOwnsWhatAndSumsWithWhichContent() throws InputException {
    TestDatabase database = database();
    database.dpkg();
    assertThat(database.owners())
        .isEqualTo(
            Map.of(
                "bin", "login",
                "bin/sg", "login",
                "bin/su", "login MD5:00112233",
                "etc/login.defs", "login config",
                "lib", "libc6 shared",
                "lib/i386/libc.so.6", "libc6",
                "lib/x86_64/libc.so.6", "libc6"));
  }

  @Test
  void divertedFilesLieWhereTheyWentAndTheirPlaceIsTheOthers() throws InputException {
    TestDatabase database =
        new TestDatabase()
            .file("var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n/x\n/x.real\n:\n")
            .file("var/lib/dpkg/info/bash.list", "/bin/sh\n/x\n")
            .file("var/lib/dpkg/info/dash.list", "/bin/sh\n")
            .file("var/lib/dpkg/status", "Package: bash\n\nPackage: dash\n");
    database.dpkg();
    assertThat(database.owners())
        .isEqualTo(Map.of("bin/sh", "dash", "bin/sh.distrib", "bash", "x.real", "bash"));
  }

  @Test
  void imagesMadeWithoutDpkgHaveAPartForEachPackage() throws InputException {
    TestDatabase database =
        new TestDatabase()
            .file("var/lib/dpkg/status.d/libssl3", "Package: libssl3\nVersion: 3.0\n")
            .file("var/lib/dpkg/status.d/libssl3.md5sums", MD5 + "  usr/lib/libssl.so.3\n")
            .file("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\n\n");
    assertThat(database.dpkg()).isEqualTo(new DpkgReader.Result(2, true, true));
    assertThat(database.packages()).containsExactly("libssl3 3.0", "tzdata 2024a");
    assertThat(database.owners()).isEqualTo(Map.of("usr/lib/libssl.so.3", "libssl3 MD5:00112233"));
  }

  /** Else the sums would be read again for each of as many packages as a part can name. */
  @Test
  void sumsBesideAPartOfSeveralPackagesAreNobodys() throws InputException {
    TestDatabase database =
        new TestDatabase()
            .file("var/lib/dpkg/status.d/both", "Package: a\n\nPackage: b\n")
            .file("var/lib/dpkg/status.d/both.md5sums", MD5 + "  usr/bin/x\n");
    assertThat(database.dpkg()).isEqualTo(new DpkgReader.Result(2, false, true));
    assertThat(database.owners()).isEmpty();
  }

  @Test
  void packagesWithoutAListLeaveItOpenWhoseFilesAre() throws InputException {
    TestDatabase none = new TestDatabase().file("var/lib/dpkg/status", STATUS);
    assertThat(none.dpkg()).isEqualTo(new DpkgReader.Result(3, false, true));
    TestDatabase sums =
        new TestDatabase()
            .file("var/lib/dpkg/info/bash.md5sums", MD5 + "  bin/bash\n")
            .file("var/lib/dpkg/status", "Package: bash\n");
    assertThat(sums.dpkg()).isEqualTo(new DpkgReader.Result(1, true, false));
  }

  @Test
  void ofAFileOfTwoPackagesNoDigestIsKnown() throws InputException {
    TestDatabase database =
        new TestDatabase()
            .file("var/lib/dpkg/info/a.list", "/bin/x\n")
            .file("var/lib/dpkg/info/b.list", "/bin/x\n")
            .file("var/lib/dpkg/info/a.md5sums", MD5 + "  bin/x\n")
            .file("var/lib/dpkg/status", "Package: a\n\nPackage: b\n");
    database.dpkg();
    assertThat(database.owners()).isEqualTo(Map.of("bin/x", "a shared"));
  }

  @Test
  void damageIsNamedWithFileAndLine() {
    assertMalformed("var/lib/dpkg/status", "Version: 1\n", "a stanza names no package");
    assertMalformed("var/lib/dpkg/status", "no colon\n", "without a field name: no colon");
    assertMalformed("var/lib/dpkg/diversions", "/a\n/b\n", "there are 2");
  }

  /** Each file of the package would carry them into facts and lists. */
  @Test
  void endlessNamesAndVersionsAreRefused() throws InputException {
    String long1024 = "1".repeat(1024);
    TestDatabase most =
        new TestDatabase().file("var/lib/dpkg/status", "Package: a\nVersion: " + long1024 + "\n");
    assertThat(most.dpkg().packages()).isEqualTo(1);
    for (String field : List.of("Package: ", "Package: a\nVersion: ", "Package: a\nSource: ")) {
      String status = field + long1024 + "1\n";
      assertThatThrownBy(() -> new TestDatabase().file("var/lib/dpkg/status", status).dpkg())
          .isInstanceOf(InputException.class)
          .hasMessageContaining("a name or version of more than 1024 characters");
    }
  }

  private static void assertMalformed(String path, String text, String detail) {
    assertThatThrownBy(() -> new TestDatabase().file(path, text).dpkg())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("package-database-malformed: " + path)
        .hasMessageContaining(detail);
  }
}
