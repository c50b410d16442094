package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.util.Set;

/**
 * How much of a file the content sidecar keeps (design.md section 3). The set does not depend on
 * the policies in use, so that any policy can be judged later without reading the layer again.
 */
enum KeptContent {
  /** Nothing but matches of detectors. */
  NONE(0),
  /** An executable: enough for the header and interpreter of an ELF file. */
  EXECUTABLE(4 << 10),
  /** A text that starts with {@code #!}. */
  SCRIPT(64 << 10),
  /** A small file that rules read as a whole. */
  WHOLE(1 << 20),
  /** Accounts: kept whole but for password hashes, of which only the kind stays. */
  ACCOUNTS(1 << 20),
  /** What a package manager knows: at most, since {@link PackageFile} bounds each kind. */
  PACKAGES(32 << 20);

  private static final Set<String> ACCOUNT_FILES =
      Set.of(
          "etc/passwd",
          "etc/passwd-",
          "etc/group",
          "etc/group-",
          "etc/shadow",
          "etc/shadow-",
          "etc/gshadow",
          "etc/gshadow-");
  private static final Set<String> WHOLE_FILES =
      Set.of(
          "etc/subuid",
          "etc/subgid",
          "etc/sudoers",
          "etc/doas.conf",
          "etc/os-release",
          "usr/lib/os-release",
          "etc/alpine-release",
          "etc/debian_version",
          "etc/lsb-release",
          "etc/redhat-release",
          "etc/ld.so.preload",
          "etc/ld.so.conf",
          "etc/nsswitch.conf",
          "etc/hosts",
          "etc/resolv.conf",
          "etc/shells",
          "etc/crontab",
          "etc/profile",
          "etc/environment",
          "etc/ssh/sshd_config");
  private static final Set<String> WHOLE_FOLDERS =
      Set.of("etc/sudoers.d", "etc/doas.d", "etc/ld.so.conf.d", "etc/cron.d");
  private final int maxBytes;

  KeptContent(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Bytes that are kept at most. */
  int maxBytes() {
    return maxBytes;
  }

  /** What is kept of a regular file, before its content is seen. */
  static KeptContent of(Bytes path, int modeBits) {
    if (PackageFile.of(path) != null) {
      return PACKAGES;
    }
    if (mayBeListed(path)) {
      String name = path.text();
      int slash = name.lastIndexOf('/');
      String folder = slash < 0 ? "" : name.substring(0, slash);
      if (ACCOUNT_FILES.contains(name)) {
        return ACCOUNTS;
      }
      if (WHOLE_FILES.contains(name)
          || WHOLE_FOLDERS.contains(folder)
          || name.endsWith(".ssh/authorized_keys")) {
        return WHOLE;
      }
    }
    return (modeBits & 0111) != 0 ? EXECUTABLE : NONE;
  }

  /** Rules out nearly all files of an image without making a string of their path. */
  private static boolean mayBeListed(Bytes path) {
    return path.startsWith(ETC)
        || (path.startsWith(USR_LIB) && path.length() < 48)
        || path.endsWith(KEYS);
  }

  private static final Bytes ETC = Bytes.utf8("etc/");
  private static final Bytes USR_LIB = Bytes.utf8("usr/lib/");
  private static final Bytes KEYS = Bytes.utf8(".ssh/authorized_keys");
}
