package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.runtime.BindWords;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import dev.varve.runtime.VolumeDriver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of an inspected container. {@code Mounts} has them as the engine resolved them, {@code
 * HostConfig} as they were asked for; the latter is kept as the raw spelling, and stands in for
 * what the former lacks (a container that never started).
 */
final class DockerMounts {
  private static final Set<String> FLAGS = Set.of("nosuid", "noexec", "nodev");

  private final SpecNode root;
  private final SpecNode host;
  private final Provenance provenance;
  private final Map<String, SpecNode> wishes = new TreeMap<>();
  private final List<Mount> mounts = new ArrayList<>();
  private final Set<String> targets = new HashSet<>();

  DockerMounts(SpecNode root, Provenance provenance) {
    this.root = root;
    this.host = root.get("HostConfig");
    this.provenance = provenance;
  }

  List<Mount> read() throws InputException {
    Map<String, Asked> asked = new TreeMap<>();
    for (SpecNode item : host.get("Binds").items()) {
      String text = item.scalar();
      if (text != null) {
        Asked bind = Asked.parse(item, text);
        asked.put(HostPath.cleanTarget(bind.target()), bind);
      }
    }
    for (SpecNode item : host.get("Mounts").items()) {
      String target = item.get("Target").scalar();
      if (target != null) {
        wishes.put(HostPath.cleanTarget(target), item);
      }
    }
    for (SpecNode item : root.get("Mounts").items()) {
      resolved(item, asked);
    }
    for (Asked bind : asked.values()) {
      if (!targets.contains(HostPath.cleanTarget(bind.target()))) {
        add(bind.mount(), bind.node());
      }
    }
    for (SpecNode item : host.get("Mounts").items()) {
      unresolved(item);
    }
    SpecNode tmpfs = host.get("Tmpfs");
    for (String target : tmpfs.keys()) {
      String options = tmpfs.get(target).scalar();
      List<String> words = options == null ? List.of() : List.of(options.split(","));
      Mount.Options how = flagged(Mount.Options.DEFAULT, words).readOnly(words.contains("ro"));
      add(Mount.other(Mount.Kind.TMPFS, "", true, target, how), tmpfs.get(target));
    }
    return mounts;
  }

  private void add(Mount mount, SpecNode node) {
    if (targets.add(mount.target())) {
      provenance.set("mounts[" + mounts.size() + "]", node);
      mounts.add(mount);
    }
  }

  private void resolved(SpecNode item, Map<String, Asked> asked) throws InputException {
    String type = text(item, "Type", "bind");
    String target = item.get("Destination").scalar();
    if (target == null) {
      throw item.invalid("a mount without Destination");
    }
    String source = text(item, "Source", "");
    List<String> mode = new ArrayList<>(List.of(text(item, "Mode", "").split(",")));
    mode.addAll(item.get("Options").scalars());
    SpecNode wanted = wishes.get(HostPath.cleanTarget(target));
    Mount.Options options =
        options(wanted, flagged(Mount.Options.DEFAULT, mode))
            .readOnly(!item.get("RW").bool(true))
            .propagation(orElse(text(item, "Propagation", ""), "rprivate"))
            .relabel(mode.contains("z") ? "shared" : mode.contains("Z") ? "private" : "");
    Asked wish = asked.get(HostPath.cleanTarget(target));
    switch (type) {
      case "bind", "npipe" -> {
        String raw = wish == null || !sameHostPath(wish.source(), source) ? source : wish.source();
        boolean borrowed =
            wish == null && wanted == null && !host.get("VolumesFrom").items().isEmpty();
        add(Mount.host(raw, true, target, options, borrowed ? "volumes_from" : null), item);
      }
      case "volume" -> {
        Mount driven =
            wanted == null ? null : driven(wanted, text(item, "Name", ""), target, options);
        add(driven != null ? driven : volume(text(item, "Name", ""), target, options, mode), item);
      }
      case "tmpfs" -> add(Mount.other(Mount.Kind.TMPFS, "", true, target, options), item);
      case "image" -> add(Mount.other(Mount.Kind.IMAGE, source, true, target, options), item);
      default -> add(Mount.other(Mount.Kind.OTHER, source, true, target, options), item);
    }
  }

  /** Whether what was asked for is what the engine resolved; else the engine's word counts. */
  private static boolean sameHostPath(String asked, String resolved) {
    return HostPath.parse(asked, true).text().equals(HostPath.parse(resolved, true).text());
  }

  private static Mount volume(
      String name, String target, Mount.Options options, List<String> mode) {
    boolean anonymous = name.isEmpty() || name.matches("[0-9a-f]{64}");
    Mount mount =
        Mount.other(
            anonymous ? Mount.Kind.ANONYMOUS : Mount.Kind.VOLUME,
            anonymous ? "" : name,
            true,
            target,
            options.copyUp(!mode.contains("nocopy")));
    return name.isEmpty()
        ? mount
        : mount.on(new Mount.Volume(anonymous ? "" : name, "", "docker volume " + name, List.of()));
  }

  /** A volume that was asked for with options of its driver; null for all others. */
  private static @Nullable Mount driven(
      SpecNode wish, String name, String target, Mount.Options options) throws InputException {
    SpecNode driver = wish.get("VolumeOptions").get("DriverConfig");
    SpecNode settings = driver.get("Options");
    if (settings.keys().isEmpty()) {
      return null;
    }
    Map<String, String> values = new TreeMap<>();
    for (String key : settings.keys()) {
      values.put(key, text(settings, key, ""));
    }
    return VolumeDriver.mount(name, text(driver, "Name", ""), values, true, target, options);
  }

  /** What only the long form of a mount can say. */
  private static Mount.Options options(@Nullable SpecNode wish, Mount.Options usual)
      throws InputException {
    if (wish == null) {
      return usual;
    }
    SpecNode bind = wish.get("BindOptions");
    String recursive =
        bind.get("ReadOnlyForceRecursive").bool(false)
            ? "enabled"
            : bind.get("ReadOnlyNonRecursive").bool(false) ? "disabled" : "";
    return usual.recursive(recursive).subpath(text(wish.get("VolumeOptions"), "Subpath", ""));
  }

  private static Mount.Options flagged(Mount.Options options, List<String> words) {
    return options.flags(words.stream().filter(FLAGS::contains).toList());
  }

  private void unresolved(SpecNode item) throws InputException {
    String target = item.get("Target").scalar();
    if (target == null || targets.contains(HostPath.cleanTarget(target))) {
      return;
    }
    String source = text(item, "Source", "");
    Mount.Options options =
        options(item, Mount.Options.DEFAULT)
            .readOnly(item.get("ReadOnly").bool(false))
            .propagation(orElse(text(item.get("BindOptions"), "Propagation", ""), "rprivate"));
    switch (text(item, "Type", "bind")) {
      case "bind", "npipe" -> add(Mount.host(source, true, target, options, null), item);
      case "volume" -> {
        boolean noCopy = item.get("VolumeOptions").get("NoCopy").bool(false);
        Mount driven = driven(item, source, target, options);
        Mount plain = volume(source, target, options, noCopy ? List.of("nocopy") : List.of());
        add(driven != null ? driven : plain, item);
      }
      case "tmpfs" -> add(Mount.other(Mount.Kind.TMPFS, "", true, target, options), item);
      case "image" -> add(Mount.other(Mount.Kind.IMAGE, source, true, target, options), item);
      default -> add(Mount.other(Mount.Kind.OTHER, source, true, target, options), item);
    }
  }

  private static String text(SpecNode parent, String key, String fallback) throws InputException {
    String text = parent.get(key).scalar();
    return text == null ? fallback : text;
  }

  private static String orElse(@Nullable String text, String fallback) {
    return text == null || text.isEmpty() ? fallback : text;
  }

  /** One of {@code Binds}: {@code source:target[:options]}. */
  private record Asked(SpecNode node, String source, String target, List<String> options) {
    static Asked parse(SpecNode node, String text) throws InputException {
      List<String> parts = BindWords.split(text);
      if (parts.size() < 2 || parts.size() > 3) {
        throw node.invalid("'" + text + "' is not of the form source:target[:options]");
      }
      List<String> options = parts.size() == 3 ? List.of(parts.get(2).split(",")) : List.of();
      return new Asked(node, parts.get(0), parts.get(1), options);
    }

    Mount mount() {
      Mount.Options how = BindWords.options(options, new ArrayList<>());
      return BindWords.isHostPath(source)
          ? Mount.host(source, true, target, how, null)
          : volume(source, target, how, options);
    }
  }
}
