package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.JsonObject;
import dev.varve.runtime.Certainty;
import dev.varve.runtime.Effective;
import dev.varve.runtime.EscapeRecipe;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Reach;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSource;
import dev.varve.runtime.source.RunSpecs;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What moves a severity whatever the rule says (policy-catalogue.md section 2). */
class SeverityStepsTest {
  private static RunSpec run(String flags) throws Exception {
    return new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT)
        .read(new RunSource.Command("podman run " + flags + " app", "--run", 1, Path.of("")))
        .runs()
        .get(0);
  }

  private static Rule rule(String id, String faces) {
    return new Rule(
        id,
        RuleScope.CONTAINER,
        "slug",
        RuleSeverity.HIGH,
        id,
        "",
        "",
        List.of(),
        List.of(),
        Collections.emptySortedMap(),
        List.of(),
        Rule.Source.builtin(RuleScope.CONTAINER, "slug"),
        faces,
        Collections.emptySortedSet(),
        false,
        false,
        DocumentNeeds.NONE);
  }

  private static ContainerFacts facts(RunSpec run, EscapeRecipe... recipes) throws Exception {
    TestFacts image = TestFacts.image().layer("COPY . /").file("app", 0755, 1);
    Reach none = RuleCases.NO_REACH;
    Reach reach =
        new Reach(
            none.placements(),
            none.escalators(),
            none.writable(),
            none.rootfsWritable(),
            none.obstacles(),
            none.commands(),
            none.volumes(),
            none.preloads(),
            none.hostHooks(),
            List.of(recipes),
            none.complete());
    Effective effective =
        new Effective(
            ImageUser.resolve("0", image.accounts()),
            Effective.hostRoot(run),
            List.of(),
            List.of(),
            image.start(),
            Effective.sandbox(run),
            reach);
    return new ContainerFacts(run, image.facts(), effective);
  }

  private static Finding taken(
      String id,
      String faces,
      String field,
      String key,
      Finding.Status status,
      ContainerFacts facts)
      throws Exception {
    Finding finding =
        new Finding(
            id,
            id,
            RuleSeverity.HIGH,
            status,
            Finding.Source.POLICY,
            facts.subject(),
            null,
            null,
            null,
            "said",
            key,
            JsonObject.builder().put("seen", true).build(),
            Fingerprints.of(id, facts.subject(), null, key, null, 0, null),
            null,
            List.of());
    return SeveritySteps.take(finding, rule(id, faces), field, facts);
  }

  private static Finding plain(String faces, @Nullable String flags) throws Exception {
    return taken(
        "PRV-01",
        faces,
        "privileged",
        "",
        Finding.Status.FAIL,
        facts(run(flags == null ? "" : flags)));
  }

  @Test
  void nothingMovesWithoutReason() throws Exception {
    Finding finding = plain("host", null);
    assertThat(finding.severity()).isEqualTo(RuleSeverity.HIGH);
    assertThat(finding.evidence().toString()).isEqualTo("{\"seen\":true}");
  }

  @Test
  void aUserNamespaceLowersWhatFacesTheHostAndNothingElse() throws Exception {
    Finding lowered = plain("host", "--userns=auto");
    assertThat(lowered.severity()).isEqualTo(RuleSeverity.MEDIUM);
    assertThat(lowered.evidence().toString())
        .isEqualTo(
            "{\"seen\":true,\"severity_steps\":"
                + "[\"-1: root in the container is not root of the host\"]}");
    assertThat(plain("kernel", "--userns=auto").severity()).isEqualTo(RuleSeverity.HIGH);
    assertThat(plain("", "--userns=auto").severity()).isEqualTo(RuleSeverity.HIGH);
    assertThat(plain("host", "--userns=host").severity()).isEqualTo(RuleSeverity.HIGH);
  }

  @Test
  void aKernelOfItsOwnLowersWhatFacesTheKernelAndNothingElse() throws Exception {
    for (String runtime : List.of("runsc", "kata")) {
      Finding lowered = plain("kernel", "--runtime " + runtime);
      assertThat(lowered.severity()).isEqualTo(RuleSeverity.MEDIUM);
      assertThat(lowered.evidence().toString())
          .contains("-1: the container has a kernel of its own");
      assertThat(plain("host", "--runtime " + runtime).severity()).isEqualTo(RuleSeverity.HIGH);
    }
    assertThat(plain("kernel", "--runtime crun").severity()).isEqualTo(RuleSeverity.HIGH);
    assertThat(plain("kernel", "--runtime whatever").severity()).isEqualTo(RuleSeverity.HIGH);
  }

  @Test
  void whatCompletesARecipeRises() throws Exception {
    EscapeRecipe recipe =
        recipe(
            new EscapeRecipe.Ingredient("host pid", Certainty.YES, "ns.pid"),
            new EscapeRecipe.Ingredient("SYS_PTRACE", Certainty.YES, "caps.add"));
    ContainerFacts facts = facts(run("--pid host"), recipe);

    Finding raised = taken("NS-02", "host", "ns.pid", "", Finding.Status.FAIL, facts);
    assertThat(raised.severity()).isEqualTo(RuleSeverity.CRITICAL);
    assertThat(raised.evidence().toString()).contains("+1: completes ptrace");
    assertThat(taken("NS-01", "", "ns.net", "", Finding.Status.FAIL, facts).severity())
        .isEqualTo(RuleSeverity.HIGH);
    assertThat(taken("NS-02", "", "ns.pid", "", Finding.Status.UNDETERMINED, facts).severity())
        .isEqualTo(RuleSeverity.HIGH);
    assertThat(taken("CMB-13", "", "ns.pid", "", Finding.Status.FAIL, facts).severity())
        .isEqualTo(RuleSeverity.HIGH);
  }

  /** One field adds many capabilities; only the missing piece counts. */
  @Test
  void ofCapabilitiesOnlyTheOneInTheRecipeRises() throws Exception {
    ContainerFacts facts =
        facts(
            run("--cap-add SYS_PTRACE --cap-add NET_ADMIN"),
            recipe(new EscapeRecipe.Ingredient("SYS_PTRACE", Certainty.YES, "caps.add")));

    assertThat(taken("PRV-02", "", "caps.add", "SYS_PTRACE", Finding.Status.FAIL, facts).severity())
        .isEqualTo(RuleSeverity.CRITICAL);
    assertThat(taken("PRV-02", "", "caps.add", "NET_ADMIN", Finding.Status.FAIL, facts).severity())
        .isEqualTo(RuleSeverity.HIGH);
  }

  @Test
  void anIncompleteRecipeRaisesNothing() throws Exception {
    ContainerFacts facts =
        facts(
            run("--pid host"),
            recipe(
                new EscapeRecipe.Ingredient("host pid", Certainty.YES, "ns.pid"),
                new EscapeRecipe.Ingredient("no LSM", Certainty.UNKNOWN, "")));

    assertThat(taken("NS-02", "", "ns.pid", "", Finding.Status.FAIL, facts).severity())
        .isEqualTo(RuleSeverity.HIGH);
  }

  @Test
  void stepsAddUp() throws Exception {
    ContainerFacts facts =
        facts(
            run("--pid host --userns=auto"),
            recipe(new EscapeRecipe.Ingredient("host pid", Certainty.YES, "ns.pid")));

    Finding both = taken("NS-02", "host", "ns.pid", "", Finding.Status.FAIL, facts);
    assertThat(both.severity()).isEqualTo(RuleSeverity.HIGH);
    assertThat(both.evidence().toString()).contains("-1: ", "+1: completes");
  }

  private static EscapeRecipe recipe(EscapeRecipe.Ingredient... ingredients) {
    return new EscapeRecipe("ptrace", List.of(ingredients));
  }
}
