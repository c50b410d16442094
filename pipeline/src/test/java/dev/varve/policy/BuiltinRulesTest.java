package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Built-in rules over facts as they are made, such that break them and such that nearly do. Of
 * rules over containers only some; {@link RuleCasesTest} has documents for all of them.
 */
class BuiltinRulesTest {
  private static final EmbeddedEngine ENGINE =
      new EmbeddedEngine(PolicyPack.builtin(), "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT);
  private static final Judgement JUDGEMENT = new Judgement(ENGINE);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  static List<RuleCases.ImageCase> images() {
    return RuleCases.images();
  }

  static List<RuleCases.FileCase> files() {
    return RuleCases.files();
  }

  @ParameterizedTest
  @MethodSource
  void images(RuleCases.ImageCase image) throws Exception {
    assertThat(shown(JUDGEMENT.image(image.image().facts())))
        .containsExactlyElementsOf(image.expected());
  }

  @ParameterizedTest
  @MethodSource
  void files(RuleCases.FileCase file) throws Exception {
    assertThat(shown(file.image().fileFindings(ENGINE))).containsExactlyElementsOf(file.expected());
  }

  static List<RuleCases.ContainerCase> containers() throws Exception {
    return RuleCases.containers();
  }

  @ParameterizedTest
  @MethodSource
  void containers(RuleCases.ContainerCase container) throws Exception {
    assertThat(shown(JUDGEMENT.container(container.container())))
        .containsExactlyElementsOf(container.expected());
  }

  @Test
  void everyRuleOverImagesAndFilesFiresInSomeCase() throws Exception {
    TreeSet<String> expected = new TreeSet<>();
    images().forEach(image -> expected.addAll(ids("image", image.expected())));
    files().forEach(file -> expected.addAll(ids("file", file.expected())));
    TreeSet<String> rules = new TreeSet<>();
    for (RuleScope scope : List.of(RuleScope.IMAGE, RuleScope.FILE)) {
      PolicyPack.builtin().rules(scope).forEach(rule -> rules.add(scope.label() + " " + rule.id()));
    }
    assertThat(expected).isEqualTo(rules);
  }

  private static List<String> ids(String scope, List<String> expected) {
    return expected.stream().map(text -> scope + " " + text.split(" ")[0]).toList();
  }

  private static List<String> shown(List<Finding> findings) {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(Comparator.comparing(Finding::rule).thenComparing(Finding::key));
    return sorted.stream()
        .map(
            finding ->
                finding.rule()
                    + " "
                    + finding.severity().label()
                    + " "
                    + finding.key()
                    + (finding.status() == Finding.Status.UNDETERMINED ? " ?" : ""))
        .toList();
  }
}
