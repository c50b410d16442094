package dev.varve.runtime.source;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.NearbyFile;
import dev.varve.runtime.Gap;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import dev.varve.runtime.compose.ComposeProject;
import dev.varve.runtime.compose.ComposeReader;
import dev.varve.runtime.compose.ComposeRequest;
import dev.varve.runtime.compose.ComposeSource;
import dev.varve.runtime.docker.DockerInspectReader;
import dev.varve.runtime.docker.RunCommandReader;
import dev.varve.runtime.kubernetes.KubernetesReader;
import dev.varve.runtime.oci.OciConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads run specs of any kind; the kind is told by the content, never by the name of the file. */
public final class RunSpecs {
  private static final String KINDS =
      "a compose file, a Kubernetes manifest, the output of docker inspect, an OCI runtime config,"
          + " or a script with docker run";

  /** Between documents; JSON is printed so too. */
  private static final Pattern DOCUMENT_END = Pattern.compile("^---", Pattern.MULTILINE);

  private final RunSettings settings;
  private final Limits limits;

  public RunSpecs(RunSettings settings, Limits limits) {
    this.settings = settings;
    this.limits = limits;
  }

  /**
   * What a source holds.
   *
   * @param runs in the order of the source
   * @param leftOut what of it does not run, with the reason
   * @param inputs the bytes that were read, in order
   * @param documents as they were written, in order; a script or command has none
   */
  public record Result(
      List<RunSpec> runs, List<Gap> leftOut, List<Bytes> inputs, List<SourceDocument> documents) {
    public Result {
      documents = List.copyOf(documents);
      runs = List.copyOf(runs);
      leftOut = List.copyOf(leftOut);
      inputs = List.copyOf(inputs);
    }
  }

  /** A source, and how it is to be read. */
  public record Request(RunSource source, RunSettings settings) {}

  /** As {@link #readAll}, for a file called as the user named it. */
  public static List<RunSpec> read(Path file, Limits limits) throws InputException, IOException {
    RunSource source = RunSource.Documents.of(file.toString(), file);
    return readAll(List.of(new Request(source, RunSettings.DEFAULT)), limits).get(0).runs();
  }

  /** As {@link #readAll}, for one source alone. */
  public Result read(RunSource source) throws InputException, IOException {
    return readAll(List.of(new Request(source, settings)), limits).get(0);
  }

  /**
   * The containers of all sources of a scan, in their order. They are read together, since one
   * manifest may say what another leaves open.
   */
  public static List<Result> readAll(List<Request> requests, Limits limits)
      throws InputException, IOException {
    Manifests manifests = new Manifests();
    List<Pending> pending = new ArrayList<>();
    for (Request request : requests) {
      pending.add(new RunSpecs(request.settings(), limits).read(request.source(), manifests));
    }
    manifests.complete();
    List<Result> results = new ArrayList<>();
    for (Pending one : pending) {
      results.add(one.result());
    }
    return results;
  }

  /** What was read, or will be known once all manifests have been. */
  private interface Pending {
    Result result() throws InputException;
  }

  private Pending read(RunSource source, Manifests manifests) throws InputException, IOException {
    try {
      if (source instanceof RunSource.Command command) {
        Result result = command(command);
        return () -> result;
      }
      return documents((RunSource.Documents) source, manifests);
    } catch (InputException e) {
      if (e.reason() != ReasonCode.JSON_MALFORMED) {
        throw e;
      }
      throw e.as(ReasonCode.RUN_SPEC_INVALID);
    }
  }

  private Result command(RunSource.Command command) throws InputException, IOException {
    ConfinedFiles files = new ConfinedFiles(command.folder(), settings.allowOutside(), limits);
    List<RunSpec> runs =
        RunCommandReader.read(command.text(), command.document(), command.line(), files);
    if (runs.isEmpty()) {
      throw new InputException(
          ReasonCode.RUN_SPEC_INVALID,
          command.document(),
          "line " + command.line() + ": no docker run, podman run or nerdctl run in it");
    }
    return result(runs, List.of(), List.of(), List.of(), files);
  }

  private static Result result(
      List<RunSpec> runs,
      List<Gap> leftOut,
      List<Bytes> named,
      List<SourceDocument> documents,
      ConfinedFiles files) {
    List<Bytes> inputs = new ArrayList<>(named);
    files.read().forEach(content -> inputs.add(Bytes.wrap(content)));
    return new Result(runs, leftOut, inputs, documents);
  }

  /** The documents of a file as policies see them; nothing is said about empty ones. */
  static List<SourceDocument> written(String file, List<JsonValue> documents) {
    List<SourceDocument> written = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (!documents.get(i).isNull()) {
        written.add(new SourceDocument(file, i + 1, documents.size() == 1, documents.get(i)));
      }
    }
    return written;
  }

  private Pending documents(RunSource.Documents source, Manifests manifests)
      throws InputException, IOException {
    if (source.kind() == RunSource.Kind.KUBERNETES) {
      return kubernetes(source.files(), manifests);
    }
    RunSource.Named first = source.files().get(0);
    Result result;
    if (source.files().size() == 1 && Files.isDirectory(first.path())) {
      result = compose(usualFiles(first));
    } else if (source.files().size() > 1) {
      result = compose(source.files());
    } else {
      byte[] content = content(first);
      List<JsonValue> documents = documents(content, first, source.kind());
      if (source.kind() == RunSource.Kind.ANY && KubernetesReader.recognizes(documents)) {
        return kubernetes(source.files(), manifests);
      }
      result = document(content, documents, first, source.kind());
    }
    return () -> result;
  }

  /** None for a script. */
  private List<JsonValue> documents(byte[] content, RunSource.Named file, RunSource.Kind kind)
      throws InputException {
    try {
      return parse(content, file.name());
    } catch (InputException e) {
      if (kind == RunSource.Kind.ANY && isScript(content)) {
        return List.of();
      }
      throw e;
    }
  }

  private Result document(
      byte[] content, List<JsonValue> documents, RunSource.Named file, RunSource.Kind kind)
      throws InputException, IOException {
    JsonValue document = documents.size() == 1 ? documents.get(0) : JsonObject.EMPTY;
    boolean any = kind == RunSource.Kind.ANY;
    if ((any || kind == RunSource.Kind.COMPOSE)
        && documents.stream().anyMatch(ComposeReader::recognizes)) {
      return compose(List.of(file));
    }
    List<Bytes> inputs = List.of(Bytes.wrap(content));
    if ((any || kind == RunSource.Kind.INSPECT) && DockerInspectReader.recognizes(document)) {
      return new Result(
          DockerInspectReader.read(document, file.name()),
          List.of(),
          inputs,
          written(file.name(), documents));
    }
    if ((any || kind == RunSource.Kind.OCI) && OciConfigReader.recognizes(document)) {
      return new Result(
          List.of(OciConfigReader.read(document, file.name())),
          List.of(),
          inputs,
          written(file.name(), documents));
    }
    if (any && isScript(content)) {
      return script(content, file);
    }
    throw new InputException(
        ReasonCode.RUN_SPEC_INVALID,
        file.name(),
        any ? unrecognized(document) : "not " + kind.described());
  }

  private static boolean isScript(byte[] content) {
    return RunCommandReader.recognizes(Bytes.wrap(content).text());
  }

  private Result script(byte[] content, RunSource.Named file) throws InputException, IOException {
    ConfinedFiles files = new ConfinedFiles(folder(file), settings.allowOutside(), limits);
    List<RunSpec> runs = RunCommandReader.read(Bytes.wrap(content).text(), file.name(), 1, files);
    return result(runs, List.of(), List.of(Bytes.wrap(content)), List.of(), files);
  }

  private static String unrecognized(JsonValue document) {
    JsonObject object = document.objectOrNull();
    if (object != null && object.has("HostConfig")) {
      return "a single container; docker inspect prints an array of them";
    }
    return "not " + KINDS;
  }

  /** JSON where the document looks like it, since that is stricter; else YAML. */
  private List<JsonValue> parse(byte[] content, String name) throws InputException {
    try {
      return looksLikeJson(content) && !DOCUMENT_END.matcher(Bytes.wrap(content).text()).find()
          ? List.of(Json.parse(content, name, limits))
          : ComposeReader.parse(content, name, limits);
    } catch (InputException e) {
      int line = templateLine(Bytes.wrap(content).text());
      if (line == 0) {
        throw e;
      }
      InputException template =
          new InputException(
              ReasonCode.RUN_SPEC_INVALID,
              name,
              "line " + line + ": a template; render it first, as helm template does");
      template.initCause(e);
      throw template;
    }
  }

  /** The first line with an action of a template; 0 if there is none. */
  private static int templateLine(String text) {
    int action = text.indexOf("{{");
    return action < 0 || text.indexOf("}}", action) < 0
        ? 0
        : 1 + (int) text.substring(0, action).chars().filter(c -> c == '\n').count();
  }

  private static boolean looksLikeJson(byte[] content) {
    for (byte b : content) {
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b == '[' || b == '{';
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- Kubernetes

  private Pending kubernetes(List<RunSource.Named> files, Manifests manifests)
      throws InputException, IOException {
    List<KubernetesReader.Manifest> read = new ArrayList<>();
    List<Bytes> inputs = new ArrayList<>();
    for (RunSource.Named file : Manifests.inFolders(files)) {
      byte[] content = content(file);
      inputs.add(Bytes.wrap(content));
      read.add(new KubernetesReader.Manifest(file.name(), parse(content, file.name())));
    }
    return manifests.add(read, settings.podTemplates(), inputs)::result;
  }

  // ---------------------------------------------------------------- compose

  private Result compose(List<RunSource.Named> files) throws InputException, IOException {
    Path folder = folder(files.get(0));
    ConfinedFiles confined = new ConfinedFiles(folder, settings.allowOutside(), limits);
    List<ComposeSource> sources = new ArrayList<>();
    List<Bytes> inputs = new ArrayList<>();
    List<SourceDocument> written = new ArrayList<>();
    for (RunSource.Named file : files) {
      byte[] content = content(file);
      inputs.add(Bytes.wrap(content));
      List<JsonValue> documents = parse(content, file.name());
      written.addAll(written(file.name(), documents));
      String path = folder.relativize(file.path().toAbsolutePath().normalize()).toString();
      sources.add(new ComposeSource(file.name(), path, documents));
    }
    ComposeProject project =
        ComposeReader.read(request(sources, files.get(0), folder, confined, inputs));
    return result(project.runs(), project.leftOut(), inputs, written, confined);
  }

  private ComposeRequest request(
      List<ComposeSource> sources,
      RunSource.Named first,
      Path folder,
      ConfinedFiles confined,
      List<Bytes> inputs)
      throws InputException, IOException {
    List<ComposeRequest.VariableFile> variableFiles = new ArrayList<>();
    for (Path file : settings.variableFiles()) {
      byte[] content = content(new RunSource.Named(file.toString(), file));
      inputs.add(Bytes.wrap(content));
      variableFiles.add(
          new ComposeRequest.VariableFile(file.toString(), Bytes.wrap(content).text()));
    }
    Path name = folder.getFileName();
    int slash = first.name().lastIndexOf('/');
    return new ComposeRequest(
        sources,
        name == null ? "" : name.toString(),
        slash < 0 ? "" : first.name().substring(0, Math.max(slash, 1)),
        confined,
        settings.variables(),
        settings.variableFiles().isEmpty() ? null : variableFiles,
        settings.profiles(),
        limits);
  }

  /** The files that compose itself would take in a folder. */
  private List<RunSource.Named> usualFiles(RunSource.Named folder)
      throws InputException, IOException {
    Path path = folder.path().toAbsolutePath().normalize();
    ConfinedFiles confined = new ConfinedFiles(path, settings.allowOutside(), limits);
    RunSource.Named any = named(folder, "compose.yaml");
    Map<String, String> variables =
        ComposeReader.variables(request(List.of(), any, path, confined, new ArrayList<>()));
    String listed = variables.getOrDefault("COMPOSE_FILE", "");
    if (!listed.isEmpty()) {
      String separator = variables.getOrDefault("COMPOSE_PATH_SEPARATOR", ":");
      List<RunSource.Named> files = new ArrayList<>();
      for (String name : listed.split(Pattern.quote(separator), -1)) {
        // The document names it, so it may lie no further than what documents may name.
        if (confined.content(name) == null) {
          throw new InputException(
              ReasonCode.UNREADABLE,
              any.name(),
              "COMPOSE_FILE names '" + name + "', which is not there");
        }
        files.add(named(folder, name));
      }
      return files;
    }
    List<RunSource.Named> files = new ArrayList<>();
    for (List<String> names :
        List.of(
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"),
            List.of(
                "compose.override.yml",
                "compose.override.yaml",
                "docker-compose.override.yml",
                "docker-compose.override.yaml"))) {
      names.stream()
          .map(name -> named(folder, name))
          .filter(file -> Files.isRegularFile(file.path()))
          .findFirst()
          .ifPresent(files::add);
    }
    if (files.isEmpty()) {
      throw new InputException(
          ReasonCode.UNREADABLE, folder.name(), "there is no compose.yaml in this folder");
    }
    return files;
  }

  private static RunSource.Named named(RunSource.Named folder, String name) {
    String shown = folder.name().endsWith("/") ? folder.name() : folder.name() + "/";
    return new RunSource.Named(
        folder.name().equals(".") ? name : shown + name, folder.path().resolve(name));
  }

  private static Path folder(RunSource.Named file) {
    Path parent = file.path().toAbsolutePath().normalize().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private byte[] content(RunSource.Named file) throws InputException, IOException {
    try {
      return ConfinedFiles.bytes(file.path(), file.name(), limits);
    } catch (NoSuchFileException e) {
      InputException missing =
          new InputException(ReasonCode.UNREADABLE, file.name(), NearbyFile.missing(file.path()));
      missing.initCause(e);
      throw missing;
    }
  }
}
