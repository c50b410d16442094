package dev.varve.policy;

import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Questions of one scope that go to an aggregate rule together, and what its answer means.
 *
 * <p>The input is {@code {"as_of":"2026-06-01","questions":[{"rules":["slug"],"document":{...}}]}}.
 * The answer lists, by position of the question, what its rules tell, by slug: their {@code
 * results}, or {@code answers}, each the results of one set rule with the exceptions of its
 * package: {@code [{"document":0,"results":{"slug":[{...}]}}]}. Bundles that were built earlier, or
 * that a server has, answer result by result: {@code
 * [{"document":0,"rule":"slug","result":{...}}]}, or with {@code name}, {@code results} and {@code
 * exceptions} instead of {@code result}.
 */
final class QuestionBatch {
  /** One larger document makes a batch of its own. */
  static final int MOST_BYTES = 1 << 20;

  private final List<Asked> asked;

  private QuestionBatch(List<Asked> asked) {
    this.asked = asked;
  }

  /** A document in a form in which an engine takes it. */
  sealed interface Document {
    /** About as many as it takes as JSON text. */
    long bytes();
  }

  /** A document as canonical JSON. */
  record Text(byte[] json) implements Document {
    static Text of(JsonValue document) {
      return new Text(CanonicalJson.bytes(document));
    }

    @Override
    public long bytes() {
      return json.length;
    }
  }

  /** A document as a value of Rego's. */
  record Value(Object value, long bytes) implements Document {}

  /** A question whose document is in an engine's form. */
  private static final class Asked {
    private final int index;
    private final Question question;
    private final Document document;
    private final List<Rule> rules;

    Asked(int index, Question question, Document document, List<Rule> rules) {
      this.index = index;
      this.question = question;
      this.document = document;
      this.rules = rules;
    }
  }

  /**
   * Splits questions into batches of bounded size, in their order.
   *
   * @param form in which the engine takes documents
   */
  static List<QuestionBatch> split(List<Question> questions, Function<JsonValue, Document> form) {
    List<QuestionBatch> batches = new ArrayList<>();
    List<Asked> open = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      List<Rule> rules = needing(question);
      if (rules.isEmpty()) {
        continue;
      }
      Document document = form.apply(question.document());
      if (!open.isEmpty() && bytes + document.bytes() > MOST_BYTES) {
        batches.add(new QuestionBatch(open));
        open = new ArrayList<>();
        bytes = 0;
      }
      open.add(new Asked(i, question, document, rules));
      bytes += document.bytes();
    }
    if (!open.isEmpty()) {
      batches.add(new QuestionBatch(open));
    }
    return batches;
  }

  /** The rules that may have something to say about the document. */
  private static List<Rule> needing(Question question) {
    List<Rule> rules = new ArrayList<>(question.rules().size());
    for (Rule rule : question.rules()) {
      if (rule.needs().areMetBy(question.document())) {
        rules.add(rule);
      }
    }
    return rules;
  }

  /**
   * The same questions, one rule and one document at a time.
   *
   * @param form in which the engine takes documents; they are made anew, since an evaluation that
   *     took too long may still be about to stop, and values of Rego's are of one thread
   */
  List<QuestionBatch> singly(Function<JsonValue, Document> form) {
    List<QuestionBatch> single = new ArrayList<>();
    for (Asked one : asked) {
      Document document = form.apply(one.question.document());
      for (Rule rule : one.rules) {
        single.add(
            new QuestionBatch(
                List.of(new Asked(one.index, one.question, document, List.of(rule)))));
      }
    }
    return single;
  }

  /** The rule of a batch that {@link #singly} made. */
  Rule onlyRule() {
    return asked.get(0).rules.get(0);
  }

  /** What messages call the document of a batch that {@link #singly} made. */
  String onlyName() {
    return asked.get(0).question.name();
  }

  /** The rules that are asked for, each once. */
  Set<Rule> rules() {
    Set<Rule> rules = Collections.newSetFromMap(new IdentityHashMap<>());
    asked.forEach(one -> rules.addAll(one.rules));
    return rules;
  }

  /**
   * The same documents before one rule alone, or with null before none, which costs what reading
   * them costs.
   */
  QuestionBatch before(@Nullable Rule rule) {
    List<Asked> fewer = new ArrayList<>();
    for (Asked one : asked) {
      List<Rule> rules = one.rules.stream().filter(other -> other == rule).toList();
      fewer.add(new Asked(one.index, one.question, one.document, rules));
    }
    return new QuestionBatch(fewer);
  }

  /**
   * The input of the aggregate rule as a value of Rego's, for documents that are {@link Value}s.
   */
  RegoObject value(String asOf) {
    RegoArray questions = new RegoArray(asked.size());
    for (Asked one : asked) {
      RegoArray slugs = new RegoArray(one.rules.size());
      one.rules.forEach(rule -> slugs.add(rule.slug()));
      RegoObject question = new RegoObject(4).put("rules", slugs);
      one.question
          .context()
          .members()
          .forEach((name, value) -> question.put(name, RegoDocument.of(value)));
      questions.add(question.put("document", ((Value) one.document).value()));
    }
    return new RegoObject(2).put("as_of", asOf).put("questions", questions);
  }

  /**
   * The input of the aggregate rule as JSON text, for documents that are {@link Text}s.
   *
   * @param params that replace those that the rules have; empty for none
   */
  byte[] input(String asOf, JsonObject params) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("{\"as_of\":\"" + asOf + "\","));
    if (!params.isEmpty()) {
      out.writeBytes(ascii("\"params\":"));
      out.writeBytes(CanonicalJson.bytes(params));
      out.write(',');
    }
    out.writeBytes(ascii("\"questions\":["));
    boolean first = true;
    for (Asked one : asked) {
      out.writeBytes(ascii(first ? "{\"rules\":" : ",{\"rules\":"));
      first = false;
      TreeSet<String> slugs = new TreeSet<>();
      one.rules.forEach(rule -> slugs.add(rule.slug()));
      out.writeBytes(CanonicalJson.bytes(JsonArray.ofTexts(List.copyOf(slugs))));
      one.question
          .context()
          .members()
          .forEach(
              (name, value) -> {
                out.writeBytes(ascii(",\"" + name + "\":"));
                out.writeBytes(CanonicalJson.bytes(value));
              });
      out.writeBytes(ascii(",\"document\":"));
      out.writeBytes(((Text) one.document).json());
      out.write('}');
    }
    out.writeBytes(ascii("]}"));
    return out.toByteArray();
  }

  /**
   * What the aggregate rule's answer says.
   *
   * @param bySlug the rules of the scope
   */
  List<RuleResult> results(Map<String, Rule> bySlug, @Nullable JsonValue answer)
      throws PolicyAbort {
    JsonArray items = answer == null ? null : answer.arrayOrNull();
    if (items == null) {
      throw PolicyAbort.unusable("there is no aggregate rule for the scope");
    }
    List<RuleResult> results = new ArrayList<>(items.size());
    for (JsonValue item : items) {
      JsonObject object = item.objectOrNull();
      JsonValue position = object == null ? null : object.get("document");
      Long index = position == null ? null : position.longOrNull();
      if (object == null || index == null || index < 0 || index >= asked.size()) {
        throw otherShape(item);
      }
      int question = asked.get(Math.toIntExact(index)).index;
      for (Map.Entry<String, List<JsonValue>> told : told(object).entrySet()) {
        Rule rule = bySlug.get(told.getKey());
        if (rule == null) {
          throw otherShape(item);
        }
        for (JsonValue result : told.getValue()) {
          results.add(new RuleResult(question, rule, RuleAnswers.object(result)));
        }
      }
    }
    return results;
  }

  /** What is told of one document, by slug. */
  private static Map<String, List<JsonValue>> told(JsonObject item) throws PolicyAbort {
    JsonValue slug = item.get("rule");
    String name = slug == null ? null : slug.textOrNull();
    if (name != null) {
      JsonValue single = item.get("result");
      return Map.of(name, single == null ? members(item) : List.of(single));
    }
    JsonValue answers = item.get("answers");
    JsonValue results = answers == null ? item.get("results") : answers;
    JsonObject byRule = results == null ? null : results.objectOrNull();
    if (byRule == null) {
      throw otherShape(item);
    }
    Map<String, List<JsonValue>> told = new TreeMap<>();
    for (Map.Entry<String, JsonValue> entry : byRule.members().entrySet()) {
      JsonArray values = entry.getValue().arrayOrNull();
      if (values == null) {
        throw otherShape(item);
      }
      List<JsonValue> members = new ArrayList<>();
      for (JsonValue value : values) {
        members.addAll(answers == null ? List.of(value) : members(value));
      }
      told.put(entry.getKey(), members);
    }
    return told;
  }

  private static PolicyAbort otherShape(JsonValue item) {
    return PolicyAbort.unusable("the answer has another shape than expected: " + item);
  }

  private static List<JsonValue> members(JsonValue answer) throws PolicyAbort {
    JsonObject item = answer.objectOrNull();
    JsonValue name = item == null ? null : item.get("name");
    String rule = name == null ? null : name.textOrNull();
    if (item == null || rule == null) {
      throw otherShape(answer);
    }
    return RuleAnswers.members(rule, item.get("results"), item.get("exceptions"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
