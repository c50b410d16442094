package dev.varve.report.peer;

import dev.varve.blob.Bytes;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.LayerAlignment;
import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.HistoryItem;
import dev.varve.image.ImageConfig;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.layer.PathOrder;
import dev.varve.packages.InstalledPackage;
import dev.varve.packages.PackageDatabase;
import dev.varve.packages.PackageIndex;
import dev.varve.packages.ShippedDatabases;
import dev.varve.policy.BuildSecrets;
import dev.varve.report.JsonArrayOutput;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Attribute;
import dev.varve.tree.Inode;
import dev.varve.tree.MergePlan;
import dev.varve.tree.TreeEntry;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two images compared as {@code container-diff diff --json} writes it (container-diff 0.19), for
 * the types {@code apk}, {@code apt}, {@code file}, {@code history}, {@code metadata}, {@code rpm},
 * {@code size} and {@code sizelayer}, in that order. Packages of language ecosystems are not read.
 *
 * <p>As there, files are compared by content alone, a folder is as large as what lies below it, a
 * package differs if its version does, and the first {@code +} in the version of a Debian package
 * is a blank. Other than there, secrets are taken out, and a list that holds nothing is empty
 * instead of null.
 */
public final class ContainerDiffJson {
  private static final Bytes ROOT = Bytes.utf8("/");
  private static final String CONFIG = "config";

  private final LayerStack a;
  private final LayerStack b;
  private final DiffOptions options;
  private final Limits limits;
  private final OutputStream out;
  private final List<String> gaps = new ArrayList<>();

  private ContainerDiffJson(
      LayerStack a, LayerStack b, DiffOptions options, Limits limits, OutputStream out) {
    this.a = a;
    this.b = b;
    this.options = options;
    this.limits = limits;
    this.out = out;
  }

  /**
   * What the comparison came to.
   *
   * @param gaps package databases that could not be read, in words; not in the document, which has
   *     no place for them
   */
  public record Result(DiffTotals totals, List<String> gaps) {
    public Result {
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * Writes the comparison.
   *
   * @param limits under which the configs were read
   * @param scratch a private folder, where lists of files wait for their turn
   */
  public static Result write(
      LayerStack a, LayerStack b, DiffOptions options, Limits limits, Path scratch, OutputStream to)
      throws InputException, IOException {
    OutputStream out = new BufferedOutputStream(to, 1 << 16);
    ContainerDiffJson json = new ContainerDiffJson(a, b, options, limits, out);
    DiffTotals totals = json.write(scratch);
    out.flush();
    return new Result(totals, json.gaps);
  }

  private DiffTotals write(Path scratch) throws InputException, IOException {
    PackageIndex left = packages(a);
    PackageIndex right = packages(b);
    text("[\n");
    begin("Apk");
    packages("apk", InstalledPackage::version, left, right);
    text("},\n");
    begin("Apt");
    packages("dpkg", one -> one.version().replaceFirst("\\+", " "), left, right);
    text("},\n");
    begin("File");
    DiffTotals totals = files(scratch);
    text("},\n");
    begin("History");
    lists(steps(a), steps(b), BuildSecrets::redact);
    text("},\n");
    begin("Metadata");
    lists(settings(a, false), settings(b, false), settings(a, true), settings(b, true));
    text("},\n");
    begin("RPM");
    packages("rpm", ContainerDiffJson::rpmVersion, left, right);
    text("},\n");
    begin("Size");
    CanonicalJson.write(
        JsonArray.of(List.of(size("*", totals.liveBytesA(), totals.liveBytesB()))), out);
    text("},\n");
    begin("SizeLayer");
    CanonicalJson.write(layerSizes(), out);
    text("}\n]\n");
    return totals;
  }

  private void begin(String type) throws IOException {
    text("{\"Image1\":");
    CanonicalJson.write(new JsonString(a.image().name()), out);
    text(",\"Image2\":");
    CanonicalJson.write(new JsonString(b.image().name()), out);
    text(",\"DiffType\":\"" + type + "\",\"Diff\":");
  }

  private void text(String ascii) throws IOException {
    out.write(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  // ---------------------------------------------------------------- packages

  private PackageIndex packages(LayerStack stack) throws IOException {
    ShippedDatabases shipped = ShippedDatabases.of(stack.listings());
    MergePlan plan = MergePlan.of(stack.listings(), options.parentLinks(), shipped.places());
    PackageIndex index = PackageIndex.of(plan, shipped);
    for (PackageDatabase database : index.databases()) {
      if (database.status() != PackageDatabase.Status.READ
          && database.status() != PackageDatabase.Status.NO_FILE_LISTS) {
        gaps.add(
            stack.image().name()
                + ": packages of "
                + database.manager()
                + " are not compared: "
                + database.trouble());
      }
    }
    return index;
  }

  /** Without the epoch before it and the release behind it. */
  private static String rpmVersion(InstalledPackage one) {
    String version = one.version().substring(one.version().indexOf(':') + 1);
    int release = version.lastIndexOf('-');
    return release < 0 ? version : version.substring(0, release);
  }

  private void packages(
      String manager,
      Function<InstalledPackage, String> version,
      PackageIndex left,
      PackageIndex right)
      throws IOException {
    Map<String, InstalledPackage> before = byName(manager, left);
    Map<String, InstalledPackage> after = byName(manager, right);
    List<JsonValue> onlyBefore = new ArrayList<>();
    List<JsonValue> onlyAfter = new ArrayList<>();
    List<JsonValue> differing = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      InstalledPackage x = before.get(name);
      InstalledPackage y = after.get(name);
      if (x == null && y != null) {
        onlyAfter.add(version(y, version).put("Name", name).build());
      } else if (x != null && y == null) {
        onlyBefore.add(version(x, version).put("Name", name).build());
      } else if (x != null && y != null && !version.apply(x).equals(version.apply(y))) {
        differing.add(
            JsonObject.builder()
                .put("Package", name)
                .put("Info1", version(x, version).build())
                .put("Info2", version(y, version).build())
                .build());
      }
    }
    CanonicalJson.write(
        JsonObject.builder()
            .put("Packages1", JsonArray.of(onlyBefore))
            .put("Packages2", JsonArray.of(onlyAfter))
            .put("InfoDiff", JsonArray.of(differing))
            .build(),
        out);
  }

  /** Of several of one name the first. */
  private static Map<String, InstalledPackage> byName(String manager, PackageIndex index) {
    Map<String, InstalledPackage> packages = new TreeMap<>();
    for (InstalledPackage one : index.packages()) {
      if (one.manager().equals(manager)) {
        packages.putIfAbsent(one.name(), one);
      }
    }
    return packages;
  }

  private static JsonObject.Builder version(
      InstalledPackage one, Function<InstalledPackage, String> version) {
    return JsonObject.builder()
        .put("Version", version.apply(one))
        .put("Size", Math.max(0, one.installedBytes()));
  }

  // ---------------------------------------------------------------- files

  /** A list that is written while another one is. */
  private static final class Spool implements Closeable {
    final Path file;
    final JsonArrayOutput items;
    final JsonLineWriter json;

    Spool(Path scratch) throws IOException {
      file = Files.createTempFile(scratch, "files-", ".json");
      items = new JsonArrayOutput(new BufferedOutputStream(Files.newOutputStream(file)));
      json = new JsonLineWriter(items);
    }

    void copy(OutputStream to) throws IOException {
      items.finish();
      Files.copy(file, to);
    }

    @Override
    public void close() throws IOException {
      items.close();
      Files.deleteIfExists(file);
    }
  }

  private DiffTotals files(Path scratch) throws IOException {
    Map<Bytes, Long> folders = new HashMap<>();
    TreeDiff.compare(a.listings(), b.listings(), options, difference -> addUp(difference, folders));
    try (Spool adds = new Spool(scratch);
        Spool dels = new Spool(scratch);
        Spool mods = new Spool(scratch)) {
      TreeDiff.Result result =
          TreeDiff.compare(
              a.listings(),
              b.listings(),
              options,
              difference -> {
                TreeEntry x = difference.a();
                TreeEntry y = difference.b();
                if (x == null && y != null) {
                  entry(difference.path(), y.inode(), folders, adds.json);
                } else if (x != null && y == null) {
                  entry(difference.path(), x.inode(), folders, dels.json);
                } else if (x != null && y != null && isOtherContent(difference)) {
                  mods.json.begin().put("Name", ROOT.plus(difference.path()));
                  mods.json.put("Size1", bytes(x.inode())).put("Size2", bytes(y.inode())).end();
                }
              });
      text("{\"Adds\":");
      adds.copy(out);
      text(",\"Dels\":");
      dels.copy(out);
      text(",\"Mods\":");
      mods.copy(out);
      text("}");
      return result.totals();
    }
  }

  /** Adds a file to every folder above it that comes or goes with it. */
  private static void addUp(PathDifference difference, Map<Bytes, Long> folders) {
    TreeEntry x = difference.a();
    TreeEntry y = difference.b();
    if (x != null && y != null) {
      return;
    }
    TreeEntry only = x != null ? x : y;
    if (only == null) {
      return;
    }
    if (only.inode().isDirectory()) {
      folders.put(difference.path(), 0L);
    }
    Bytes up = PathOrder.parent(difference.path());
    while (folders.computeIfPresent(up, (path, sum) -> sum + bytes(only.inode())) != null) {
      up = PathOrder.parent(up);
    }
  }

  private static boolean isOtherContent(PathDifference difference) {
    List<Attribute> attributes = difference.attributes();
    return attributes.contains(Attribute.KIND)
        || attributes.contains(Attribute.CONTENT)
        || attributes.contains(Attribute.LINK_TARGET)
        || attributes.contains(Attribute.DEVICE);
  }

  private static void entry(Bytes path, Inode inode, Map<Bytes, Long> folders, JsonLineWriter json)
      throws IOException {
    long size = inode.isDirectory() ? folders.getOrDefault(path, 0L) : bytes(inode);
    json.begin().put("Name", ROOT.plus(path)).put("Size", size).end();
  }

  /** What a file system says of it: a link is as long as its target's name. */
  private static long bytes(Inode inode) {
    return inode.isSymlink() && inode.entry() != null
        ? inode.entry().linkTarget().length()
        : inode.size();
  }

  private JsonArray layerSizes() {
    List<JsonValue> sizes = new ArrayList<>();
    for (int i = 0; i < Math.max(a.layers().size(), b.layers().size()); i++) {
      sizes.add(size(String.valueOf(i), shipped(a, i), shipped(b, i)));
    }
    return JsonArray.of(sizes);
  }

  private static long shipped(LayerStack stack, int layer) {
    return layer < stack.layers().size()
        ? stack.layers().get(layer).listing().summary().shippedBytes()
        : -1;
  }

  private static JsonObject size(String name, long before, long after) {
    return JsonObject.builder().put("Name", name).put("Size1", before).put("Size2", after).build();
  }

  // ---------------------------------------------------------------- history and metadata

  private static List<String> steps(LayerStack stack) {
    return stack.image().config().history().stream()
        .map(HistoryItem::createdBy)
        .map(String::strip)
        .toList();
  }

  private void lists(List<String> before, List<String> after, Function<String, String> shown)
      throws IOException {
    lists(before, after, before.stream().map(shown).toList(), after.stream().map(shown).toList());
  }

  /**
   * @param shownBefore what may be shown of {@code before}, line by line
   */
  private void lists(
      List<String> before, List<String> after, List<String> shownBefore, List<String> shownAfter)
      throws IOException {
    List<String> adds = new ArrayList<>();
    List<String> dels = new ArrayList<>();
    for (LayerAlignment line : LayerAlignment.ofHistory(before, after)) {
      if (line.a() < 0) {
        adds.add(shownAfter.get(line.b()));
      } else if (line.b() < 0) {
        dels.add(shownBefore.get(line.a()));
      }
    }
    CanonicalJson.write(
        JsonObject.builder()
            .put("Adds", JsonArray.ofTexts(adds))
            .put("Dels", JsonArray.ofTexts(dels))
            .build(),
        out);
  }

  /** The settings that container-diff looks at, one text each, in its order. */
  private List<String> settings(LayerStack stack, boolean shown) throws InputException {
    ImageConfig config = stack.image().config();
    JsonObject raw = raw(config);
    return List.of(
        "Domainname: " + text(raw, "Domainname"),
        "User: " + config.user(),
        "AttachStdin: " + truth(raw, "AttachStdin"),
        "AttachStdout: " + truth(raw, "AttachStdout"),
        "AttachStderr: " + truth(raw, "AttachStderr"),
        "ExposedPorts: " + names(config.exposedPorts()),
        "Tty: " + truth(raw, "Tty"),
        "OpenStdin: " + truth(raw, "OpenStdin"),
        "StdinOnce: " + truth(raw, "StdinOnce"),
        "Env: " + String.join(",", config.env().stream().map(v -> variable(v, shown)).toList()),
        "Cmd: " + words(config.cmd(), shown),
        "ArgsEscaped: " + truth(raw, "ArgsEscaped"),
        "Volumes: " + names(config.volumes()),
        "Workdir: " + config.workingDir(),
        "Entrypoint: " + words(config.entrypoint(), shown),
        "NetworkDisabled: " + truth(raw, "NetworkDisabled"),
        "MacAddress: " + text(raw, "MacAddress"),
        "OnBuild: " + words(config.onBuild(), shown),
        "Labels: "
            + String.join(
                " ",
                config.labels().entrySet().stream()
                    .map(label -> label.getKey() + ":" + label(label, shown))
                    .toList()),
        "StopSignal: " + config.stopSignal(),
        "Shell: " + words(config.shell(), shown));
  }

  /** The document, of which the model leaves out what no runtime heeds. */
  private JsonObject raw(ImageConfig config) throws InputException {
    if (config.raw().isEmpty()) {
      return JsonObject.EMPTY;
    }
    JsonObject document = Json.parseObject(config.raw(), CONFIG, limits);
    JsonObject run = document.optionalObjectIn(CONFIG, "config");
    return run == null ? JsonObject.EMPTY : run;
  }

  private static String text(JsonObject object, String key) {
    JsonValue value = object.present(key);
    String text = value == null ? null : value.textOrNull();
    return text == null ? "" : text;
  }

  private static boolean truth(JsonObject object, String key) {
    JsonValue value = object.present(key);
    return value != null && Boolean.TRUE.equals(value.boolOrNull());
  }

  private static String names(List<String> names) {
    return String.join(" ", names.stream().map(name -> name + ":{}").toList());
  }

  private static String words(@Nullable List<String> words, boolean shown) {
    List<String> all = words == null ? List.of() : words;
    return String.join(",", shown ? BuildSecrets.redactWords(all) : all);
  }

  private static String variable(String line, boolean shown) {
    int equals = line.indexOf('=');
    return !shown || equals < 0
        ? line
        : line.substring(0, equals + 1)
            + BuildSecrets.redactValue(line.substring(0, equals), line.substring(equals + 1));
  }

  private static String label(Map.Entry<String, String> label, boolean shown) {
    return shown ? BuildSecrets.redactValue(label.getKey(), label.getValue()) : label.getValue();
  }
}
