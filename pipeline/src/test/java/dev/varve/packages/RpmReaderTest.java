package dev.varve.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against {@code rpmdb.sqlite}, which {@code make-rpmdb.py} makes with SQLite 3.40.1. */
class RpmReaderTest {
  private static final String PATH = "var/lib/rpm/rpmdb.sqlite";
  private static final Bytes DATABASE = TestDatabase.resource("rpmdb.sqlite");

  private static TestDatabase database(Bytes bytes) {
    return new TestDatabase().file(PATH, bytes);
  }

  @Test
  void headersTellPackagesAndKeysAreNone() throws InputException {
    TestDatabase database = database(DATABASE);
    assertThat(database.rpm()).isEqualTo(64);
    List<String> expected =
        new ArrayList<>(
            List.of(
                "bash 5.2.26-3.el9 x86_64 bash-5.2.26-3.el9.src.rpm",
                "shadow-utils 2:4.9-8.el9 x86_64 shadow-utils-4.9-8.el9.src.rpm",
                "old 1-1 x86_64 old-1-1.src.rpm",
                "none 1-1 noarch none-1-1.src.rpm"));
    for (int i = 0; i < 60; i++) {
      String name = String.format("filler%03d", i);
      expected.add(name + " 1." + i + "-1 x86_64 " + name + "-1." + i + "-1.src.rpm");
    }
    assertThat(database.packages()).containsExactlyElementsOf(expected);
  }

  @Test
  void headersTellFilesWithTheirDigests() throws InputException {
    TestDatabase database = database(DATABASE);
    database.rpm();
    Map<String, String> owners = new TreeMap<>(database.owners());
    owners.keySet().removeIf(path -> path.startsWith("usr/lib/filler"));
    assertThat(database.owners()).hasSize(owners.size() + 60);
    assertThat(owners)
        .isEqualTo(
            Map.of(
                "etc/skel/.bashrc", "bash config SHA256:7581e0d4",
                "sbin/lib64tool", "shadow-utils SHA256:594e519a",
                "usr/bin/bash", "bash SHA256:37d2b12d",
                "usr/bin/newgidmap", "shadow-utils SHA256:2d711642",
                "usr/bin/old", "old MD5:149603e6",
                "usr/bin/sh", "bash",
                "usr/share/doc", "bash"));
  }

  @Test
  void whatIsNoSuchDatabaseIsSaid() {
    assertMalformed(Bytes.utf8("hello"), "does not begin as a SQLite database");
    assertMalformed(DATABASE.slice(0, 2048), "of 2");
    byte[] loop = DATABASE.toArray();
    // The root of the schema becomes an interior page that leads to itself.
    loop[100] = 5;
    loop[108] = 0;
    loop[109] = 0;
    loop[110] = 0;
    loop[111] = 1;
    loop[103] = 0;
    loop[104] = 0;
    assertMalformed(Bytes.wrap(loop), "belongs to two places");
    byte[] renamed = DATABASE.toArray();
    int at = new String(renamed, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("Packages");
    while (at >= 0) {
      renamed[at] = 'p';
      at = new String(renamed, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("Packages");
    }
    assertMalformed(Bytes.wrap(renamed), "0 tables called Packages");
  }

  /** Else a file of 32 MB could have a terabyte of rows. */
  @Test
  void rowsThatShareTheirBytesAreRefused() {
    byte[] bytes = DATABASE.toArray();
    for (int page = 1024; page < bytes.length; page += 1024) {
      int cells = (bytes[page + 3] & 0xFF) << 8 | bytes[page + 4] & 0xFF;
      if (bytes[page] != 0x0d || cells == 0) {
        continue;
      }
      // As many cells as fit before the last one, and each leads to it.
      int cell =
          (bytes[page + 8 + 2 * cells - 2] & 0xFF) << 8 | bytes[page + 9 + 2 * cells - 2] & 0xFF;
      int many = (cell - 8) / 2;
      bytes[page + 3] = (byte) (many >> 8);
      bytes[page + 4] = (byte) many;
      for (int i = 0; i < many; i++) {
        bytes[page + 8 + 2 * i] = (byte) (cell >> 8);
        bytes[page + 9 + 2 * i] = (byte) cell;
      }
    }
    assertMalformed(Bytes.wrap(bytes), "rows that have more bytes than the file");
  }

  /** Seeded: whatever byte is changed, it is a sound database or refused as damaged. */
  @Test
  void changedBytesNeverDoMoreHarmThanToBeRefused() {
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = DATABASE.toArray();
      int changes = 1 + random.nextInt(3);
      for (int i = 0; i < changes; i++) {
        // Half of the changes hit what is structure: the first bytes of a page.
        int at = random.nextInt(bytes.length);
        bytes[random.nextBoolean() ? at : at / 1024 * 1024 + at % 40] = (byte) random.nextInt(256);
      }
      int length = round % 10 == 0 ? random.nextInt(bytes.length) : bytes.length;
      try {
        database(Bytes.copyOf(bytes, 0, length)).rpm();
      } catch (InputException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(300);
  }

  private static void assertMalformed(Bytes bytes, String detail) {
    assertThatThrownBy(() -> database(bytes).rpm())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("package-database-malformed: " + PATH)
        .hasMessageContaining(detail);
  }
}
