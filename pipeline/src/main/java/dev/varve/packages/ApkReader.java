package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.layer.PathOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads apk's {@code installed}: a paragraph for each package, of lines that begin with a letter
 * and a colon. {@code F:} names a directory, {@code R:} a file in it, {@code Z:} the file's digest
 * as {@code Q1} and base64 of a SHA-1 (of a link's target for links).
 */
final class ApkReader {
  private static final Bytes SETTINGS = Bytes.utf8("etc/");

  private final DatabaseFile file;
  private final DatabaseContent content;
  private int packages;
  private String name = "";
  private String version = "";
  private String arch = "";
  private String origin = "";
  private String size = "";
  private @Nullable InstalledPackage current;
  private Bytes folder = Bytes.EMPTY;
  private @Nullable Bytes path;

  private ApkReader(DatabaseFile file, DatabaseContent content) {
    this.file = file;
    this.content = content;
  }

  /** Reads the whole file and returns the number of packages. */
  static int read(DatabaseFile file, DatabaseContent content) throws InputException {
    ApkReader reader = new ApkReader(file, content);
    for (Bytes line : TextLines.of(file.read())) {
      if (line.isEmpty()) {
        reader.endPackage();
      } else if (line.length() < 2 || line.at(1) != ':') {
        throw file.malformed(
            "a line without a letter and a colon: "
                + line.slice(0, Math.min(line.length(), 60)).text());
      } else {
        reader.take((char) line.at(0), line.slice(2, line.length()));
      }
    }
    reader.endPackage();
    return reader.packages;
  }

  private void take(char letter, Bytes value) throws InputException {
    switch (letter) {
      case 'P' -> name = value.text();
      case 'V' -> version = value.text();
      case 'A' -> arch = value.text();
      case 'o' -> origin = value.text();
      case 'I' -> size = value.text();
      case 'F' -> {
        endFile(null);
        folder = value;
        if (!value.isEmpty()) {
          content.owns(installed(), value, null, false);
        }
      }
      case 'R' -> {
        endFile(null);
        path = PathOrder.join(folder, value);
      }
      case 'Z' -> endFile(digest(value));
      default -> {
        // Description, dependencies, modes and triggers say nothing about owners.
      }
    }
  }

  private InstalledPackage installed() throws InputException {
    InstalledPackage installed = current;
    if (installed == null) {
      if (name.isEmpty()) {
        throw file.malformed("a paragraph names no package");
      }
      installed =
          new InstalledPackage("apk", name, version, arch, origin, InstalledPackage.bytes(size, 1));
      current = installed;
      content.add(installed);
      packages++;
    }
    return installed;
  }

  private void endFile(@Nullable FileDigest digest) throws InputException {
    Bytes ended = path;
    path = null;
    if (ended != null) {
      // apk protects everything below etc: a change there is the administrator's.
      content.owns(installed(), ended, digest, ended.startsWith(SETTINGS));
    }
  }

  private void endPackage() throws InputException {
    endFile(null);
    if (!name.isEmpty()) {
      installed();
    }
    name = "";
    version = "";
    arch = "";
    origin = "";
    size = "";
    current = null;
    folder = Bytes.EMPTY;
  }

  private @Nullable FileDigest digest(Bytes written) throws InputException {
    String text = written.text();
    if (!text.startsWith("Q1")) {
      return null;
    }
    try {
      Bytes value = Bytes.wrap(Base64.getDecoder().decode(text.substring(2)));
      return FileDigest.ofHex(FileDigest.Algorithm.SHA1, value.hex());
    } catch (IllegalArgumentException e) {
      throw file.malformed("a digest that is not base64: " + text);
    }
  }
}
