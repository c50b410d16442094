package dev.varve.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final int TIMES = 20_000;
  private static final Object TABLE =
      Builtins.find("numbers.range").call(new Object[] {1L, 2_000L});

  private static void callManyTimes(String name, Object... arguments) {
    Evaluation evaluation = new Evaluation(0);
    Builtin builtin = Builtins.find(name);
    for (int i = 0; i < TIMES; i++) {
      assertThat(evaluation.call(builtin, name, arguments) == null).isFalse();
    }
  }

  @Test
  void whatIsFoundIsNotMade() {
    Map<String, Object[]> calls = new TreeMap<>();
    calls.put(
        "object.get",
        new Object[] {new RegoObject().put("table", TABLE), "table", new RegoArray()});
    calls.put("max", new Object[] {RegoArray.of(TABLE)});
    calls.forEach(EvaluationTest::callManyTimes);
  }

  @Test
  void whatIsMadeAgainAndAgainEndsTheEvaluation() {
    assertThatThrownBy(() -> callManyTimes("numbers.range", 1L, 2_000L))
        .isInstanceOf(EvaluationError.class)
        .hasMessage("it builds more than fits into memory");
  }

  /** Each call may take its time; loops look much more seldom. */
  @Test
  void noCallBeginsOnceToldToStop() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> callManyTimes("count", "a"))
        .isInstanceOf(EvaluationError.class)
        .hasMessage("it was told to stop");
    assertThat(Thread.interrupted()).isFalse();
  }
}
