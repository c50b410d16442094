package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.layer.PackageFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Files of a package database by path, and what reading them gives. */
final class TestDatabase {
  private final List<DatabaseFile> files = new ArrayList<>();
  final DatabaseContent content = new DatabaseContent(path -> path);

  TestDatabase file(String path, String text) {
    return file(path, Bytes.utf8(text));
  }

  TestDatabase file(String path, Bytes bytes) {
    Bytes name = Bytes.utf8(path);
    PackageFile kind = Objects.requireNonNull(PackageFile.of(name));
    files.add(new DatabaseFile(kind, name, bytes, true, 0));
    return this;
  }

  DpkgReader.Result dpkg() throws InputException {
    return DpkgReader.read(files, content);
  }

  int apk() throws InputException {
    return ApkReader.read(files.get(0), content);
  }

  int rpm() throws InputException {
    return RpmReader.read(files.get(0), content);
  }

  /** Packages as {@code name version arch source}. */
  List<String> packages() {
    return content.packages().stream()
        .map(p -> (p.name() + " " + p.version() + " " + p.arch() + " " + p.source()).strip())
        .toList();
  }

  /** Owners by path: the package, with the digest's first digits, and what else is known. */
  Map<String, String> owners() {
    Map<String, String> owners = new TreeMap<>();
    content
        .paths()
        .forEach(
            (path, owned) -> {
              FileDigest digest = owned.digest();
              owners.put(
                  path.text(),
                  owned.owner().name()
                      + (owned.shared() ? " shared" : "")
                      + (owned.config() ? " config" : "")
                      + (digest == null
                          ? ""
                          : " " + digest.algorithm() + ":" + digest.value().hex().substring(0, 8)));
            });
    return owners;
  }

  /** A file beside this class. */
  static Bytes resource(String name) {
    try (InputStream in = TestDatabase.class.getResourceAsStream(name)) {
      return Bytes.wrap(Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
