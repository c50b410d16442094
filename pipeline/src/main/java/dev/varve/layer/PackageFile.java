package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file in which a package manager notes what it has installed. Expansion keeps these apart from
 * other contents, since they are read only to tell who owns a file, and may be large.
 */
public enum PackageFile {
  /** {@code var/lib/dpkg/status}: a full desktop has 3 MiB. */
  DPKG_STATUS("dpkg", 16 << 20),
  /** {@code var/lib/dpkg/status.d/NAME}: one package each, in images made without dpkg. */
  DPKG_STATUS_PART("dpkg", 1 << 20),
  /** The files of such a package, beside it. */
  DPKG_STATUS_PART_SUMS("dpkg", 4 << 20),
  /** {@code var/lib/dpkg/info/NAME.list}: the paths of a package. */
  DPKG_LIST("dpkg", 4 << 20),
  /** {@code var/lib/dpkg/info/NAME.md5sums}: of its regular files that are no settings. */
  DPKG_SUMS("dpkg", 4 << 20),
  /** {@code var/lib/dpkg/info/NAME.conffiles}: the settings, which may be changed. */
  DPKG_CONFFILES("dpkg", 1 << 20),
  /** {@code var/lib/dpkg/diversions}: whose file was moved away for whose. */
  DPKG_DIVERSIONS("dpkg", 1 << 20),
  APK_INSTALLED("apk", 32 << 20),
  /** With its headers and change logs: 20 MiB for 200 packages. */
  RPM_SQLITE("rpm", 32 << 20),
  /** Changes not yet in the database; only whether there are any matters. */
  RPM_SQLITE_WAL("rpm", PackageFile.MARK),
  /** Berkeley DB or ndb: only that it is there. */
  RPM_OTHER("rpm", PackageFile.MARK),
  PACMAN("pacman", PackageFile.MARK),
  PORTAGE("portage", PackageFile.MARK),
  NIX("nix", PackageFile.MARK),
  GUIX("guix", PackageFile.MARK);

  /** Enough to know that the file is there and not empty. */
  private static final int MARK = 64;

  private static final Map<String, PackageFile> BY_PATH =
      Map.ofEntries(
          Map.entry("var/lib/dpkg/status", DPKG_STATUS),
          Map.entry("var/lib/dpkg/diversions", DPKG_DIVERSIONS),
          Map.entry("lib/apk/db/installed", APK_INSTALLED),
          Map.entry("usr/lib/apk/db/installed", APK_INSTALLED),
          Map.entry("var/lib/pacman/local/ALPM_DB_VERSION", PACMAN),
          Map.entry("nix/var/nix/db/db.sqlite", NIX),
          Map.entry("var/guix/db/db.sqlite", GUIX));
  private static final List<String> RPM_FOLDERS =
      List.of("usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm");
  private static final Map<String, PackageFile> RPM_FILES =
      Map.of(
          "rpmdb.sqlite", RPM_SQLITE,
          "rpmdb.sqlite-wal", RPM_SQLITE_WAL,
          "Packages", RPM_OTHER,
          "Packages.db", RPM_OTHER);
  private static final Bytes VAR = Bytes.utf8("var/");
  private static final Bytes LIB = Bytes.utf8("lib/apk/");
  private static final Bytes USR_LIB = Bytes.utf8("usr/lib/");
  private static final Bytes USR_SHARE = Bytes.utf8("usr/share/rpm/");
  private static final Bytes NIX_VAR = Bytes.utf8("nix/var/");

  private final String manager;
  private final int maxBytes;

  PackageFile(String manager, int maxBytes) {
    this.manager = manager;
    this.maxBytes = maxBytes;
  }

  /** {@code dpkg}, {@code apk}, {@code rpm}, ... */
  public String manager() {
    return manager;
  }

  /** Bytes that are kept at most. */
  int maxBytes() {
    return maxBytes;
  }

  /**
   * Where dpkg, apk and rpm keep the file that every installation changes, in the order in which to
   * look.
   */
  public static List<Bytes> changedByInstalling() {
    Set<PackageFile> wanted = EnumSet.of(DPKG_STATUS, APK_INSTALLED);
    Stream<String> fixed =
        BY_PATH.entrySet().stream()
            .filter(place -> wanted.contains(place.getValue()))
            .sorted(
                Map.Entry.<String, PackageFile>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey);
    Stream<String> rpm =
        RPM_FOLDERS.stream()
            .flatMap(
                folder ->
                    RPM_FILES.entrySet().stream()
                        .filter(file -> file.getValue() != RPM_SQLITE_WAL)
                        .map(file -> folder + "/" + file.getKey())
                        .sorted(Comparator.reverseOrder()));
    return Stream.concat(fixed, rpm).map(Bytes::utf8).toList();
  }

  /** What a path is to a package manager; null for nearly all. */
  public static @Nullable PackageFile of(Bytes path) {
    if (!mayBeOne(path)) {
      return null;
    }
    String name = path.text();
    PackageFile known = BY_PATH.get(name);
    if (known != null) {
      return known;
    }
    int slash = name.lastIndexOf('/');
    String folder = name.substring(0, Math.max(slash, 0));
    String last = name.substring(slash + 1);
    if (RPM_FOLDERS.contains(folder)) {
      return RPM_FILES.get(last);
    }
    if (folder.equals("var/lib/dpkg/status.d")) {
      return last.endsWith(".md5sums") ? DPKG_STATUS_PART_SUMS : DPKG_STATUS_PART;
    }
    if (folder.equals("var/lib/dpkg/info")) {
      return ofInfo(last);
    }
    return name.startsWith("var/db/pkg/") && last.equals("CATEGORY") ? PORTAGE : null;
  }

  private static @Nullable PackageFile ofInfo(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "list" -> DPKG_LIST;
      case "md5sums" -> DPKG_SUMS;
      case "conffiles" -> DPKG_CONFFILES;
      default -> null;
    };
  }

  /** Rules out nearly all files of an image without making a string of their path. */
  private static boolean mayBeOne(Bytes path) {
    return path.startsWith(VAR)
        || path.startsWith(LIB)
        || (path.startsWith(USR_LIB) && path.length() < 48)
        || path.startsWith(USR_SHARE)
        || path.startsWith(NIX_VAR);
  }
}
