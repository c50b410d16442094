package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.BindWords;
import dev.varve.runtime.Gap;
import dev.varve.runtime.HostClass;
import dev.varve.runtime.Mount;
import dev.varve.runtime.SpecNode;
import dev.varve.runtime.VolumeDriver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The mounts of a service, from all the places where compose files write them. */
final class ComposeMounts {
  private static final String API_SOCKET = "/var/run/docker.sock";

  private static final String API_CREDENTIALS = "/run/secrets/docker/config.json";

  private final SpecNode root;
  private final String project;
  private final ComposeScalars scalars;
  private final List<Gap> gaps;
  private final List<Placed> placed = new ArrayList<>();

  ComposeMounts(SpecNode root, String project, ComposeScalars scalars, List<Gap> gaps) {
    this.root = root;
    this.project = project;
    this.scalars = scalars;
    this.gaps = gaps;
  }

  /** A mount and where it is written. */
  record Placed(Mount mount, SpecNode node) {}

  List<Placed> read(SpecNode service, boolean apiSocket) throws InputException {
    for (SpecNode item : service.get("volumes").items()) {
      if (item.object() == null) {
        shortForm(item);
      } else {
        longForm(item);
      }
    }
    SpecNode tmpfs = service.get("tmpfs");
    List<SpecNode> tmpfsItems =
        tmpfs.array() == null && !tmpfs.isAbsent() ? List.of(tmpfs) : tmpfs.items();
    for (SpecNode item : tmpfsItems) {
      String text = scalars.text(item);
      if (text == null || text.isEmpty()) {
        throw item.expected("a path");
      }
      int colon = text.indexOf(':');
      List<String> options =
          colon < 0 ? List.of() : Arrays.asList(text.substring(colon + 1).split(","));
      add(
          Mount.other(
              Mount.Kind.TMPFS,
              "",
              true,
              colon < 0 ? text : text.substring(0, colon),
              Mount.Options.DEFAULT.readOnly(options.contains("ro"))),
          item);
    }
    objects(service, "configs", Mount.Kind.CONFIG, "/");
    objects(service, "secrets", Mount.Kind.SECRET, "/run/secrets/");
    if (apiSocket) {
      add(
          Mount.host(API_SOCKET, true, API_SOCKET, Mount.Options.DEFAULT, "use_api_socket"),
          service.get("use_api_socket"));
      // Whoever runs the project hands in the registry logins of the command line too.
      add(
          Mount.other(
              Mount.Kind.SECRET, "", true, API_CREDENTIALS, Mount.Options.DEFAULT.readOnly(true)),
          service.get("use_api_socket"));
    }
    return placed;
  }

  private void add(Mount mount, SpecNode node) {
    placed.add(new Placed(mount, node));
  }

  private void shortForm(SpecNode item) throws InputException {
    Interpolation.Result result = scalars.open(item);
    if (result == null || result.text().isEmpty()) {
      throw item.expected("a mount");
    }
    scalars.note(item, result);
    List<String> parts = BindWords.split(result.text());
    if (parts.size() == 1) {
      add(anonymous(parts.get(0), Mount.Options.DEFAULT), item);
      return;
    }
    if (parts.size() > 3 || parts.get(0).isEmpty() || parts.get(1).isEmpty()) {
      throw item.invalid("'" + result.text() + "' is not of the form source:target[:options]");
    }
    String source = parts.get(0);
    String target = parts.get(1);
    List<String> words = parts.size() == 3 ? List.of(parts.get(2).split(",")) : List.of();
    List<String> unknown = new ArrayList<>();
    Mount.Options options = BindWords.options(words, unknown);
    for (String word : unknown) {
      gaps.add(item.gap("the mount option '" + word + "' is not understood"));
    }
    if (BindWords.isHostPath(source)) {
      add(Mount.host(source, result.isKnown(source), target, options, null), item);
    } else {
      add(named(source, target, options.copyUp(!words.contains("nocopy")), item), item);
    }
  }

  private static Mount anonymous(String target, Mount.Options options) {
    return Mount.other(Mount.Kind.ANONYMOUS, "", true, target, options.copyUp(true));
  }

  private void longForm(SpecNode item) throws InputException {
    String target = scalars.text(item.get("target"));
    if (target == null) {
      throw item.invalid("a mount without target");
    }
    String type = scalars.text(item.get("type"));
    Interpolation.Result source = scalars.open(item.get("source"));
    if (source != null) {
      scalars.note(item.get("source"), source);
    }
    String from = source == null ? "" : source.text();
    boolean known = source == null || source.isKnown();
    Mount.Options options = Mount.Options.DEFAULT.readOnly(scalars.bool(item.get("read_only")));
    switch (type == null ? "volume" : type) {
      case "bind", "npipe" -> {
        if (from.isEmpty()) {
          throw item.invalid("a bind mount without source");
        }
        SpecNode bind = item.get("bind");
        String propagation = scalars.text(bind.get("propagation"));
        String relabel = scalars.text(bind.get("selinux"));
        String recursive = scalars.text(bind.get("recursive"));
        Mount.Options how =
            options
                .recursive(
                    "readonly".equals(recursive)
                        ? "enabled"
                        : "writable".equals(recursive) ? "disabled" : "")
                .propagation(propagation == null ? "rprivate" : propagation)
                .relabel("z".equals(relabel) ? "shared" : "Z".equals(relabel) ? "private" : "");
        add(Mount.host(from, known, target, how, null), item);
      }
      case "volume" -> {
        SpecNode volume = item.get("volume");
        String subpath = scalars.text(volume.get("subpath"));
        Mount.Options how =
            options
                .copyUp(!scalars.bool(volume.get("nocopy")))
                .subpath(subpath == null ? "" : subpath);
        add(from.isEmpty() ? anonymous(target, how) : named(from, target, how, item), item);
      }
      case "tmpfs" -> add(Mount.other(Mount.Kind.TMPFS, "", true, target, options), item);
      case "image" -> add(Mount.other(Mount.Kind.IMAGE, from, known, target, options), item);
      case "cluster" -> add(Mount.other(Mount.Kind.REMOTE, from, known, target, options), item);
      default ->
          throw item.get("type")
              .invalid("'" + type + "' is none of bind, volume, tmpfs, image, npipe, cluster");
    }
  }

  private Mount named(String name, String target, Mount.Options options, SpecNode item)
      throws InputException {
    SpecNode volumes = root.get("volumes");
    SpecNode volume = volumes.get(name);
    if (volume.value() == null) {
      gaps.add(item.gap("the volume '" + name + "' is not declared in this project"));
    }
    SpecNode external = volume.get("external");
    String outer = external.object() == null ? null : scalars.text(external.get("name"));
    boolean outside = external.object() != null || scalars.bool(external);
    if (outside) {
      gaps.add(volume.gap("the volume is made elsewhere; it may be any path of the host"));
    }
    String real = outer != null ? outer : scalars.text(volume.get("name"));
    if (real == null) {
      real = outside ? name : project + "_" + name;
    }
    Mount.Volume shared = new Mount.Volume(name, "", "docker volume " + real, List.of());
    if (volume.object() == null) {
      return Mount.other(Mount.Kind.VOLUME, name, true, target, options).on(shared);
    }
    String driver = scalars.text(volume.get("driver"));
    Map<String, String> driverOptions = new TreeMap<>();
    boolean known = true;
    SpecNode written = volume.get("driver_opts");
    for (String key : written.keys()) {
      Interpolation.Result value = scalars.open(written.get(key));
      if (value != null) {
        scalars.note(written.get(key), value);
        driverOptions.put(key, value.text());
        known &= value.isKnown();
      }
    }
    return VolumeDriver.mount(
            name, driver == null ? "" : driver, driverOptions, known, target, options)
        .on(shared);
  }

  private void objects(SpecNode service, String key, Mount.Kind kind, String folder)
      throws InputException {
    for (SpecNode item : service.get(key).items()) {
      boolean plain = item.object() == null;
      String name = scalars.text(plain ? item : item.get("source"));
      if (name == null) {
        throw item.invalid("a source is missing");
      }
      String asked = plain ? null : scalars.text(item.get("target"));
      String target = asked == null ? name : asked;
      String place = target.startsWith("/") ? target : folder + target;
      add(object(root.get(key).get(name), kind, name, place), item);
    }
  }

  /** Compose binds the file behind a secret or config, whatever file of the host that is. */
  private Mount object(SpecNode declared, Mount.Kind kind, String name, String target)
      throws InputException {
    Mount.Options options = Mount.Options.DEFAULT.readOnly(true);
    if (declared.value() == null) {
      gaps.add(declared.gap("the " + kind.label() + " '" + name + "' is not declared"));
    }
    Interpolation.@Nullable Result file = scalars.open(declared.get("file"));
    if (file != null) {
      scalars.note(declared.get("file"), file);
      String disguise = kind.label() + "-file";
      Mount bound = Mount.host(file.text(), file.isKnown(), target, options, disguise);
      boolean plain =
          bound.source().classes().stream()
              .allMatch(m -> m.hostClass() == HostClass.APP || m.hostClass() == HostClass.BENIGN);
      if (!plain) {
        return bound;
      }
    }
    return Mount.other(kind, name, true, target, options);
  }
}
