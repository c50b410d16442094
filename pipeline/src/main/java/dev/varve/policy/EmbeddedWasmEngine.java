package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a {@link PolicyPack} in this process.
 *
 * <p>Documents go to Rego in batches of at most {@link #BATCH_BYTES}, each parsed once for all
 * rules. An instance serves one evaluation at a time; idle ones are kept, unless a large input made
 * them grow. If a batch breaks off or takes too long, its rules run again one by one, to name the
 * one to blame.
 */
public final class EmbeddedWasmEngine implements PolicyEngine {
  /** One larger document makes a batch of its own. */
  static final int BATCH_BYTES = 1 << 20;

  /** An instance that has grown beyond this is dropped: its memory never shrinks. */
  private static final long KEPT_INSTANCE_BYTES = 64L << 20;

  /** Enough for a batch on a busy machine; a rule that needs more does not end by itself. */
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(20);

  private final PolicyPack pack;
  private final byte[] data;
  private final byte[] opening;
  private final Duration timeLimit;
  private final Map<String, Rule> bySlug = new HashMap<>();
  private final ConcurrentLinkedDeque<WasmPolicy> idle = new ConcurrentLinkedDeque<>();
  private final ExecutorService threads;

  /**
   * @param asOf the only date that rules see, as {@code data.varve.as_of} ({@code 2026-06-01})
   * @param timeLimit of one evaluation
   */
  public EmbeddedWasmEngine(PolicyPack pack, String asOf, Duration timeLimit) {
    this.pack = pack;
    this.data = CanonicalJson.bytes(withDate(pack.data(), asOf));
    this.opening = ascii("{\"as_of\":\"" + asOf + "\",\"questions\":[");
    this.timeLimit = timeLimit;
    for (Rule rule : pack.rules()) {
      bySlug.put(key(rule.scope(), rule.slug()), rule);
    }
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(null, task, "policy", 16L << 20);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The data document with the date of the run under {@code varve.as_of}. */
  static JsonObject withDate(JsonObject data, String asOf) {
    JsonObject.Builder varve = JsonObject.builder();
    JsonValue given = data.get("varve");
    if (given instanceof JsonObject object) {
      object.members().forEach(varve::put);
    }
    JsonObject.Builder root = JsonObject.builder();
    data.members().forEach(root::put);
    return root.put("varve", varve.put("as_of", asOf).build()).build();
  }

  @Override
  public List<Rule> rules() {
    return pack.rules();
  }

  @Override
  public List<RuleResult> evaluate(RuleScope scope, List<Question> questions)
      throws InputException {
    List<RuleResult> results = new ArrayList<>();
    List<Asked> batch = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      if (question.rules().isEmpty()) {
        continue;
      }
      byte[] document = CanonicalJson.bytes(question.document());
      if (!batch.isEmpty() && bytes + document.length > BATCH_BYTES) {
        results.addAll(evaluateBatch(scope, batch));
        batch.clear();
        bytes = 0;
      }
      batch.add(new Asked(i, question.name(), document, question.rules()));
      bytes += document.length;
    }
    if (!batch.isEmpty()) {
      results.addAll(evaluateBatch(scope, batch));
    }
    results.sort(
        Comparator.comparingInt(RuleResult::question)
            .thenComparing(result -> result.rule().id())
            .thenComparing(result -> result.value().toString()));
    return results;
  }

  private List<RuleResult> evaluateBatch(RuleScope scope, List<Asked> batch) throws InputException {
    try {
      return run(scope, batch);
    } catch (PolicyAbort e) {
      return evaluateSingly(scope, batch);
    }
  }

  /** The same questions, one rule and one document at a time. */
  private List<RuleResult> evaluateSingly(RuleScope scope, List<Asked> batch)
      throws InputException {
    List<RuleResult> results = new ArrayList<>();
    for (Asked asked : batch) {
      for (Rule rule : asked.rules) {
        try {
          results.addAll(
              run(
                  scope,
                  List.of(new Asked(asked.index, asked.name, asked.document, List.of(rule)))));
        } catch (PolicyAbort e) {
          InputException failure =
              new InputException(
                  ReasonCode.POLICY_FAILED,
                  "rule " + rule.id() + " (" + scope.label() + "/" + rule.slug() + ")",
                  "judging " + asked.name + " did not come to an end: " + e.getMessage());
          failure.initCause(e);
          throw failure;
        }
      }
    }
    return results;
  }

  private List<RuleResult> run(RuleScope scope, List<Asked> batch) throws PolicyAbort {
    byte[] input = input(batch);
    Future<@Nullable JsonValue> answer = threads.submit(() -> evaluate(scope, input));
    try {
      return results(scope, batch, answer.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      // The translated code looks for the interrupt and stops; its instance is not used again.
      answer.cancel(true);
      throw new PolicyAbort("it took longer than " + timeLimit.toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PolicyAbort("varve was told to stop");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PolicyAbort abort) {
        throw abort;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private @Nullable JsonValue evaluate(RuleScope scope, byte[] input) throws PolicyAbort {
    WasmPolicy policy = idle.pollLast();
    if (policy == null) {
      policy = new WasmPolicy(pack.module(), pack.machines(), data);
    }
    JsonValue value = policy.evaluate(scope.entrypoint(), input);
    if (policy.memoryBytes() <= KEPT_INSTANCE_BYTES) {
      idle.addLast(policy);
    }
    return value;
  }

  private List<RuleResult> results(RuleScope scope, List<Asked> batch, @Nullable JsonValue answer)
      throws PolicyAbort {
    JsonArray items = answer == null ? null : answer.arrayOrNull();
    if (items == null) {
      throw new PolicyAbort("the pack has no answer for the scope " + scope.label());
    }
    List<RuleResult> results = new ArrayList<>(items.size());
    for (JsonValue item : items) {
      results.add(result(scope, batch, item.objectOrNull()));
    }
    return results;
  }

  private RuleResult result(RuleScope scope, List<Asked> batch, @Nullable JsonObject item)
      throws PolicyAbort {
    JsonValue position = item == null ? null : item.get("document");
    JsonValue slug = item == null ? null : item.get("rule");
    JsonValue value = item == null ? null : item.get("result");
    Long index = position == null ? null : position.longOrNull();
    String name = slug == null ? null : slug.textOrNull();
    Rule rule = name == null ? null : bySlug.get(key(scope, name));
    if (index == null || rule == null || value == null) {
      throw new PolicyAbort("the pack's answer has another shape than expected: " + item);
    }
    JsonObject object = value.objectOrNull();
    String text = value.textOrNull();
    if (object == null && text == null) {
      throw new PolicyAbort("a result is " + value.kind() + ", not a string or an object");
    }
    return new RuleResult(
        batch.get(Math.toIntExact(index)).index,
        rule,
        object != null ? object : JsonObject.builder().put("msg", String.valueOf(text)).build());
  }

  /**
   * {@code {"as_of":"2026-06-01","questions":[{"rules":["slug"],"document":{...}}]}}; documents are
   * JSON already.
   */
  private byte[] input(List<Asked> batch) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(opening);
    boolean first = true;
    for (Asked asked : batch) {
      out.writeBytes(ascii(first ? "{\"rules\":" : ",{\"rules\":"));
      first = false;
      TreeSet<String> slugs = new TreeSet<>();
      asked.rules.forEach(rule -> slugs.add(rule.slug()));
      out.writeBytes(CanonicalJson.bytes(JsonArray.ofTexts(List.copyOf(slugs))));
      out.writeBytes(ascii(",\"document\":"));
      out.writeBytes(asked.document);
      out.write('}');
    }
    out.writeBytes(ascii("]}"));
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String key(RuleScope scope, String slug) {
    return scope.label() + "/" + slug;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    idle.clear();
  }

  /** A question whose document is written out. */
  private static final class Asked {
    private final int index;
    private final String name;
    private final byte[] document;
    private final List<Rule> rules;

    Asked(int index, String name, byte[] document, List<Rule> rules) {
      this.index = index;
      this.name = name;
      this.document = document;
      this.rules = rules;
    }
  }
}
