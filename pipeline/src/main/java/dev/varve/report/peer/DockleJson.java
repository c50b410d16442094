package dev.varve.report.peer;

import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PeerIds;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Subject;
import dev.varve.report.CheckResult;
import dev.varve.report.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The findings about images as {@code dockle -f json} writes them (dockle 0.4): its checkpoints
 * with its titles and levels, and under each what varve's rule for it found. What varve finds
 * beyond dockle's checkpoints has no place in it.
 *
 * <p>A finding that varve calls {@code info} has the level {@code INFO} at most. A checkpoint that
 * none of the rules asked about, or that could not be determined, is {@code SKIP}, and never a
 * pass.
 */
public final class DockleJson {
  /** In dockle's order of levels, which is that of its report from the end. */
  private enum Level {
    PASS,
    SKIP,
    INFO,
    WARN,
    FATAL;

    Level atMost(Level other) {
      return compareTo(other) <= 0 ? this : other;
    }
  }

  /**
   * What dockle looks at.
   *
   * @param level that dockle gives it
   */
  private record Checkpoint(String code, String title, Level level) {}

  private static final String LATEST_TAG = "DKL-DI-0006";

  private static final List<Checkpoint> CHECKPOINTS =
      List.of(
          new Checkpoint("CIS-DI-0001", "Create a user for the container", Level.WARN),
          new Checkpoint("CIS-DI-0005", "Enable Content trust for Docker", Level.INFO),
          new Checkpoint(
              "CIS-DI-0006", "Add HEALTHCHECK instruction to the container image", Level.INFO),
          new Checkpoint(
              "CIS-DI-0007", "Do not use update instructions alone in the Dockerfile", Level.FATAL),
          new Checkpoint("CIS-DI-0008", "Confirm safety of setuid/setgid files", Level.INFO),
          new Checkpoint("CIS-DI-0009", "Use COPY instead of ADD in Dockerfile", Level.FATAL),
          new Checkpoint(
              "CIS-DI-0010", "Do not store credential in environment variables/files", Level.FATAL),
          new Checkpoint("DKL-DI-0001", "Avoid sudo command", Level.FATAL),
          new Checkpoint("DKL-DI-0002", "Avoid sensitive directory mounting", Level.FATAL),
          new Checkpoint("DKL-DI-0003", "Avoid \"apt-get dist-upgrade\"", Level.WARN),
          new Checkpoint("DKL-DI-0004", "Use \"apk add\" with --no-cache", Level.FATAL),
          new Checkpoint("DKL-DI-0005", "Clear apt-get caches", Level.FATAL),
          new Checkpoint(LATEST_TAG, "Avoid latest tag", Level.WARN),
          new Checkpoint("DKL-LI-0001", "Avoid empty password", Level.FATAL),
          new Checkpoint("DKL-LI-0002", "Be unique UID/GROUP", Level.FATAL),
          new Checkpoint("DKL-LI-0003", "Only put necessary files", Level.INFO));

  private final CheckResult result;
  private final Set<String> asked;

  private DockleJson(CheckResult result, List<Rule> rules) {
    this.result = result;
    this.asked = rules.stream().map(Rule::id).collect(Collectors.toSet());
  }

  /**
   * Writes what is known of all images that were checked, as of one.
   *
   * @param rules that judged
   */
  public static void write(CheckResult result, List<Rule> rules, OutputStream out)
      throws IOException {
    CanonicalJson.write(new DockleJson(result, rules).document(), out);
    out.write('\n');
    out.flush();
  }

  /** A checkpoint as it came out. */
  private record Detail(Checkpoint checkpoint, Level level, List<String> alerts) {}

  private JsonObject document() {
    List<Detail> details =
        CHECKPOINTS.stream()
            .map(this::detail)
            .sorted(Comparator.comparing(Detail::level).reversed())
            .toList();
    JsonObject.Builder summary = JsonObject.builder();
    for (Level level : Level.values()) {
      long count = details.stream().filter(detail -> detail.level() == level).count();
      summary.put(level.name().toLowerCase(Locale.ROOT), count);
    }
    List<JsonValue> shown = new ArrayList<>();
    for (Detail detail : details) {
      if (detail.level() != Level.PASS) {
        shown.add(
            JsonObject.builder()
                .put("code", detail.checkpoint().code())
                .put("title", detail.checkpoint().title())
                .put("level", detail.level().name())
                .put("alerts", JsonArray.ofTexts(detail.alerts()))
                .build());
      }
    }
    JsonObject.Builder document = JsonObject.builder();
    if (result.images().size() == 1) {
      document.put("image", TerminalText.of(result.images().get(0).image().name()));
    }
    return document.put("summary", summary.build()).put("details", JsonArray.of(shown)).build();
  }

  private Detail detail(Checkpoint checkpoint) {
    Level level = Level.PASS;
    List<String> alerts = new ArrayList<>();
    if (checkpoint.code().equals(LATEST_TAG)) {
      for (CheckResult.CheckedImage image : result.images()) {
        if (image.image().name().endsWith(":latest")) {
          alerts.add(alert(image.image().name(), "Avoid 'latest' tag"));
          level = checkpoint.level();
        }
      }
    }
    List<String> rules = PeerIds.rules(checkpoint.code());
    for (Finding finding : result.findings()) {
      if (finding.isSetAside()
          || !rules.contains(finding.rule())
          || !isAbout(checkpoint, finding)) {
        continue;
      }
      alerts.add(alert(finding.subject().name(), words(finding)));
      Level own = level(checkpoint, finding);
      level = own.compareTo(level) > 0 ? own : level;
    }
    if (alerts.isEmpty() && rules.stream().noneMatch(asked::contains)) {
      return new Detail(
          checkpoint, Level.SKIP, List.of("none of the rules that judged asks for this"));
    }
    return new Detail(checkpoint, level, alerts);
  }

  private static Level level(Checkpoint checkpoint, Finding finding) {
    if (finding.status() == Finding.Status.UNDETERMINED) {
      return Level.SKIP;
    }
    return finding.severity() == RuleSeverity.INFO
        ? checkpoint.level().atMost(Level.INFO)
        : checkpoint.level();
  }

  /** Where varve has one rule for several checkpoints, which of them a finding belongs to. */
  private static boolean isAbout(Checkpoint checkpoint, Finding finding) {
    if (checkpoint.code().equals(LATEST_TAG)) {
      return true; // the tag that a run spec asks for
    }
    if (finding.subject().kind() != Subject.Kind.IMAGE) {
      return false;
    }
    return switch (checkpoint.code()) {
      case "CIS-DI-0007" -> finding.key().startsWith("update-without-install ");
      case "CIS-DI-0009" -> finding.key().startsWith("remote-add ");
      case "DKL-DI-0003" -> finding.key().startsWith("dist-upgrade ");
      case "DKL-DI-0004" -> hasCache("apk", finding);
      case "DKL-DI-0005" -> hasCache("apt", finding);
      case "DKL-LI-0001" -> finding.key().startsWith("empty:");
      case "DKL-LI-0002" -> finding.key().startsWith("uid");
      default -> true;
    };
  }

  private static boolean hasCache(String kind, Finding finding) {
    JsonValue caches = finding.evidence().get("caches");
    JsonObject object = caches == null ? null : caches.objectOrNull();
    return object != null && object.has(kind);
  }

  private String alert(String subject, String words) {
    boolean alone = result.images().size() == 1;
    return TerminalText.of(alone ? words : subject + ": " + words);
  }

  private static String words(Finding finding) {
    String unknown = finding.status() == Finding.Status.UNDETERMINED ? " (not known)" : "";
    return finding.message() + unknown;
  }
}
