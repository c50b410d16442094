package dev.varve.runtime;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One mount of a container in normal form (policy-catalogue.md section 1.4, "Mount normalisation").
 *
 * @param targetRaw as written
 * @param target the container path in clean form
 * @param volume what carries the files, if others could use it too
 */
public record Mount(
    Kind kind, Source source, String targetRaw, String target, Options options, Volume volume)
    implements java.io.Serializable {

  /** A mount whose volume has no name that matters. */
  public Mount(Kind kind, Source source, String targetRaw, String target, Options options) {
    this(kind, source, targetRaw, target, options, Volume.NONE);
  }

  /**
   * A path of the host mounted at a path of the container; the disguise is null for a plain one.
   */
  public static Mount host(
      String sourceRaw,
      boolean known,
      String targetRaw,
      Options options,
      @Nullable String disguise) {
    HostPath path = HostPath.parse(sourceRaw, known);
    Kind kind = path.isPipe() ? Kind.NPIPE : Kind.HOST;
    Source source =
        new Source(
            sourceRaw,
            path.text(),
            path.isCertain(),
            HostClassTable.classify(path, options.readOnly()),
            disguise);
    return new Mount(kind, source, targetRaw, HostPath.cleanTarget(targetRaw), options);
  }

  /** Anything that is not a path of the host, such as a volume with its name. */
  public static Mount other(
      Kind kind, String sourceRaw, boolean known, String targetRaw, Options options) {
    Source source =
        new Source(sourceRaw, sourceRaw.isEmpty() ? null : sourceRaw, known, List.of(), null);
    return new Mount(kind, source, targetRaw, HostPath.cleanTarget(targetRaw), options);
  }

  /** The same with a volume. */
  public Mount on(Volume other) {
    return new Mount(kind, source, targetRaw, target, options, other);
  }

  /** What is mounted. */
  public enum Kind {
    /** A path of the host. */
    HOST,
    /** A named volume, shared by name. */
    VOLUME,
    /** A volume that only this container has. */
    ANONYMOUS,
    TMPFS,
    /** A configuration object of the orchestrator. */
    CONFIG,
    /** A secret of the orchestrator. */
    SECRET,
    /** The runtime's own proc file system. */
    PROC,
    SYSFS,
    CGROUP,
    /** A file or directory of another image. */
    IMAGE,
    /** A named pipe of a Windows host. */
    NPIPE,
    /** Remote storage, such as NFS. */
    REMOTE,
    OTHER;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What lies behind a mount.
   *
   * @param raw as written; empty if there is none
   * @param clean the host path that is really meant, or the volume's name; null if there is none.
   *     Below the project's directory it begins with {@code ./}, below the home directory with
   *     {@code ~}
   * @param known whether {@code clean} is certain: no variable was left open, and a relative path
   *     does not climb to where only the host could tell
   * @param classes what of the host is reached, in the order of {@link HostClass}; empty unless the
   *     kind is host or npipe
   * @param disguise how a host path was made to look like something else: {@code driver_opts-bind},
   *     {@code volumes_from}; null if it was not
   */
  public record Source(
      String raw,
      @Nullable String clean,
      boolean known,
      List<ClassMatch> classes,
      @Nullable String disguise)
      implements java.io.Serializable {
    public Source {
      classes = List.copyOf(classes);
    }
  }

  /**
   * A volume that more than one container can use.
   *
   * @param name as the run spec calls it; empty if it has none
   * @param type the orchestrator's word for it, such as {@code configMap}, {@code csi}; empty if it
   *     has none
   * @param identity the same text for every use of the same volume in a scan; empty if nobody else
   *     can use it
   * @param sharedWith the other users of the scan, in the order of their keys
   */
  public record Volume(String name, String type, String identity, List<Sharer> sharedWith)
      implements java.io.Serializable {
    public static final Volume NONE = new Volume("", "", "", List.of());

    public Volume {
      sharedWith = List.copyOf(sharedWith);
    }
  }

  /**
   * Another container that uses a volume.
   *
   * @param unit its {@link Unit#key()}
   * @param writes whether it may write
   */
  public record Sharer(String unit, boolean writes) implements java.io.Serializable {}

  /**
   * How something is mounted.
   *
   * @param readOnly as the run spec says; it does not protect a socket
   * @param propagation {@code rprivate}, {@code private}, {@code rslave}, {@code slave}, {@code
   *     rshared} or {@code shared}
   * @param copyUp whether an empty volume first takes a copy of what the image has at the target
   * @param relabel SELinux relabelling: {@code shared}, {@code private} or empty
   * @param subpath path inside a volume; empty for all of it
   * @param recursive how far {@code readOnly} reaches into mounts below: {@code disabled}, {@code
   *     if-possible}, {@code enabled}, or empty for the engine's choice
   * @param flags other options of mount (8) that matter, sorted: {@code nosuid}, {@code noexec},
   *     {@code nodev}
   */
  public record Options(
      boolean readOnly,
      String propagation,
      boolean copyUp,
      String relabel,
      String subpath,
      String recursive,
      List<String> flags)
      implements java.io.Serializable {
    public static final Options DEFAULT =
        new Options(false, "rprivate", false, "", "", "", List.of());

    public Options {
      flags = flags.stream().distinct().sorted().toList();
    }

    public Options readOnly(boolean value) {
      return new Options(value, propagation, copyUp, relabel, subpath, recursive, flags);
    }

    public Options propagation(String value) {
      return new Options(readOnly, value, copyUp, relabel, subpath, recursive, flags);
    }

    public Options copyUp(boolean value) {
      return new Options(readOnly, propagation, value, relabel, subpath, recursive, flags);
    }

    public Options relabel(String value) {
      return new Options(readOnly, propagation, copyUp, value, subpath, recursive, flags);
    }

    public Options subpath(String value) {
      return new Options(readOnly, propagation, copyUp, relabel, value, recursive, flags);
    }

    public Options recursive(String value) {
      return new Options(readOnly, propagation, copyUp, relabel, subpath, value, flags);
    }

    public Options flags(List<String> value) {
      return new Options(readOnly, propagation, copyUp, relabel, subpath, recursive, value);
    }
  }

  /** Whether the mount reaches a class of host path, in any relation. */
  public boolean reaches(HostClass wanted) {
    return source.classes().stream().anyMatch(match -> match.hostClass() == wanted);
  }

  /**
   * One class of host path that a mount reaches.
   *
   * @param relation how the mounted path lies to the class's own path
   * @param member the path of the class that made the match, such as {@code /run/docker.sock}
   */
  public record ClassMatch(HostClass hostClass, Relation relation, String member)
      implements java.io.Serializable {}

  /** How a mounted path lies to a path of a class; the first is the strongest. */
  public enum Relation {
    EXACT,
    /** The mounted path lies inside. */
    BELOW,
    /** The mounted path is a parent and so opens what lies below. */
    ABOVE;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
