package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads rpm's sqlite database: a table {@code Packages} of numbers and {@link RpmHeader headers}.
 */
final class RpmReader {
  private static final int BLOB_COLUMN = 1;
  private static final int CONFIG = 1;
  private static final int NORMAL = 0;

  /** The keys that packages were signed with are kept as if they were packages. */
  private static final String KEY = "gpg-pubkey";

  private final DatabaseContent content;
  private int packages;

  private RpmReader(DatabaseContent content) {
    this.content = content;
  }

  /** Reads the whole database and returns the number of packages. */
  static int read(DatabaseFile file, DatabaseContent content) throws InputException {
    RpmReader reader = new RpmReader(content);
    try {
      SqliteTable.eachRow(
          file.read(),
          "Packages",
          (SqliteTable.RowTaker<InputException>)
              values -> {
                if (values.size() <= BLOB_COLUMN) {
                  throw new SqliteTable.MalformedException("a row without a header");
                }
                reader.take(new RpmHeader(values.get(BLOB_COLUMN)));
              });
    } catch (SqliteTable.MalformedException e) {
      InputException malformed = file.malformed(String.valueOf(e.getMessage()));
      malformed.initCause(e);
      throw malformed;
    }
    return reader.packages;
  }

  private void take(RpmHeader header) throws SqliteTable.MalformedException, InputException {
    String name = header.text(RpmHeader.NAME);
    if (name.isEmpty()) {
      throw new SqliteTable.MalformedException("the header of a package names none");
    }
    if (name.equals(KEY)) {
      return;
    }
    int[] epoch = header.integers(RpmHeader.EPOCH);
    int[] size = header.integers(RpmHeader.SIZE);
    String version = header.text(RpmHeader.VERSION) + "-" + header.text(RpmHeader.RELEASE);
    InstalledPackage installed =
        new InstalledPackage(
            "rpm",
            name,
            epoch.length == 0 ? version : Integer.toUnsignedString(epoch[0]) + ":" + version,
            header.text(RpmHeader.ARCH),
            header.text(RpmHeader.SOURCE_RPM),
            size.length == 0 ? -1 : Integer.toUnsignedLong(size[0]));
    content.add(installed);
    packages++;
    files(header, installed);
  }

  private void files(RpmHeader header, InstalledPackage owner)
      throws SqliteTable.MalformedException, InputException {
    List<Bytes> names = header.texts(RpmHeader.BASE_NAMES);
    List<Bytes> folders = header.texts(RpmHeader.DIR_NAMES);
    int[] folderOf = header.integers(RpmHeader.DIR_INDEXES);
    List<Bytes> digests = header.texts(RpmHeader.FILE_DIGESTS);
    int[] flags = header.integers(RpmHeader.FILE_FLAGS);
    int[] states = header.integers(RpmHeader.FILE_STATES);
    int[] algorithm = header.integers(RpmHeader.FILE_DIGEST_ALGORITHM);
    if (folderOf.length != names.size()) {
      throw new SqliteTable.MalformedException(
          owner.name() + " has " + names.size() + " files in " + folderOf.length + " places");
    }
    for (int i = 0; i < names.size(); i++) {
      if (folderOf[i] < 0 || folderOf[i] >= folders.size()) {
        throw new SqliteTable.MalformedException(
            owner.name() + " has a file in folder " + folderOf[i] + " of " + folders.size());
      }
      // Not installed, or replaced by the file of another package.
      if (i < states.length && states[i] != NORMAL) {
        continue;
      }
      Bytes path = folders.get(folderOf[i]).plus(names.get(i));
      FileDigest digest =
          i < digests.size()
              ? digest(algorithm.length == 0 ? 1 : algorithm[0], digests.get(i).text())
              : null;
      content.owns(owner, path, digest, i < flags.length && (flags[i] & CONFIG) != 0);
    }
  }

  /** By the numbers of OpenPGP (RFC 4880 section 9.4); directories and links have no digest. */
  private static @Nullable FileDigest digest(int algorithm, String hex) {
    return switch (algorithm) {
      case 1 -> FileDigest.ofHex(FileDigest.Algorithm.MD5, hex);
      case 2 -> FileDigest.ofHex(FileDigest.Algorithm.SHA1, hex);
      case 8 -> FileDigest.ofHex(FileDigest.Algorithm.SHA256, hex);
      default -> null;
    };
  }
}
