package dev.varve.runtime.oci;

import dev.varve.failure.InputException;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.Sizes;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mounts of a bundle, with the options of mount (8). */
final class OciMounts {
  private static final Set<String> PROPAGATIONS =
      Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
  private static final Set<String> FLAGS = Set.of("nosuid", "noexec", "nodev");
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "fuse.sshfs", "9p", "virtiofs");

  private final SpecNode root;
  private final Provenance provenance;
  private boolean writableCgroups;
  private @Nullable Long shmBytes;

  OciMounts(SpecNode root, Provenance provenance) {
    this.root = root;
    this.provenance = provenance;
  }

  List<Mount> read() throws InputException {
    List<Mount> mounts = new ArrayList<>();
    for (SpecNode item : root.get("mounts").items()) {
      provenance.set("mounts[" + mounts.size() + "]", item);
      mounts.add(mount(item));
    }
    return mounts;
  }

  /** Whether a cgroup tree is mounted writable; known once the mounts were read. */
  boolean writableCgroups() {
    return writableCgroups;
  }

  /** The size of /dev/shm; null if it is not said. */
  @Nullable Long shmBytes() {
    return shmBytes;
  }

  private Mount mount(SpecNode item) throws InputException {
    String target = item.get("destination").required();
    String type = text(item, "type");
    String source = text(item, "source");
    List<String> words = item.get("options").scalars();
    Mount.Options how = options(words);
    if (type.equals("bind") || words.contains("bind") || words.contains("rbind")) {
      Mount own = EngineFiles.mount(source, target, how);
      if (source.isEmpty()) {
        throw item.invalid("a bind mount without source");
      }
      return own != null ? own : Mount.host(source, true, target, how, null);
    }
    if (type.equals("tmpfs") && HostPath.cleanTarget(target).equals("/dev/shm")) {
      for (String word : words) {
        if (word.startsWith("size=")) {
          shmBytes = Sizes.bytes(word.substring("size=".length()));
          provenance.set("limits.shm", item.get("options"));
        }
      }
    }
    Mount.Kind kind = kind(type);
    if (kind == Mount.Kind.CGROUP && !how.readOnly()) {
      writableCgroups = true;
      provenance.set("writable_cgroups", item);
    }
    if (kind == Mount.Kind.OTHER && type.isEmpty()) {
      provenance.gap(item, "neither a type nor the option bind says what is mounted");
    }
    boolean named = kind == Mount.Kind.OTHER || kind == Mount.Kind.REMOTE;
    // Disks and partitions are mounted by their device file.
    if (kind == Mount.Kind.OTHER && source.startsWith("/dev/")) {
      return Mount.host(source, true, target, how, null);
    }
    return Mount.other(kind, named ? source : "", true, target, how);
  }

  private static Mount.Kind kind(String type) {
    return switch (type) {
      case "proc" -> Mount.Kind.PROC;
      case "sysfs" -> Mount.Kind.SYSFS;
      case "cgroup", "cgroup2" -> Mount.Kind.CGROUP;
      case "tmpfs", "ramfs" -> Mount.Kind.TMPFS;
      default -> REMOTE.contains(type) ? Mount.Kind.REMOTE : Mount.Kind.OTHER;
    };
  }

  private static Mount.Options options(List<String> words) {
    Mount.Options options = Mount.Options.DEFAULT;
    List<String> flags = new ArrayList<>();
    for (String word : words) {
      if (word.equals("ro")) {
        options = options.readOnly(true);
      } else if (word.equals("rw")) {
        options = options.readOnly(false);
      } else if (word.equals("rro")) {
        options = options.readOnly(true).recursive("enabled");
      } else if (PROPAGATIONS.contains(word)) {
        options = options.propagation(word);
      } else if (FLAGS.contains(word)) {
        flags.add(word);
      }
    }
    return options.flags(flags);
  }

  private static String text(SpecNode item, String key) throws InputException {
    String text = item.get(key).scalar();
    return text == null ? "" : text;
  }
}
