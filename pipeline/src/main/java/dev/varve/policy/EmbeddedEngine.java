package dev.varve.policy;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.rego.EvaluationError;
import dev.varve.rego.Program;
import dev.varve.rego.RegoObject;
import dev.varve.rego.Values;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Evaluates a {@link PolicyPack} in this process. */
public final class EmbeddedEngine extends BatchingEngine {
  /** Enough for a batch on a busy machine; a rule that needs more does not end by itself. */
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(20);

  private final PolicyPack pack;
  private final Duration timeLimit;
  private final ExecutorService threads;

  /** Made while others read what it will judge. */
  private final Future<Prepared> prepared;

  /** What all evaluations share. */
  private record Prepared(Program program, Object data) {}

  /**
   * @param asOf the only date that rules see, as {@code data.varve.as_of} ({@code 2026-06-01})
   * @param timeLimit of one evaluation
   */
  public EmbeddedEngine(PolicyPack pack, String asOf, Duration timeLimit) {
    this(pack, JsonObject.EMPTY, asOf, timeLimit, RuleTimer.OFF);
  }

  /**
   * @param data put over the pack's own
   */
  EmbeddedEngine(
      PolicyPack pack, JsonObject data, String asOf, Duration timeLimit, RuleTimer timer) {
    super(pack.rules(), asOf, timer);
    this.pack = pack;
    this.timeLimit = timeLimit;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(null, task, "policy", 16L << 20);
              thread.setDaemon(true);
              return thread;
            });
    JsonObject all = withDate(PolicyData.over(pack.data(), data), asOf);
    this.prepared =
        threads.submit(() -> new Prepared(pack.program(), Values.freeze(RegoDocument.of(all))));
  }

  /** The data document with the date of the run under {@code varve.as_of}. */
  static JsonObject withDate(JsonObject data, String asOf) {
    JsonObject date = JsonObject.builder().put("as_of", asOf).build();
    return PolicyData.over(data, JsonObject.builder().put("varve", date).build());
  }

  @Override
  QuestionBatch.Document document(JsonValue json) {
    RegoDocument.Sized document = RegoDocument.sized(json);
    return new QuestionBatch.Value(document.value(), document.bytes());
  }

  @Override
  @Nullable JsonValue ask(RuleScope scope, QuestionBatch batch) throws PolicyAbort {
    RegoObject input = batch.value(asOf());
    Future<@Nullable JsonValue> answer = threads.submit(() -> evaluate(scope, input));
    try {
      return answer.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Loops look for the interrupt and stop.
      answer.cancel(true);
      throw new PolicyAbort("it took longer than " + timeLimit.toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PolicyAbort("varve was told to stop");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EvaluationError error) {
        PolicyAbort abort = new PolicyAbort(String.valueOf(error.getMessage()));
        abort.initCause(error);
        throw abort;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private @Nullable JsonValue evaluate(RuleScope scope, RegoObject input)
      throws ExecutionException, InterruptedException {
    Prepared ready = prepared.get();
    Object value = ready.program().evaluate(pack.entrypoint(scope), input, ready.data());
    return value == null ? null : RegoDocument.json(value);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
