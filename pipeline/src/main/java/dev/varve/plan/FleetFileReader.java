package dev.varve.plan;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.image.Platform;
import dev.varve.image.source.ImageSources;
import dev.varve.json.DocumentFile;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.NearestKey;
import dev.varve.json.Yaml;
import dev.varve.layer.PathGlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads fleet files strictly: a key that does not belong is an error which names the key, its line
 * and the nearest valid key. Everything wrong is {@code fleet-file-invalid}.
 */
public final class FleetFileReader {
  private static final int MAX_GLOB_DEPTH = 12;

  private final String document;
  private final Path folder;

  private FleetFileReader(String document, Path folder) {
    this.document = document;
    this.folder = folder;
  }

  /** Reads a fleet file and resolves its globs. */
  public static FleetFile read(Path file, Limits limits) throws InputException, IOException {
    byte[] content = DocumentFile.read(file, file.toString(), limits);
    Path parent = file.toAbsolutePath().getParent();
    FleetFileReader reader =
        new FleetFileReader(file.toString(), parent == null ? Path.of("") : parent);
    try {
      return reader.fleet(Yaml.parse(content, file.toString(), limits));
    } catch (InputException e) {
      if (e.reason() == ReasonCode.JSON_MALFORMED) {
        throw e.as(ReasonCode.FLEET_FILE_INVALID);
      }
      throw e;
    }
  }

  private FleetFile fleet(JsonValue value) throws InputException, IOException {
    JsonObject root = object(value, 1, "a fleet file");
    checkKeys(
        root,
        Set.of(
            "version",
            "images",
            "runs",
            "pairs",
            "policies",
            "params",
            "exceptions",
            "host_profile",
            "profile"));
    Long version = root.has("version") ? longAt(root, "version") : null;
    if (version == null || version != 1) {
      throw invalid(root.line("version"), "'version' must be 1");
    }
    List<ImageRequest> images = new ArrayList<>();
    List<RegistryRequest> registries = new ArrayList<>();
    JsonArray items = array(root, "images");
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = object(items.get(i), items.line(i), "an item of images");
      if (item.has("registry")) {
        registries.add(registry(item));
      } else if (item.has("reference")) {
        images.add(reference(item));
      } else {
        addImages(item, items.line(i), images);
      }
    }
    if (images.isEmpty() && registries.isEmpty()) {
      throw invalid(root.line("images"), "'images' names no image");
    }
    List<FleetFile.RunRequest> runs = new ArrayList<>();
    items = array(root, "runs");
    for (int i = 0; i < items.size(); i++) {
      addRuns(object(items.get(i), items.line(i), "an item of runs"), items.line(i), runs);
    }
    List<PairRule> pairs = new ArrayList<>();
    items = array(root, "pairs");
    for (int i = 0; i < items.size(); i++) {
      pairs.add(pair(object(items.get(i), items.line(i), "an item of pairs"), items.line(i)));
    }
    return new FleetFile(
        images,
        registries,
        runs,
        pairs,
        policies(root),
        namedFile(root, "params"),
        namedFile(root, "exceptions"),
        namedFile(root, "host_profile"),
        root.has("profile")
            ? new FleetFile.ProfileName(
                root.textIn(document, "profile"), place(root.line("profile")))
            : null);
  }

  private void addImages(JsonObject item, int line, List<ImageRequest> images)
      throws InputException, IOException {
    checkKeys(
        item, Set.of("archive", "layout", "tag", "digest", "platforms", "reference", "registry"));
    if (item.has("archive") == item.has("layout")) {
      throw invalid(line, "an image needs one of 'archive', 'layout', 'reference' and 'registry'");
    }
    if (item.has("tag") && item.has("digest")) {
      throw invalid(line, "an image takes 'tag' or 'digest', not both");
    }
    String tag = item.optionalTextIn(document, item.has("digest") ? "digest" : "tag");
    List<Platform> platforms = platforms(item);
    String key = item.has("archive") ? "archive" : "layout";
    for (Path name : resolve(item.textIn(document, key), item.line(key))) {
      images.add(
          new ImageRequest(name.toString(), folder.resolve(name).toString(), tag, platforms));
    }
  }

  private List<Platform> platforms(JsonObject item) throws InputException {
    List<Platform> platforms = new ArrayList<>();
    for (JsonValue platform : array(item, "platforms")) {
      platforms.add(platform(platform, item.line("platforms")));
    }
    return platforms;
  }

  /** One image of a registry; tag and digest are part of its name. */
  private ImageRequest reference(JsonObject item) throws InputException {
    checkKeys(item, Set.of("reference", "platforms"));
    String written = item.textIn(document, "reference");
    if (written.startsWith(ImageSources.DAEMON_PREFIX)) {
      return new ImageRequest(written, written, null, platforms(item));
    }
    try {
      return ImageRequest.of(
          ImageReference.parse(
              written.startsWith(ImageSources.REGISTRY_PREFIX)
                  ? written.substring(ImageSources.REGISTRY_PREFIX.length())
                  : written),
          platforms(item));
    } catch (InputException e) {
      throw invalid(item.line("reference"), e.detail());
    }
  }

  private RegistryRequest registry(JsonObject item) throws InputException {
    checkKeys(
        item,
        Set.of(
            "registry", "repositories", "tags", "include", "exclude", "max_images", "platforms"));
    String written = item.textIn(document, "registry");
    String address = written.contains("://") ? written : "https://" + written;
    try {
      RegistryRequest.requireNoAccount(address.replaceFirst("^[^/]*://", "https://"));
    } catch (InputException e) {
      throw invalid(item.line("registry"), e.detail());
    }
    if (!RegistryRequest.isAddress(address)) {
      throw invalid(
          item.line("registry"),
          "'" + written + "' is not a registry's address, such as https://registry.example:5000");
    }
    return RegistryRequest.of(
        written,
        texts(item, "repositories"),
        texts(item, "tags"),
        new ImageFilter(texts(item, "include"), texts(item, "exclude"), maxImages(item)),
        platforms(item));
  }

  private @Nullable Integer maxImages(JsonObject item) throws InputException {
    if (!item.has("max_images")) {
      return null;
    }
    Long most = longAt(item, "max_images");
    if (most == null || most < 1 || most > Integer.MAX_VALUE) {
      throw invalid(item.line("max_images"), "'max_images' is a number from 1 on");
    }
    return most.intValue();
  }

  private List<String> texts(JsonObject item, String key) throws InputException {
    List<String> texts = new ArrayList<>();
    for (JsonValue value : array(item, key)) {
      String text = value.textOrNull();
      if (text == null || text.isEmpty()) {
        throw invalid(item.line(key), "'" + key + "' is a list of names or globs");
      }
      texts.add(text);
    }
    return texts;
  }

  /** Varve's own rules are named by {@code builtin}, and there without being named. */
  private List<NamedFile> policies(JsonObject root) throws InputException, IOException {
    List<NamedFile> policies = new ArrayList<>();
    JsonArray items = array(root, "policies");
    for (int i = 0; i < items.size(); i++) {
      String written = items.get(i).textOrNull();
      if (written == null) {
        throw invalid(
            items.line(i), "a policy is " + items.get(i).kind() + ", not a folder or a bundle");
      }
      if (!written.equals("builtin")) {
        resolve(written, items.line(i)).forEach(name -> policies.add(named(name)));
      }
    }
    return policies;
  }

  private NamedFile named(Path name) {
    return new NamedFile(name.toString(), folder.resolve(name).toString());
  }

  private @Nullable NamedFile namedFile(JsonObject root, String key)
      throws InputException, IOException {
    if (!root.has(key)) {
      return null;
    }
    List<Path> names = resolve(root.textIn(document, key), root.line(key));
    if (names.size() != 1) {
      throw invalid(root.line(key), "'" + key + "' must name one file");
    }
    return named(names.get(0));
  }

  private Platform platform(JsonValue value, int line) throws InputException {
    String text = value.textOrNull();
    String[] parts = text == null ? new String[0] : text.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw invalid(line, "a platform is written os/arch or os/arch/variant");
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  private void addRuns(JsonObject item, int line, List<FleetFile.RunRequest> runs)
      throws InputException, IOException {
    runs.addAll(new RunRequests(this, document, folder).read(item, line));
  }

  private PairRule pair(JsonObject item, int line) throws InputException {
    checkKeys(item, Set.of("from", "to", "repository", "order", "baseline", "lists"));
    Set<String> keys = new TreeSet<>(item.keys());
    keys.remove("lists");
    JsonValue written = item.get("lists");
    Boolean lists = written == null ? Boolean.FALSE : written.boolOrNull();
    if (lists == null) {
      throw invalid(item.line("lists"), "'lists' is true or false");
    }
    if (keys.equals(Set.of("from", "to"))) {
      return new PairRule.Explicit(
          item.textIn(document, "from"), item.textIn(document, "to"), lists);
    }
    if (keys.equals(Set.of("baseline"))) {
      return new PairRule.Baseline(item.textIn(document, "baseline"), lists);
    }
    if (keys.equals(Set.of("repository", "order"))) {
      if (!item.textIn(document, "order").equals("semver")) {
        throw invalid(item.line("order"), "the only order is 'semver'");
      }
      return new PairRule.Consecutive(item.textIn(document, "repository"), lists);
    }
    throw invalid(line, "a pair is {from, to}, {repository, order: semver} or {baseline}");
  }

  // ---------------------------------------------------------------- shapes and messages

  JsonObject object(JsonValue value, int line, String what) throws InputException {
    JsonObject object = value.objectOrNull();
    if (object == null) {
      throw invalid(line, what + " is " + value.kind() + ", not a mapping");
    }
    return object;
  }

  JsonArray array(JsonObject object, String key) throws InputException {
    JsonArray array = object.optionalArrayIn(document, key);
    return array == null ? JsonArray.EMPTY : array;
  }

  private static @Nullable Long longAt(JsonObject object, String key) {
    JsonValue value = object.get(key);
    return value == null ? null : value.longOrNull();
  }

  void checkKeys(JsonObject object, Set<String> valid) throws InputException {
    for (String key : object.keys()) {
      if (!valid.contains(key)) {
        throw invalid(
            object.line(key), "unknown key '" + key + "'; " + NearestKey.hint(key, valid));
      }
    }
  }

  InputException invalid(int line, String detail) {
    return new InputException(ReasonCode.FLEET_FILE_INVALID, place(line), detail);
  }

  private String place(int line) {
    return line > 0 ? document + " line " + line : document;
  }

  // ---------------------------------------------------------------- paths

  /**
   * The files a path or glob names, sorted; relative to the fleet file's folder unless written
   * absolute, so that reports call them the same wherever the folder lies.
   */
  List<Path> resolve(String written, int line) throws InputException, IOException {
    if (written.isEmpty() || written.indexOf('\0') >= 0) {
      throw invalid(line, "a path must not be empty or hold a zero byte");
    }
    if (written.indexOf('*') < 0 && written.indexOf('?') < 0 && written.indexOf('[') < 0) {
      Path name = Path.of(written).normalize();
      return List.of(name.toString().isEmpty() ? Path.of(".") : name);
    }
    Path start = Path.of(written.startsWith("/") ? "/" : "");
    String rest = written.startsWith("/") ? written.substring(1) : written;
    while (rest.indexOf('/') > 0 && isPlain(rest.substring(0, rest.indexOf('/')))) {
      start = start.resolve(rest.substring(0, rest.indexOf('/'))).normalize();
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    List<Path> found = new ArrayList<>();
    Path base = folder.resolve(start);
    if (Files.isDirectory(base)) {
      PathGlob glob = PathGlob.of(rest);
      try (Stream<Path> all = Files.walk(base, MAX_GLOB_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
        for (Path path : (Iterable<Path>) all::iterator) {
          Path below = base.relativize(path);
          if (glob.matches(below.toString())) {
            found.add(start.resolve(below));
          }
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    if (found.isEmpty()) {
      throw invalid(line, "'" + written + "' matches no file");
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  private static boolean isPlain(String component) {
    return component.chars().noneMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
  }
}
