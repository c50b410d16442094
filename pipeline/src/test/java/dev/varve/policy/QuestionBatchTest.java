package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionBatchTest {
  private static final Rule RULE = PolicyPack.builtin().rules(RuleScope.IMAGE).get(0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'document':1,'results':{'SLUG':[{'msg':'a'},{'msg':'b'}]}}]",
        "[{'document':1,'answers':{'SLUG':["
            + "{'name':'deny','results':['a','b'],'exceptions':[]},"
            + "{'name':'warn_x','results':['c'],'exceptions':[['x']]}]}}]",
        "[{'document':1,'rule':'SLUG','result':{'msg':'a'}},"
            + "{'document':1,'rule':'SLUG','result':{'msg':'b'}}]",
        "[{'document':1,'rule':'SLUG','name':'deny','results':['a','b'],'exceptions':[]}]"
      })
  void allShapesOfAnswersSayTheSame(String answer) throws Exception {
    List<RuleResult> results = results(answer.replace("SLUG", RULE.slug()));

    assertThat(results)
        .extracting(result -> result.question() + " " + result.value().get("msg"))
        .containsExactly("2 " + json("'a'"), "2 " + json("'b'"));
    assertThat(results).allSatisfy(result -> assertThat(result.rule()).isSameAs(RULE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "['a']",
        "[{'document':2,'results':{}}]",
        "[{'document':-1,'results':{}}]",
        "[{'document':0}]",
        "[{'document':0,'results':{'no-such-rule':[]}}]",
        "[{'document':0,'results':{'SLUG':'a'}}]",
        "[{'document':0,'answers':{'SLUG':['a']}}]"
      })
  void otherShapesAreRefused(String answer) {
    assertThatThrownBy(() -> results(answer.replace("SLUG", RULE.slug())))
        .isInstanceOf(PolicyAbort.class)
        .hasMessageContaining("another shape than expected");
  }

  @Test
  void nothingIsToldOfAnEmptyAnswer() throws Exception {
    assertThat(results("[]")).isEmpty();
  }

  /** The evaluation that took too long may still be sorting the values that it was given. */
  @Test
  void documentsAreMadeAnewToBeJudgedSingly() throws Exception {
    List<QuestionBatch.Document> made = new ArrayList<>();
    Function<JsonValue, QuestionBatch.Document> form =
        json -> {
          made.add(new QuestionBatch.Value(RegoDocument.of(json), 1));
          return made.get(made.size() - 1);
        };
    Question asked = new Question("document", JsonObject.EMPTY, List.of(RULE));
    QuestionBatch batch = QuestionBatch.split(List.of(asked), form).get(0);
    List<QuestionBatch> single = batch.singly(form);

    assertThat(single).hasSize(1);
    assertThat(made).hasSize(2);
    Object first = ((QuestionBatch.Value) made.get(0)).value();
    Object second = ((QuestionBatch.Value) made.get(1)).value();
    assertThat(document(batch)).isSameAs(first);
    assertThat(document(single.get(0))).isSameAs(second).isNotSameAs(first);
  }

  private static Object document(QuestionBatch batch) {
    RegoArray questions = (RegoArray) batch.value("2026-06-01").get("questions");
    return ((RegoObject) questions.get(0)).get("document");
  }

  /** What an answer says to three questions, the middle one of which has no rules to judge it. */
  private static List<RuleResult> results(String answer) throws Exception {
    Question asked = new Question("document", JsonObject.EMPTY, List.of(RULE));
    Question idle = new Question("document", JsonObject.EMPTY, List.of());
    List<QuestionBatch> batches =
        QuestionBatch.split(List.of(asked, idle, asked), QuestionBatch.Text::of);
    assertThat(batches).hasSize(1);
    return batches.get(0).results(Map.of(RULE.slug(), RULE), json(answer));
  }

  private static JsonValue json(String text) throws Exception {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return Json.parse(bytes, "answer", Limits.DEFAULT);
  }
}
