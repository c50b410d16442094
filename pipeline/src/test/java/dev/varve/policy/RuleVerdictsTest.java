package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.policy.RuleVerdicts.Line;
import dev.varve.policy.RuleVerdicts.Verdict;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RuleVerdictsTest {
  private static final Subject IMAGE = new Subject(Subject.Kind.IMAGE, "shop/web", "shop/web:1");
  private final RuleVerdicts verdicts = new RuleVerdicts(PolicyPack.builtin().rules());

  @Test
  void graverVerdictOfSeveralFindingsCounts() {
    verdicts.found(IMAGE, "IMG-01", Finding.Status.WAIVED);
    verdicts.found(IMAGE, "IMG-01", Finding.Status.FAIL);
    verdicts.found(IMAGE, "IMG-01", Finding.Status.UNDETERMINED);
    verdicts.found(IMAGE, "USR-01", Finding.Status.FOLDED);
    verdicts.found(IMAGE, "USR-01", Finding.Status.UNDETERMINED);
    verdicts.found(IMAGE, "ENT-01", Finding.Status.EXPECTED);

    assertThat(verdicts.lines()).hasSize(1);
    Line line = verdicts.lines().get(0);
    assertThat(line.rules(Verdict.FOUND)).containsExactly("IMG-01");
    assertThat(line.rules(Verdict.UNDETERMINED)).containsExactly("USR-01");
    assertThat(line.rules(Verdict.SET_ASIDE)).containsExactly("ENT-01");
    assertThat(line.rules(Verdict.PASSED)).doesNotContain("IMG-01", "USR-01", "ENT-01").isSorted();
  }

  @Test
  void whatNoRuleFoundIsNoVerdictOfARule() {
    verdicts.found(IMAGE, "path-escape", Finding.Status.FAIL);
    assertThat(verdicts.lines()).isEmpty();

    verdicts.judged(IMAGE);
    assertThat(verdicts.lines().get(0).rules(Verdict.FOUND)).isEmpty();
    assertThat(verdicts.lines().get(0).toJson().toString()).doesNotContain("path-escape");
  }

  @Test
  void pairIsOneByItsNameWhateverItsKey() {
    verdicts.judged(new Subject(Subject.Kind.PAIR, "a -> b", "a -> b"));
    Set<String> ids = new TreeSet<>();
    for (Rule rule : PolicyPack.builtin().rules()) {
      if (rule.scope() == RuleScope.DIFF) {
        ids.add(rule.id());
      }
    }
    String some = ids.iterator().next();
    verdicts.found(new Subject(Subject.Kind.PAIR, "shop/web", "a -> b"), some, Finding.Status.FAIL);

    List<Line> lines = verdicts.lines();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).rules(Verdict.FOUND)).containsExactly(some);
    ids.remove(some);
    assertThat(lines.get(0).rules(Verdict.PASSED)).containsExactlyElementsOf(ids);
  }
}
