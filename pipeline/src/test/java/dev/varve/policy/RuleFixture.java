package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts documents that show what one rule is for: {@code fixtures/rules/<scope>/<slug>.json},
 * described in {@code fixtures/README.md}.
 *
 * @param file relative to {@code fixtures/rules}
 * @param slug as the file is named
 */
record RuleFixture(String file, String id, RuleScope scope, String slug, List<Case> cases) {

  /** What a rule does with a document. */
  enum Expect {
    /** At least one result that is sure. */
    FIRES,
    /** No result. */
    SILENT,
    /** Results, and none of them is sure. */
    UNDETERMINED
  }

  /**
   * One document.
   *
   * @param severity of the worst result, if the case names one
   */
  record Case(String name, Expect expect, @Nullable RuleSeverity severity, JsonObject document) {}

  /** All fixtures by file name. */
  static List<RuleFixture> all() throws IOException, InputException {
    Path root = OptionalParts.projectRoot().resolve("fixtures/rules");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    List<RuleFixture> fixtures = new ArrayList<>();
    for (Path file : files) {
      fixtures.add(read(root, file));
    }
    return fixtures;
  }

  /** The documents of one scope, in the order of their files. */
  static List<JsonObject> documents(RuleScope scope) throws IOException, InputException {
    return all().stream()
        .filter(fixture -> fixture.scope == scope)
        .flatMap(fixture -> fixture.cases.stream())
        .map(Case::document)
        .toList();
  }

  /** The rule in a pack, or null if the pack has none of this scope and name. */
  @Nullable Rule ruleIn(PolicyPack pack) {
    return pack.rules(scope).stream()
        .filter(rule -> rule.slug().equals(slug))
        .findFirst()
        .orElse(null);
  }

  private static RuleFixture read(Path root, Path path) throws IOException, InputException {
    String file = root.relativize(path).toString().replace('\\', '/');
    JsonObject json = Json.parse(Files.readAllBytes(path), file, Limits.DEFAULT).objectOrNull();
    if (json == null) {
      throw new IllegalArgumentException(file + " is no JSON object");
    }
    String slug = path.getFileName().toString().replaceFirst("\\.json$", "");
    RuleScope scope =
        RuleScope.valueOf(path.getParent().getFileName().toString().toUpperCase(Locale.ROOT));
    String rule = "varve." + scope.label() + "." + slug;
    if (!json.textIn(file, "rule").equals(rule)) {
      throw new IllegalArgumentException(
          file + " says it is about " + json.textIn(file, "rule") + "; by its name it is " + rule);
    }
    JsonArray written = json.optionalArrayIn(file, "cases");
    List<Case> cases = new ArrayList<>();
    for (JsonValue item : written == null ? JsonArray.EMPTY : written) {
      cases.add(readCase(file, item.objectOrNull()));
    }
    return new RuleFixture(file, json.textIn(file, "id"), scope, slug, cases);
  }

  private static Case readCase(String file, @Nullable JsonObject json) throws InputException {
    JsonObject document = json == null ? null : json.optionalObjectIn(file, "document");
    if (json == null || document == null) {
      throw new IllegalArgumentException(file + " has a case without a document");
    }
    String severity = json.textIn(file, "severity");
    RuleSeverity worst = RuleSeverity.ofLabel(severity);
    if (!severity.isEmpty() && worst == null) {
      throw new IllegalArgumentException(file + ": severity " + severity + " is not known");
    }
    return new Case(
        json.textIn(file, "name"),
        Expect.valueOf(json.textIn(file, "expect").toUpperCase(Locale.ROOT)),
        worst,
        document);
  }
}
