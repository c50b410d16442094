package dev.varve.plan;

import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.source.RunSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The items of {@code runs} in a fleet file. */
final class RunRequests {
  /** What an item may be; each names files or is a command. */
  private static final List<String> KINDS =
      List.of("compose", "kubernetes", "inspect", "runtime", "command");

  private static final String POD_TEMPLATES = "pod_templates";

  private final FleetFileReader reader;
  private final String document;
  private final Path folder;

  RunRequests(FleetFileReader reader, String document, Path folder) {
    this.reader = reader;
    this.document = document;
    this.folder = folder;
  }

  /** The run specs of one item: a glob may name several. */
  List<FleetFile.RunRequest> read(JsonObject item, int line) throws InputException, IOException {
    List<String> kinds = KINDS.stream().filter(item::has).toList();
    if (kinds.size() != 1) {
      reader.checkKeys(item, Set.copyOf(KINDS));
      throw reader.invalid(line, "a run needs exactly one of " + String.join(", ", KINDS));
    }
    return switch (kinds.get(0)) {
      case "compose" -> compose(item);
      case "command" -> command(item);
      default -> files(item, kinds.get(0));
    };
  }

  private FleetFile.RunRequest request(
      RunSource.Kind kind,
      List<FleetFile.RunFile> files,
      @Nullable String command,
      int line,
      FleetFile.RunReading reading,
      @Nullable String image) {
    return new FleetFile.RunRequest(
        kind, files, command, document, line, folder.toString(), reading, image);
  }

  private FleetFile.RunFile file(Path name) {
    return new FleetFile.RunFile(name.toString(), folder.resolve(name).toString());
  }

  /** One run spec for each file. */
  private List<FleetFile.RunRequest> files(JsonObject item, String kind)
      throws InputException, IOException {
    boolean kubernetes = kind.equals("kubernetes");
    reader.checkKeys(item, kubernetes ? Set.of(kind, POD_TEMPLATES) : Set.of(kind));
    FleetFile.RunReading reading =
        new FleetFile.RunReading(List.of(), List.of(), Map.of(), texts(item, POD_TEMPLATES));
    RunSource.Kind called = RunSource.Kind.called(kind);
    RunSource.Kind known = called == null ? RunSource.Kind.ANY : called;
    List<FleetFile.RunRequest> runs = new ArrayList<>();
    for (Path name : reader.resolve(item.textIn(document, kind), item.line(kind))) {
      runs.add(request(known, List.of(file(name)), null, item.line(kind), reading, null));
    }
    return runs;
  }

  /** A text may be a glob of projects of one file each; a list is the files of one project. */
  private List<FleetFile.RunRequest> compose(JsonObject item) throws InputException, IOException {
    reader.checkKeys(item, Set.of("compose", "profiles", "env_files", "env"));
    int line = item.line("compose");
    List<String> variableFiles = new ArrayList<>();
    for (String name : list(item, "env_files")) {
      for (Path path : reader.resolve(name, item.line("env_files"))) {
        variableFiles.add(folder.resolve(path).toString());
      }
    }
    FleetFile.RunReading reading =
        new FleetFile.RunReading(
            list(item, "profiles"), variableFiles, texts(item, "env"), Map.of());
    List<FleetFile.RunRequest> runs = new ArrayList<>();
    JsonValue written = item.get("compose");
    if (written == null || written.arrayOrNull() == null) {
      for (Path name : reader.resolve(item.textIn(document, "compose"), line)) {
        runs.add(request(RunSource.Kind.COMPOSE, List.of(file(name)), null, line, reading, null));
      }
      return runs;
    }
    List<FleetFile.RunFile> files = new ArrayList<>();
    for (String name : list(item, "compose")) {
      for (Path path : reader.resolve(name, line)) {
        files.add(file(path));
      }
    }
    if (files.isEmpty()) {
      throw reader.invalid(line, "'compose' names no file");
    }
    return List.of(request(RunSource.Kind.COMPOSE, files, null, line, reading, null));
  }

  private List<FleetFile.RunRequest> command(JsonObject item) throws InputException {
    reader.checkKeys(item, Set.of("command", "image"));
    String command = item.textIn(document, "command");
    if (command.isBlank()) {
      throw reader.invalid(item.line("command"), "'command' is empty");
    }
    String image = item.optionalTextIn(document, "image");
    return List.of(
        request(
            RunSource.Kind.ANY,
            List.of(),
            command,
            item.line("command"),
            FleetFile.RunReading.PLAIN,
            image));
  }

  private List<String> list(JsonObject item, String key) throws InputException {
    JsonArray array = item.optionalArrayIn(document, key);
    List<String> texts = new ArrayList<>();
    for (JsonValue value : array == null ? JsonArray.EMPTY : array) {
      String text = value.scalarTextOrNull();
      if (text == null) {
        throw reader.invalid(item.line(key), "'" + key + "' is a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private Map<String, String> texts(JsonObject item, String key) throws InputException {
    Map<String, String> texts = new TreeMap<>();
    JsonObject written = item.optionalObjectIn(document, key);
    if (written != null) {
      for (String name : written.keys()) {
        JsonValue value = written.get(name);
        String text = value == null ? null : value.scalarTextOrNull();
        if (text == null) {
          throw reader.invalid(written.line(name), "'" + name + "' has no text as its value");
        }
        texts.put(name, text);
      }
    }
    return texts;
  }
}
