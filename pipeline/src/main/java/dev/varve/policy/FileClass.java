package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentMatch;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What entries of an image are for, as far as it concerns safety; an entry may be several. */
enum FileClass {
  SETUID,
  SETGID,
  /** With file capabilities. */
  FILECAP,
  /** A file that everybody may write. */
  WW_FILE,
  /** A directory that everybody may write, not sticky. */
  WW_DIR,
  DEVICE,
  /** Holds a private key. */
  KEY,
  /** Holds a token or a password. */
  TOKEN,
  /** Holds the credential of a cloud account. */
  CREDENTIAL,
  /** Left behind by a package manager or build tool, as {@link CacheKind} tells. */
  CACHE,
  /** Which authorities programs believe. */
  TRUST_ANCHOR,
  /** What the loader is told. */
  PRELOAD,
  SUDOERS,
  CRON,
  /** Names or holds commands that shells and init run by themselves. */
  SCRIPT_REF,
  AUTHORIZED_KEYS,
  SSH_HOST_KEY,
  /** A kernel or its modules, which a container has no use for. */
  KERNEL,
  /** Controls engines or clusters. */
  ENGINE_CLIENT;

  private static final List<Bytes> TRUST_ANCHORS =
      prefixes(
          "etc/ca-certificates/",
          "etc/pki/ca-trust/",
          "etc/ssl/certs/",
          "usr/local/share/ca-certificates/",
          "usr/share/ca-certificates/",
          "usr/share/pki/");
  private static final List<Bytes> PRELOADS =
      prefixes("etc/ld.so.preload", "etc/ld.so.conf", "etc/ld.so.conf.d/");
  private static final List<Bytes> SUDO =
      prefixes("etc/sudoers", "etc/sudoers.d/", "etc/doas.conf", "etc/doas.d/");
  private static final List<Bytes> CRONS = prefixes("etc/cron", "var/spool/cron/");
  private static final List<Bytes> SCRIPT_REFS =
      prefixes(
          "etc/bash.bashrc",
          "etc/init.d/",
          "etc/inittab",
          "etc/profile",
          "etc/rc.local",
          "etc/systemd/system/",
          "etc/zsh/",
          "root/.bashrc",
          "root/.profile");
  private static final List<Bytes> KERNELS =
      prefixes("boot/vmlinuz", "boot/initrd", "lib/modules/", "usr/lib/modules/");
  private static final Bytes HOST_KEY = Bytes.utf8("etc/ssh/ssh_host_");
  private static final Bytes KEY_END = Bytes.utf8("_key");
  private static final Bytes AUTHORIZED = Bytes.utf8(".ssh/authorized_keys");

  /** The same as in policies/lib/secrets.rego. */
  private static final Set<String> CLOUD_DETECTORS =
      Set.of(
          "aws-access-key",
          "aws-key-id",
          "azure-storage-key",
          "cloud-refresh-token",
          "gcp-service-account");

  private static final Set<String> CLIENTS =
      Set.of("buildctl", "crictl", "ctr", "docker", "kubectl", "nerdctl", "podman");

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The classes of an entry but {@link #CACHE}; asked for every entry of an image. */
  static Set<FileClass> of(FileFacts.Candidate entry) {
    EnumSet<FileClass> classes = EnumSet.noneOf(FileClass.class);
    int mode = entry.modeBits();
    if (entry.isRegularFile()) {
      addIf(classes, SETUID, (mode & 04000) != 0);
      addIf(classes, SETGID, (mode & 02000) != 0);
      addIf(classes, WW_FILE, (mode & 0002) != 0);
      addIf(classes, FILECAP, !entry.permittedCapabilities().isEmpty());
      byPath(entry, classes);
      for (ContentMatch match : entry.matches()) {
        classes.add(ofDetector(match.detector()));
      }
    } else if (entry.type().equals("dir")) {
      addIf(classes, WW_DIR, (mode & 01002) == 0002);
    } else if (entry.type().equals("device")) {
      classes.add(DEVICE);
    }
    return classes;
  }

  private static void byPath(FileFacts.Candidate entry, EnumSet<FileClass> classes) {
    Bytes path = entry.path();
    if (path.isEmpty()) {
      return;
    }
    switch (path.at(0)) {
      case 'e', 'u', 'l', 'b', 'v', 'r' -> {
        addIf(classes, TRUST_ANCHOR, startsWithAny(path, TRUST_ANCHORS));
        addIf(classes, PRELOAD, startsWithAny(path, PRELOADS));
        addIf(classes, SUDOERS, startsWithAny(path, SUDO));
        addIf(classes, CRON, startsWithAny(path, CRONS));
        addIf(classes, SCRIPT_REF, startsWithAny(path, SCRIPT_REFS));
        addIf(classes, KERNEL, startsWithAny(path, KERNELS));
        addIf(classes, SSH_HOST_KEY, path.startsWith(HOST_KEY) && path.endsWith(KEY_END));
      }
      default -> {}
    }
    addIf(classes, AUTHORIZED_KEYS, path.endsWith(AUTHORIZED));
    if ((entry.modeBits() & 0111) != 0) {
      addIf(classes, ENGINE_CLIENT, CLIENTS.contains(entry.name()));
    }
  }

  /** Which secret a content detector finds. */
  static FileClass ofDetector(String detector) {
    if (detector.endsWith("private-key")) {
      return KEY;
    }
    return CLOUD_DETECTORS.contains(detector) ? CREDENTIAL : TOKEN;
  }

  private static void addIf(EnumSet<FileClass> classes, FileClass kind, boolean holds) {
    if (holds) {
      classes.add(kind);
    }
  }

  private static boolean startsWithAny(Bytes path, List<Bytes> prefixes) {
    for (Bytes prefix : prefixes) {
      if (path.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static List<Bytes> prefixes(String... prefixes) {
    return java.util.stream.Stream.of(prefixes).map(Bytes::utf8).toList();
  }
}
