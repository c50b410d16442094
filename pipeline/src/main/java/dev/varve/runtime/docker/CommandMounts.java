package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.runtime.BindWords;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Origin;
import dev.varve.runtime.VolumeDriver;
import dev.varve.runtime.docker.CommandWords.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The mounts of a command: {@code --volume}, {@code --mount}, {@code --tmpfs} and the like. */
final class CommandMounts {
  private static final String API_SOCKET = "/var/run/docker.sock";
  private static final String API_CREDENTIALS = "/run/secrets/docker/config.json";
  private static final Set<String> SOURCES = Set.of("source", "src");
  private static final Set<String> TARGETS = Set.of("target", "destination", "dst", "dest");
  private static final Set<String> READ_ONLY = Set.of("readonly", "ro", "read-only");

  private final RunCommand command;
  private final Map<String, Origin> origin;
  private final List<Gap> gaps;
  private final List<Mount> mounts = new ArrayList<>();

  CommandMounts(RunCommand command, Map<String, Origin> origin, List<Gap> gaps) {
    this.command = command;
    this.origin = origin;
    this.gaps = gaps;
  }

  List<Mount> read(boolean apiSocket) throws InputException {
    for (Word word : command.all("volume")) {
      volume(word);
    }
    for (Word word : command.all("mount")) {
      mount(word);
    }
    for (Word word : command.all("tmpfs")) {
      String[] parts = word.text().split(":", 2);
      boolean readOnly = parts.length == 2 && List.of(parts[1].split(",")).contains("ro");
      add(
          Mount.other(
              Mount.Kind.TMPFS, "", true, parts[0], Mount.Options.DEFAULT.readOnly(readOnly)),
          word);
    }
    for (Word word : command.all("secret")) {
      secret(word);
    }
    for (Word word : command.all("volumes-from")) {
      gaps.add(
          new Gap(
              "--volumes-from",
              "the mounts of the container '" + word.text() + "' are not known here",
              where(word)));
    }
    Word socket = command.last("use-api-socket");
    if (apiSocket && socket != null) {
      add(
          Mount.host(API_SOCKET, true, API_SOCKET, Mount.Options.DEFAULT, "use_api_socket"),
          socket);
      add(
          Mount.other(
              Mount.Kind.SECRET, "", true, API_CREDENTIALS, Mount.Options.DEFAULT.readOnly(true)),
          socket);
    }
    return mounts;
  }

  private void add(Mount mount, Word place) {
    origin.put(
        "mounts[" + mounts.size() + "]",
        new Origin(Origin.How.SET, command.document(), null, place.line()));
    if (!place.known()) {
      gaps.add(new Gap("mounts", "its path hangs on a variable of the shell", where(place)));
    }
    mounts.add(mount);
  }

  private String where(Word place) {
    return command.document() + ":" + place.line();
  }

  private void volume(Word word) throws InputException {
    List<String> parts = BindWords.split(word.text());
    if (parts.size() > 3 || parts.contains("")) {
      throw RunCommand.invalid(
          command.document(),
          word.line(),
          "'" + word.text() + "' is not of the form [source:]target[:options]");
    }
    if (parts.size() == 1) {
      add(anonymous(parts.get(0), Mount.Options.DEFAULT), word);
      return;
    }
    List<String> words = parts.size() == 3 ? List.of(parts.get(2).split(",")) : List.of();
    List<String> unknown = new ArrayList<>();
    Mount.Options options = BindWords.options(words, unknown);
    for (String option : unknown) {
      String why = "the mount option '" + option + "' is not understood";
      gaps.add(new Gap("--volume", why, where(word)));
    }
    String source = parts.get(0);
    if (BindWords.isHostPath(source)) {
      boolean known = word.known() || !source.contains("${");
      add(Mount.host(source, known, parts.get(1), options, null), word);
    } else {
      add(named(source, parts.get(1), options.copyUp(!words.contains("nocopy"))), word);
    }
  }

  private static Mount anonymous(String target, Mount.Options options) {
    return Mount.other(Mount.Kind.ANONYMOUS, "", true, target, options.copyUp(true));
  }

  private static Mount named(String name, String target, Mount.Options options) {
    return Mount.other(Mount.Kind.VOLUME, name, true, target, options).on(identity(name));
  }

  private static Mount.Volume identity(String name) {
    return new Mount.Volume(name, "", "docker volume " + name, List.of());
  }

  private void mount(Word word) throws InputException {
    Map<String, String> keys = new LinkedHashMap<>();
    Map<String, String> driver = new TreeMap<>();
    for (String part : fields(word.text())) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
      String value = equals < 0 ? "true" : part.substring(equals + 1);
      if (key.equals("volume-opt")) {
        int inner = value.indexOf('=');
        driver.put(
            inner < 0 ? value : value.substring(0, inner),
            inner < 0 ? "" : value.substring(inner + 1));
      } else {
        keys.put(
            SOURCES.contains(key)
                ? "source"
                : TARGETS.contains(key) ? "target" : READ_ONLY.contains(key) ? "readonly" : key,
            value);
      }
    }
    String target = keys.get("target");
    if (target == null) {
      throw RunCommand.invalid(
          command.document(), word.line(), "--mount without target: '" + word.text() + "'");
    }
    String source = keys.getOrDefault("source", "");
    boolean known = word.known() || !source.contains("${");
    Mount.Options options = options(keys);
    switch (keys.getOrDefault("type", "volume")) {
      case "bind", "npipe" -> add(Mount.host(source, known, target, options, null), word);
      case "volume" -> {
        Mount.Options how = options.copyUp(!"true".equals(keys.get("volume-nocopy")));
        if (source.isEmpty() && driver.isEmpty()) {
          add(anonymous(target, how), word);
        } else {
          Mount mount =
              VolumeDriver.mount(
                  source, keys.getOrDefault("volume-driver", ""), driver, known, target, how);
          add(source.isEmpty() ? mount : mount.on(identity(source)), word);
        }
      }
      case "tmpfs", "ramfs" -> add(Mount.other(Mount.Kind.TMPFS, "", true, target, options), word);
      case "image" -> add(Mount.other(Mount.Kind.IMAGE, source, known, target, options), word);
      case "cluster" -> add(Mount.other(Mount.Kind.REMOTE, source, known, target, options), word);
      default -> add(Mount.other(Mount.Kind.OTHER, source, known, target, options), word);
    }
  }

  private static Mount.Options options(Map<String, String> keys) {
    boolean readOnly = isTrue(keys.get("readonly"));
    String recursive = keys.getOrDefault("bind-recursive", "");
    String relabel = keys.getOrDefault("relabel", "");
    return Mount.Options.DEFAULT
        .readOnly(readOnly)
        .propagation(keys.getOrDefault("bind-propagation", "rprivate"))
        .relabel(relabel)
        .subpath(keys.getOrDefault("volume-subpath", ""))
        .recursive(
            recursive.equals("readonly")
                ? "enabled"
                : recursive.equals("writable") ? "disabled" : "");
  }

  private static boolean isTrue(@Nullable String value) {
    return value != null && List.of("true", "1").contains(value);
  }

  /** The fields between commas; quotes around one keep its commas. */
  private static List<String> fields(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (char c : text.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  /** podman's secrets, as a file or as a variable. */
  private void secret(Word word) {
    List<String> parts = Arrays.asList(word.text().split(","));
    String name = parts.get(0).replaceFirst("^(id|name)=", "");
    String target = name;
    for (String part : parts) {
      if (part.startsWith("target=")) {
        target = part.substring(7);
      }
    }
    if (parts.contains("type=env")) {
      return;
    }
    String place = target.startsWith("/") ? target : "/run/secrets/" + target;
    add(
        Mount.other(Mount.Kind.SECRET, name, true, place, Mount.Options.DEFAULT.readOnly(true)),
        word);
  }
}
