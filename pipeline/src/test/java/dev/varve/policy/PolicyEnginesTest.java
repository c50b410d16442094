package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Engines are opened together or not at all. */
class PolicyEnginesTest {
  private final List<String> closed = new ArrayList<>();

  /** An engine that says when it is closed. */
  private final class Told implements PolicyEngine {
    private final String name;
    private final List<Rule> rules;

    Told(String name, List<Rule> rules) {
      this.name = name;
      this.rules = rules;
    }

    @Override
    public List<Rule> rules() {
      return rules;
    }

    @Override
    public List<RuleResult> evaluate(RuleScope scope, List<Question> questions) {
      return List.of();
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }

  @Test
  void whatIsOpenIsClosedWhenALaterEngineFails() {
    InputException failure = new InputException(ReasonCode.POLICY_FAILED, "third", "it is wrong");

    assertThatThrownBy(
            () ->
                PolicyEngines.all(
                    List.of(
                        () -> new Told("first", List.of()),
                        () -> new Told("second", List.of()),
                        () -> {
                          throw failure;
                        })))
        .isSameAs(failure);
    assertThat(closed).containsExactly("first", "second");
  }

  @Test
  void allAreClosedWhenTwoHaveOneRule() throws IOException {
    List<Rule> rules = PolicyPack.builtin().rules().subList(0, 1);

    assertThatThrownBy(
            () ->
                PolicyEngines.all(
                    List.of(() -> new Told("first", rules), () -> new Told("second", rules))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is taken by");
    assertThat(closed).containsExactly("first", "second");
  }

  @Test
  void enginesThatOpenStayOpen() throws Exception {
    PolicyEngine one = PolicyEngines.all(List.of(() -> new Told("first", List.of())));
    assertThat(closed).isEmpty();

    one.close();
    assertThat(closed).containsExactly("first");
  }
}
