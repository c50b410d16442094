package dev.varve.policy;

import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.LayerAlignment;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.Platform;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.LayerListing;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.Gap;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The facts document of two images, or of two containers with their images (policy-catalogue.md
 * section 1.5): all but the paths and findings that differ, which come while trees are compared.
 * The document of two containers is about their run specs; what their files and configs differ in
 * is told of the images.
 */
final class DiffFacts {
  private static final Comparator<JsonValue> BY_PATH =
      Comparator.comparing((JsonValue row) -> String.valueOf(member(row, "path")))
          .thenComparing(row -> String.valueOf(member(row, "path_b64")));

  /** What of the config is a value of its own, as the image document names it. */
  private static final List<String> CONFIG_FIELDS =
      List.of(
          "user",
          "entrypoint",
          "cmd",
          "shell",
          "workdir",
          "volumes",
          "ports",
          "healthcheck",
          "stop_signal",
          "onbuild");

  private final Subject subject;
  private final PairJudgement.Side a;
  private final PairJudgement.Side b;
  private final String pairedBy;
  private final JsonArray packages;
  private final ImageProfile.@Nullable Container before;
  private final ImageProfile.@Nullable Container after;

  private DiffFacts(
      Subject subject,
      PairJudgement.Side a,
      PairJudgement.Side b,
      String pairedBy,
      JsonArray packages,
      ImageProfile.@Nullable Container before,
      ImageProfile.@Nullable Container after) {
    this.packages = packages;
    this.subject = subject;
    this.a = a;
    this.b = b;
    this.pairedBy = pairedBy;
    this.before = before;
    this.after = after;
  }

  static DiffFacts ofImages(
      PairJudgement.Side a, PairJudgement.Side b, String pairedBy, JsonArray packages) {
    String from = a.profile().subject().key();
    String to = b.profile().subject().key();
    Subject subject =
        new Subject(
            Subject.Kind.PAIR,
            from.equals(to) ? to : from + " -> " + to,
            a.profile().image().name() + " -> " + b.profile().image().name());
    return new DiffFacts(subject, a, b, pairedBy, packages, null, null);
  }

  static DiffFacts ofContainers(
      PairJudgement.Side a,
      ImageProfile.Container before,
      PairJudgement.Side b,
      ImageProfile.Container after,
      JsonArray packages) {
    Subject unit = after.subject();
    String images = a.profile().image().name() + " -> " + b.profile().image().name();
    Subject subject = new Subject(Subject.Kind.PAIR, unit.key(), unit.name() + " (" + images + ")");
    return new DiffFacts(subject, a, b, "unit", packages, before, after);
  }

  Subject subject() {
    return subject;
  }

  JsonObject document(PartedDocument.Rows rows) {
    ImageConfig configA = a.profile().image().config();
    ImageConfig configB = b.profile().image().config();
    List<JsonValue> files = new ArrayList<>(rows.of("files").items());
    files.sort(BY_PATH);
    return FactsJson.envelope(
            RuleScope.DIFF, subject.kind().label(), subject.key(), subject.name(), gaps())
        .put("a", summary(a, before))
        .put("b", summary(b, after))
        .put("paired_by", pairedBy)
        .put("layers", layers())
        .put("files", JsonArray.of(files))
        .put("packages", packages)
        .put("config", JsonArray.of(ofImages() ? config(configA, configB) : List.of()))
        .put("ports", ofImages() ? ports(configA, configB) : ports(configA, configA))
        .put("accounts", JsonArray.of(ofImages() ? accounts() : List.of()))
        .put(
            "start",
            StartComparison.json(start(a.profile(), before), a, start(b.profile(), after), b))
        .put(
            "user",
            JsonObject.builder()
                .put("a", user(a.profile(), before))
                .put("b", user(b.profile(), after))
                .build())
        .put(
            "run",
            before == null || after == null
                ? JsonArray.EMPTY
                : JsonArray.of(RunComparison.rows(before, after)))
        .put("sizes", sizes())
        .put(
            "findings",
            JsonObject.builder()
                .put("new", rows.of("findings.new"))
                .put("fixed", rows.of("findings.fixed"))
                .put("same", rows.of("findings.same"))
                .build())
        .build();
  }

  private boolean ofImages() {
    return before == null;
  }

  private List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    for (ImageProfile profile : List.of(a.profile(), b.profile())) {
      for (Gap gap : profile.gaps()) {
        String where = profile.image().name() + (gap.where().isEmpty() ? "" : " " + gap.where());
        gaps.add(new Gap(gap.what(), gap.why(), where));
      }
    }
    return gaps;
  }

  private static Start start(ImageProfile image, ImageProfile.@Nullable Container container) {
    return container == null ? image.start() : container.start();
  }

  private static JsonObject summary(
      PairJudgement.Side side, ImageProfile.@Nullable Container container) {
    Image image = side.profile().image();
    Subject of = container == null ? side.profile().subject() : container.subject();
    Platform platform = image.platform();
    return JsonObject.builder()
        .put("kind", of.kind().label())
        .put("key", of.key())
        .put("name", container == null ? image.name() : of.name() + " of " + image.name())
        .put(
            "digest",
            FactsJson.text(
                image.manifestDigest() == null ? null : image.manifestDigest().toString()))
        .put(
            "platform",
            platform.equals(Platform.UNKNOWN) ? JsonNull.NULL : ImageFacts.platform(platform))
        .put("os", JsonNull.NULL)
        .put("layers", side.stack().layers().size())
        .put("complete", side.profile().gaps().isEmpty())
        .build();
  }

  private JsonObject layers() {
    int shared = 0;
    int onlyA = 0;
    int onlyB = 0;
    for (LayerAlignment aligned :
        LayerAlignment.ofLayers(
            a.stack().listings().stream().map(LayerListing::diffId).toList(),
            b.stack().listings().stream().map(LayerListing::diffId).toList())) {
      if (aligned.isShared()) {
        shared++;
      } else if (aligned.a() >= 0) {
        onlyA++;
      } else {
        onlyB++;
      }
    }
    return JsonObject.builder()
        .put("shared", shared)
        .put("only_a", onlyA)
        .put("only_b", onlyB)
        .put(
            "lowest",
            JsonObject.builder().put("a", lowest(a.stack())).put("b", lowest(b.stack())).build())
        .build();
  }

  private static JsonValue lowest(LayerStack stack) {
    if (stack.layers().isEmpty()) {
      return JsonNull.NULL;
    }
    LayerListing listing = stack.listings().get(0);
    return JsonObject.builder()
        .put("diff_id", listing.diffId().toString())
        .put("bytes", listing.summary().shippedBytes())
        .put("base", JsonNull.NULL)
        .build();
  }

  private static List<JsonValue> config(ImageConfig x, ImageConfig y) {
    JsonObject before = ImageFacts.settings(x).build();
    JsonObject after = ImageFacts.settings(y).build();
    List<JsonValue> rows = new ArrayList<>();
    for (String field : CONFIG_FIELDS) {
      JsonValue was = value(before, field);
      JsonValue is = value(after, field);
      if (!was.equals(is)) {
        rows.add(configRow(field, was, is));
      }
    }
    for (ConfigChange change : ConfigDiff.compare(x, y)) {
      String field = change.field();
      if (field.startsWith("env.") || field.startsWith("labels.")) {
        String name = field.substring(field.indexOf('.') + 1);
        rows.add(configRow(field, redacted(name, change.a()), redacted(name, change.b())));
      }
    }
    rows.sort(Comparator.comparing(row -> String.valueOf(member(row, "field"))));
    return rows;
  }

  /** Absent and empty are the same here: neither says anything. */
  private static JsonValue value(JsonObject config, String field) {
    JsonValue value = config.get(field);
    if (value == null || "".equals(value.textOrNull())) {
      return JsonNull.NULL;
    }
    JsonArray items = value.arrayOrNull();
    return items != null && items.isEmpty() ? JsonNull.NULL : value;
  }

  private static JsonValue redacted(String name, String value) {
    return FactsJson.text(value.isEmpty() ? null : BuildSecrets.redactValue(name, value));
  }

  private static JsonObject configRow(String field, JsonValue was, JsonValue is) {
    return JsonObject.builder().put("field", field).put("a", was).put("b", is).build();
  }

  private static JsonObject ports(ImageConfig x, ImageConfig y) {
    return JsonObject.builder()
        .put("added", portsWithout(y, x))
        .put("removed", portsWithout(x, y))
        .build();
  }

  private static JsonArray portsWithout(ImageConfig config, ImageConfig without) {
    List<JsonValue> others = SurveyFacts.ports(without).items();
    return JsonArray.of(
        SurveyFacts.ports(config).items().stream()
            .filter(port -> !others.contains(port))
            .distinct()
            .sorted(Comparator.comparing(JsonValue::toString))
            .toList());
  }

  private List<JsonValue> accounts() {
    Map<String, Accounts.User> was = byName(a.profile().accounts());
    Map<String, Accounts.User> is = byName(b.profile().accounts());
    TreeSet<String> names = new TreeSet<>(was.keySet());
    names.addAll(is.keySet());
    List<JsonValue> rows = new ArrayList<>();
    for (String name : names) {
      JsonValue x = account(was.get(name));
      JsonValue y = account(is.get(name));
      if (!x.equals(y)) {
        String change = x.isNull() ? "added" : y.isNull() ? "removed" : "changed";
        rows.add(
            JsonObject.builder()
                .put("name", name)
                .put("change", change)
                .put("a", x)
                .put("b", y)
                .build());
      }
    }
    return rows;
  }

  /** Of several lines with one name the first counts, as it does for programs. */
  private static Map<String, Accounts.User> byName(Accounts accounts) {
    Map<String, Accounts.User> byName = new TreeMap<>();
    accounts.users().forEach(user -> byName.putIfAbsent(user.name(), user));
    return byName;
  }

  private static JsonValue account(Accounts.@Nullable User user) {
    return user == null
        ? JsonNull.NULL
        : JsonObject.builder()
            .put("uid", user.uid())
            .put("gid", user.gid())
            .put("shell", user.shell())
            .put("password", user.password())
            .build();
  }

  private static JsonObject user(ImageProfile image, ImageProfile.@Nullable Container container) {
    ImageUser user = container == null ? image.user() : container.user();
    return JsonObject.builder()
        .put("spec", user.spec())
        .put("uid", FactsJson.number(user.uid()))
        .put("gid", FactsJson.number(user.gid()))
        .put("how", user.how().label())
        .put("root", FactsJson.bool(user.root()))
        .build();
  }

  private JsonObject sizes() {
    return JsonObject.builder()
        .put("a", a.profile().totals().liveBytes())
        .put("b", b.profile().totals().liveBytes())
        .put("hidden_a", a.profile().totals().hiddenBytes())
        .put("hidden_b", b.profile().totals().hiddenBytes())
        .build();
  }

  private static @Nullable JsonValue member(JsonValue row, String key) {
    JsonObject object = row.objectOrNull();
    return object == null ? null : object.get(key);
  }
}
