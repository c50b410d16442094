package dev.varve.packages;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;

/** Whatever the bytes of a database are, the only trouble is the input's. */
class PackageDatabaseFuzz {
  @FuzzTest
  void dpkgStatusThrowsNothingButInputException(byte[] text) {
    read(() -> new TestDatabase().file("var/lib/dpkg/status", Bytes.copyOf(text)).dpkg());
  }

  @FuzzTest
  void dpkgListsThrowNothingButInputException(byte[] text) {
    Bytes bytes = Bytes.copyOf(text);
    read(
        () ->
            new TestDatabase()
                .file("var/lib/dpkg/status", "Package: a\n")
                .file("var/lib/dpkg/info/a.list", bytes)
                .file("var/lib/dpkg/info/a.conffiles", bytes)
                .dpkg());
    read(
        () ->
            new TestDatabase()
                .file("var/lib/dpkg/status", "Package: a\n")
                .file("var/lib/dpkg/info/a.md5sums", bytes)
                .dpkg());
    read(() -> new TestDatabase().file("var/lib/dpkg/diversions", bytes).dpkg());
  }

  @FuzzTest
  void apkThrowsNothingButInputException(byte[] text) {
    read(() -> new TestDatabase().file("lib/apk/db/installed", Bytes.copyOf(text)).apk());
  }

  @FuzzTest
  void rpmThrowsNothingButInputException(byte[] file) {
    read(() -> new TestDatabase().file("var/lib/rpm/rpmdb.sqlite", Bytes.copyOf(file)).rpm());
  }

  @FuzzTest
  void rpmHeadersThrowNothingButMalformedException(byte[] blob) {
    try {
      RpmHeader header = new RpmHeader(Bytes.copyOf(blob));
      for (int tag : new int[] {RpmHeader.NAME, RpmHeader.BASE_NAMES, RpmHeader.DIR_NAMES}) {
        header.texts(tag);
      }
      header.integers(RpmHeader.DIR_INDEXES);
      header.integers(RpmHeader.FILE_STATES);
    } catch (SqliteTable.MalformedException e) {
      // the one way to refuse
    }
  }

  private interface Reading {
    Object read() throws InputException;
  }

  private static void read(Reading reading) {
    try {
      reading.read();
    } catch (InputException e) {
      // the one way to refuse
    }
  }
}
