package dev.varve.policy;

import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What package managers and build tools leave behind and nothing needs when the image runs
 * (policy-catalogue.md section 3, HYG-01), told by path.
 */
enum CacheKind {
  APK(List.of("var/cache/apk/", "etc/apk/cache/"), List.of()),
  APT(List.of("var/cache/apt/", "var/lib/apt/lists/"), List.of()),
  BUNDLER(List.of("usr/local/bundle/cache/"), List.of("/.bundle/cache/")),
  CARGO(
      List.of("usr/local/cargo/registry/"),
      List.of("/.cargo/registry/cache/", "/.cargo/registry/src/", "/.cargo/git/db/")),
  COMPOSER(List.of(), List.of("/.composer/cache/", "/.cache/composer/")),
  CONDA(List.of("opt/conda/pkgs/"), List.of("/.conda/pkgs/")),
  DNF(List.of("var/cache/dnf/", "var/cache/libdnf5/", "var/cache/yum/"), List.of()),
  GO(List.of("go/pkg/mod/cache/"), List.of("/.cache/go-build/")),
  GRADLE(List.of(), List.of("/.gradle/caches/")),
  MAVEN(List.of(), List.of("/.m2/repository/")),
  NPM(List.of(), List.of("/.npm/_cacache/")),
  PACMAN(List.of("var/cache/pacman/"), List.of()),
  PIP(List.of(), List.of("/.cache/pip/")),
  TMP(List.of("tmp/", "var/tmp/"), List.of()),
  YARN(
      List.of("usr/local/share/.cache/yarn/"),
      List.of("/.cache/yarn/", "/.yarn/berry/cache/", "/.yarn-cache/")),
  ZYPPER(List.of("var/cache/zypp/"), List.of());

  private final List<Bytes> folders;
  private final List<String> homeFolders;

  /**
   * @param folders from the root of the image
   * @param homeFolders in whatever home directory
   */
  CacheKind(List<String> folders, List<String> homeFolders) {
    this.folders = folders.stream().map(Bytes::utf8).toList();
    this.homeFolders = homeFolders;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The first letters that {@code folders} begin with: most paths are none of theirs. */
  private static final String FIRST_LETTERS = "egotuv";

  private static final List<CacheKind> AT_HOME = new ArrayList<>();

  static {
    for (CacheKind kind : values()) {
      if (!kind.homeFolders.isEmpty()) {
        AT_HOME.add(kind);
      }
    }
  }

  /** The cache that a file lies in, or null; asked for every file of an image. */
  static @Nullable CacheKind of(Bytes path) {
    if (path.isEmpty()) {
      return null;
    }
    if (FIRST_LETTERS.indexOf(path.at(0)) >= 0) {
      for (CacheKind kind : values()) {
        for (Bytes folder : kind.folders) {
          if (path.startsWith(folder)) {
            return kind;
          }
        }
      }
    }
    if (!hasHiddenFolder(path)) {
      return null;
    }
    String text = "/" + path.text();
    for (CacheKind kind : AT_HOME) {
      for (String folder : kind.homeFolders) {
        if (text.contains(folder)) {
          return kind;
        }
      }
    }
    return null;
  }

  private static boolean hasHiddenFolder(Bytes path) {
    boolean starts = true;
    for (int i = 0; i < path.length(); i++) {
      byte b = path.at(i);
      if (starts && b == '.') {
        return true;
      }
      starts = b == '/';
    }
    return false;
  }
}
