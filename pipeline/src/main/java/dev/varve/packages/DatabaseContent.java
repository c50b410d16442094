package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.PathOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what the databases of an image say, within a bound. */
final class DatabaseContent {
  /** Paths of all packages: twice a full desktop; they cost about 200 bytes each. */
  private static final int MAX_PATHS = 500_000;

  private static final int MAX_PACKAGES = 50_000;

  /** Of a name or a version, which is told again with every file of the package. */
  private static final int MAX_TEXT = 1024;

  /**
   * A path that a package lists.
   *
   * @param owner the first package to list it, which matters for directories only
   * @param shared whether several list it
   * @param digest null if the database has none that can be compared, or several list the path
   * @param config whether the package expects it to be changed
   */
  record Owned(
      InstalledPackage owner, boolean shared, @Nullable FileDigest digest, boolean config) {}

  private final UnaryOperator<Bytes> realPath;
  private final List<InstalledPackage> packages = new ArrayList<>();
  private final Map<Bytes, Owned> paths = new HashMap<>();

  /**
   * @param realPath where a path leads in the tree if a directory on the way is a link
   */
  DatabaseContent(UnaryOperator<Bytes> realPath) {
    this.realPath = realPath;
  }

  void add(InstalledPackage installed) throws InputException {
    if (packages.size() == MAX_PACKAGES) {
      throw tooLarge("more than " + MAX_PACKAGES + " packages");
    }
    boolean told =
        Stream.of(installed.name(), installed.version(), installed.arch(), installed.source())
            .allMatch(text -> text.length() <= MAX_TEXT);
    if (!told) {
      throw tooLarge("a package with a name or version of more than " + MAX_TEXT + " characters");
    }
    packages.add(installed);
  }

  /** Notes that a package has a path; said again, the digest is added to what is known. */
  void owns(InstalledPackage owner, Bytes written, @Nullable FileDigest digest, boolean config)
      throws InputException {
    Bytes path = realPath.apply(PathOrder.normalise(written));
    if (path.isEmpty()) {
      return;
    }
    Owned before = paths.get(path);
    if (before == null) {
      if (paths.size() == MAX_PATHS) {
        throw tooLarge("more than " + MAX_PATHS + " files");
      }
      paths.put(path, new Owned(owner, false, digest, config));
      return;
    }
    boolean same = before.owner().equals(owner);
    boolean shared = before.shared() || !same;
    // Of a file that two packages have, the digest of one is no evidence against the other.
    FileDigest known = shared ? null : digest == null ? before.digest() : digest;
    paths.put(path, new Owned(before.owner(), shared, known, before.config() || config));
  }

  /** Installed packages in the order found. */
  List<InstalledPackage> packages() {
    return packages;
  }

  Map<Bytes, Owned> paths() {
    return paths;
  }

  private static InputException tooLarge(String detail) {
    return new InputException(ReasonCode.FILE_TOO_LARGE, "", detail);
  }
}
