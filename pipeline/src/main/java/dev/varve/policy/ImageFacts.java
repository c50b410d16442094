package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.ImageReference;
import dev.varve.image.Platform;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.Gap;
import dev.varve.runtime.ImageSurvey;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Preload;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.TreeTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an image as a whole once its layers are merged, and the facts document made
 * from it (policy-catalogue.md section 1.1).
 *
 * @param structure all structural findings: those of the stack and those of the merge
 * @param hiddenBytes by layer
 * @param hiddenTop the largest hidden entries, as {@link HiddenTop} keeps them
 * @param survey what was looked up in the tree
 * @param shipment what the layers ship, counted to the end
 * @param owners its packages, and whose the files are that the facts name
 * @param runs as whom its known run specs start it
 * @param gaps what could not be read
 */
public record ImageFacts(
    LayerStack stack,
    List<StructureFinding> structure,
    TreeTotals totals,
    List<Long> hiddenBytes,
    List<HiddenEntry> hiddenTop,
    Accounts accounts,
    ImageUser user,
    Start start,
    ImageSurvey survey,
    Shipment shipment,
    Owners owners,
    KnownRuns runs,
    List<Gap> gaps) {
  public ImageFacts {
    structure = List.copyOf(structure);
    hiddenBytes = List.copyOf(hiddenBytes);
    hiddenTop = List.copyOf(hiddenTop);
    gaps = List.copyOf(gaps);
    if (hiddenBytes.size() != stack.layers().size()) {
      throw new IllegalArgumentException("hidden bytes of " + hiddenBytes.size() + " layers");
    }
  }

  public Subject subject() {
    return Subject.of(stack.image());
  }

  /** Name of the known base that each layer belongs to; empty for none. */
  List<String> bases() {
    BuildFacts build = shipment.build(stack, hiddenBytes);
    List<String> bases = new ArrayList<>();
    for (int layer = 0; layer < stack.layers().size(); layer++) {
      String base = build.baseOf(layer);
      bases.add(base == null ? "" : base);
    }
    return bases;
  }

  /** The facts document of the image. */
  public JsonObject document() {
    Image image = stack.image();
    Subject subject = subject();
    BuildFacts build = shipment.build(stack, hiddenBytes);
    SurveyFacts surveyed = new SurveyFacts(survey);
    JsonObject.Builder json =
        FactsJson.envelope(RuleScope.IMAGE, subject.key(), subject.name(), gaps)
            .put("refs", JsonArray.ofTexts(image.refs()))
            .put("ref", reference(image))
            .put("digest", digest(image.manifestDigest()))
            .put("config_digest", digest(image.configDigest()))
            .put("format", image.format().label())
            .put("platform", platform(image.platform()))
            .put(
                "source",
                JsonObject.builder()
                    .put("kind", image.format().label())
                    .put("path", image.source())
                    .build())
            .put("created", surveyed.created(image.config().created()))
            .put("os", surveyed.os())
            .put("config", config(image.config(), build, surveyed))
            .put("history", build.history())
            .put("layers", build.layers())
            .put("sizes", build.sizes(totals))
            .put("users", surveyed.users(accounts))
            .put("groups", groups())
            .put("passwd_present", accounts.passwdPresent())
            .put("login_programs", surveyed.loginPrograms())
            .put("user", user(user, ImageUser.underCri(user.spec(), accounts)))
            .put(
                "start",
                start(start, stack, owners, (link, facts) -> addCopies(link, facts, build)))
            .put("runs", runs.json())
            .put("preload", preloads())
            .put("sudoers", surveyed.sudoers(accounts))
            .put("ssh", surveyed.ssh())
            .put("package_databases", owners.databaseFacts())
            .put("packages", owners.packageFacts())
            .put("classes", shipment.classes().classFacts())
            .put("caches", shipment.classes().cacheFacts())
            .put("structure", structureFacts())
            .put("hidden_top", hiddenTopFacts())
            .put("mountpoints", surveyed.mountPoints());
    return BuildSecrets.redact(json.build());
  }

  static JsonObject platform(Platform platform) {
    return JsonObject.builder()
        .put("os", platform.os())
        .put("arch", platform.architecture())
        .put("variant", platform.variant())
        .build();
  }

  private static JsonValue digest(@Nullable Digest digest) {
    return FactsJson.text(digest == null ? null : digest.toString());
  }

  /** The first name taken apart; null if there is none that can be. */
  private static JsonValue reference(Image image) {
    if (image.refs().isEmpty()) {
      return JsonNull.NULL;
    }
    try {
      ImageReference parsed = ImageReference.parse(image.refs().get(0));
      return JsonObject.builder()
          .put("registry", parsed.registry())
          .put("repo", parsed.repository())
          .put("tag", parsed.tag() == null ? "" : parsed.tag())
          .put("digest", parsed.digest() == null ? "" : parsed.digest())
          .build();
    } catch (InputException e) {
      return JsonNull.NULL; // archives may hold any text as a name
    }
  }

  private static JsonObject config(ImageConfig config, BuildFacts build, SurveyFacts surveyed) {
    List<JsonValue> env = new ArrayList<>();
    for (String line : config.env()) {
      int equals = line.indexOf('=');
      String name = equals < 0 ? line : line.substring(0, equals);
      String value = equals < 0 ? "" : line.substring(equals + 1);
      boolean secret = BuildSecrets.isSecret(name, value);
      env.add(
          JsonObject.builder()
              .put("name", name)
              .put("value", BuildSecrets.redactValue(name, value))
              .put("secret", secret)
              .put("secret_shape", FactsJson.text(BuildSecrets.shape(name, value)))
              .put("history", FactsJson.number(build.stepOfVariable(line)))
              .build());
    }
    List<JsonValue> labels = new ArrayList<>();
    config
        .labels()
        .forEach(
            (name, value) -> {
              boolean secret = BuildSecrets.isSecret(name, value);
              labels.add(
                  JsonObject.builder()
                      .put("name", name)
                      .put("value", BuildSecrets.redactValue(name, value))
                      .put("secret", secret)
                      .put("secret_shape", FactsJson.text(BuildSecrets.shape(name, value)))
                      .build());
            });
    return settings(config)
        .put("env", JsonArray.of(env))
        .put("labels", JsonArray.of(labels))
        .put("healthcheck", surveyed.resolvedHealthcheck(config))
        .build();
  }

  /** The {@code config} block without variables and labels. */
  static JsonObject.Builder settings(ImageConfig config) {
    return JsonObject.builder()
        .put("user", config.user())
        .put("entrypoint", words(config.entrypoint()))
        .put("cmd", words(config.cmd()))
        .put("shell", words(config.shell()))
        .put("workdir", config.workingDir())
        .put("volumes", JsonArray.ofTexts(config.volumes()))
        .put("ports", SurveyFacts.ports(config))
        .put("healthcheck", SurveyFacts.healthcheck(config))
        .put("stop_signal", config.stopSignal())
        .put("onbuild", words(config.onBuild()));
  }

  private static JsonValue words(@Nullable List<String> words) {
    return words == null ? JsonNull.NULL : JsonArray.ofTexts(BuildSecrets.redactWords(words));
  }

  /** The command behind a layer with secrets taken out, or null if the history does not say. */
  static @Nullable String createdBy(LayerStack stack, int layer) {
    String command = stack.layers().get(layer).descriptor().createdBy();
    return command == null ? null : BuildSecrets.redact(command);
  }

  private JsonArray groups() {
    List<JsonValue> groups = new ArrayList<>();
    for (Accounts.Group group : accounts.groups()) {
      groups.add(
          JsonObject.builder()
              .put("name", group.name())
              .put("gid", group.gid())
              .put("members", JsonArray.ofTexts(group.members()))
              .build());
    }
    return JsonArray.of(groups);
  }

  /**
   * Who starts.
   *
   * @param cri who it is to the kubelet and its runtime
   */
  private static JsonObject user(ImageUser user, ImageUser cri) {
    boolean same = user.isSameProcess(cri);
    return JsonObject.builder()
        .put("docker", same ? JsonNull.NULL : process(user))
        .put("cri", same ? JsonNull.NULL : process(cri))
        .put("spec", user.spec())
        .put("uid", FactsJson.number(user.uid()))
        .put("gid", FactsJson.number(user.gid()))
        .put("groups", FactsJson.numbers(user.groups()))
        .put("name", FactsJson.text(user.name()))
        .put("how", user.how().label())
        .put("root", FactsJson.bool(user.root()))
        .put("notes", JsonArray.ofTexts(user.notes()))
        .build();
  }

  private static JsonObject process(ImageUser user) {
    return JsonObject.builder()
        .put("uid", FactsJson.number(user.uid()))
        .put("gid", FactsJson.number(user.gid()))
        .put("groups", FactsJson.numbers(user.groups()))
        .put("how", user.how().label())
        .put("root", FactsJson.bool(user.root()))
        .build();
  }

  /** The start chain, as both image and container documents show it. */
  static JsonObject start(Start start, LayerStack stack, Owners owners) {
    return start(start, stack, owners, (link, json) -> {});
  }

  /**
   * @param more adds what else is known of a link whose file was found
   */
  private static JsonObject start(
      Start start,
      LayerStack stack,
      Owners owners,
      BiConsumer<ChainLink, JsonObject.Builder> more) {
    List<JsonValue> links = new ArrayList<>();
    for (ChainLink link : start.links()) {
      links.add(link(link, stack, owners, more));
    }
    Start.Drop drop = start.dropsTo();
    return JsonObject.builder()
        .put("argv", words(start.argv()))
        .put("form", start.form())
        .put("status", start.status().label())
        .put("links", JsonArray.of(links))
        .put("notes", JsonArray.ofTexts(start.notes()))
        .put(
            "drops_to",
            drop == null
                ? JsonNull.NULL
                : JsonObject.builder()
                    .put("uid", FactsJson.number(drop.uid()))
                    .put("user", drop.user())
                    .put("via", drop.via())
                    .put("certain", drop.certain())
                    .build())
        .put("path_before_hit", pathBeforeHit(start))
        .build();
  }

  private static JsonArray pathBeforeHit(Start start) {
    List<JsonValue> elements = new ArrayList<>();
    for (Start.PathElement element : start.pathBeforeHit()) {
      elements.add(
          JsonObject.builder()
              .put("element", element.element())
              .put("present", element.present())
              .put("writable_by", JsonArray.ofTexts(element.writableBy()))
              .build());
    }
    return JsonArray.of(elements);
  }

  private static JsonObject link(
      ChainLink link,
      LayerStack stack,
      Owners owners,
      BiConsumer<ChainLink, JsonObject.Builder> more) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("n", link.number())
            .put("role", link.role().label())
            .put("asked", link.asked())
            .put("via", link.via())
            .put("status", link.status().label())
            .put("direction", FactsJson.text(link.direction()))
            .put("target", FactsJson.text(link.target()))
            .put("notes", JsonArray.ofTexts(link.notes()))
            .put("covered_by", FactsJson.text(link.coveredBy()));
    Bytes path = link.path();
    if (path == null || link.layer() < 0) {
      return json.put("path", JsonNull.NULL).build();
    }
    FactsJson.path(json, "path", path);
    Bytes sha256 = link.sha256();
    more.accept(link, json);
    owners.put(json, path);
    return json.put(
            "symlinks",
            JsonArray.ofTexts(link.symlinks().stream().map(bytes -> "/" + bytes.text()).toList()))
        .put("mode", FactsJson.mode(link.modeBits()))
        .put("special", FactsJson.special(link.modeBits()))
        .put("uid", link.uid())
        .put("gid", link.gid())
        .put("caps", FactsJson.capabilities(link.capabilities()))
        .put("layer", link.layer())
        .put("diff_id", stack.layers().get(link.layer()).blob().diffId().toString())
        .put("digest", FactsJson.text(sha256 == null ? null : "sha256:" + sha256.hex()))
        .put("writable_by", JsonArray.ofTexts(link.writableBy()))
        .put("dir_writable_by", JsonArray.ofTexts(link.dirWritableBy()))
        .build();
  }

  /** All versions of a start file that the layers ship, lowest first (ENT-11). */
  private void addCopies(ChainLink link, JsonObject.Builder json, BuildFacts build) {
    Bytes path = link.path();
    List<ShippedCopies.Copy> below = path == null ? null : shipment.copies().below(path);
    json.put("versions", FactsJson.number(below == null ? null : 1L + below.size()));
    List<JsonValue> all = new ArrayList<>();
    for (ShippedCopies.Copy copy : below == null ? List.<ShippedCopies.Copy>of() : below) {
      Bytes sha256 = copy.sha256();
      all.add(
          JsonObject.builder()
              .put("layer", copy.layer())
              .put("diff_id", stack.layers().get(copy.layer()).blob().diffId().toString())
              .put("digest", FactsJson.text(sha256 == null ? null : "sha256:" + sha256.hex()))
              .put("bytes", copy.bytes())
              .put("mode", FactsJson.mode(copy.modeBits()))
              .put("created_by", FactsJson.text(createdBy(stack, copy.layer())))
              .put("base", build.isBase(copy.layer()))
              .build());
    }
    json.put("copies", JsonArray.of(all))
        .put("base", build.isBase(link.layer()))
        .put("created_by", FactsJson.text(createdBy(stack, link.layer())))
        .put("package_change", shipment.classes().changesPackages(link.layer()));
  }

  private JsonArray preloads() {
    List<JsonValue> all = new ArrayList<>();
    for (Preload preload : survey.preloads()) {
      all.add(EffectiveFacts.preload(preload, stack, owners));
    }
    return JsonArray.of(all);
  }

  private JsonArray structureFacts() {
    List<StructureFinding> sorted = new ArrayList<>(structure);
    sorted.sort(
        Comparator.comparingInt(StructureFinding::layer)
            .thenComparing(finding -> finding.path() == null ? Bytes.EMPTY : finding.path())
            .thenComparing(finding -> finding.code().code()));
    List<JsonValue> facts = new ArrayList<>();
    for (StructureFinding finding : sorted) {
      FindingCode code = finding.code();
      JsonObject.Builder json =
          JsonObject.builder()
              .put("code", code.code())
              .put("severity", code.severity().label())
              .put("unverified", code.unverified());
      if (finding.layer() != StructureFinding.NO_LAYER) {
        json.put("layer", finding.layer());
      }
      Bytes path = finding.path();
      if (path != null) {
        FactsJson.path(json, "path", path);
      }
      facts.add(json.putIfPresent("detail", finding.detail()).build());
    }
    return JsonArray.of(facts);
  }

  private JsonArray hiddenTopFacts() {
    List<JsonValue> facts = new ArrayList<>();
    for (HiddenEntry hidden : hiddenTop) {
      JsonObject.Builder json =
          JsonObject.builder()
              .put("bytes", hidden.hiddenBytes())
              .put("layer", hidden.layer())
              .put("covered_by", hidden.by())
              .put("how", hidden.cause().label());
      FactsJson.path(json, "path", hidden.entry().shownPath());
      facts.add(json.build());
    }
    return JsonArray.of(facts);
  }
}
