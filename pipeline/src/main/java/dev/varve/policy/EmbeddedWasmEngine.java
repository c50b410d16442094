package dev.varve.policy;

import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a {@link PolicyPack} in this process. An instance of its module serves one evaluation
 * at a time; idle ones are kept, unless a large input made them grow.
 */
public final class EmbeddedWasmEngine extends BatchingEngine {
  /** An instance that has grown beyond this is dropped: its memory never shrinks. */
  private static final long KEPT_INSTANCE_BYTES = 64L << 20;

  /** Enough for a batch on a busy machine; a rule that needs more does not end by itself. */
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(20);

  private final PolicyPack pack;
  private final byte[] data;
  private final Duration timeLimit;
  private final ConcurrentLinkedDeque<WasmPolicy> idle = new ConcurrentLinkedDeque<>();
  private final ExecutorService threads;

  /** The first instance, made while others read what it will judge; null once it is taken. */
  private final AtomicReference<@Nullable Future<WasmPolicy>> first;

  /**
   * @param asOf the only date that rules see, as {@code data.varve.as_of} ({@code 2026-06-01})
   * @param timeLimit of one evaluation
   */
  public EmbeddedWasmEngine(PolicyPack pack, String asOf, Duration timeLimit) {
    this(pack, JsonObject.EMPTY, asOf, timeLimit, RuleTimer.OFF);
  }

  /**
   * @param data put over the pack's own
   */
  EmbeddedWasmEngine(
      PolicyPack pack, JsonObject data, String asOf, Duration timeLimit, RuleTimer timer) {
    super(pack.rules(), asOf, JsonObject.EMPTY, timer);
    this.pack = pack;
    this.data = CanonicalJson.bytes(withDate(PolicyData.over(pack.data(), data), asOf));
    this.timeLimit = timeLimit;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(null, task, "policy", 16L << 20);
              thread.setDaemon(true);
              return thread;
            });
    this.first = new AtomicReference<>(threads.submit(this::instance));
  }

  /** The data document with the date of the run under {@code varve.as_of}. */
  static JsonObject withDate(JsonObject data, String asOf) {
    JsonObject date = JsonObject.builder().put("as_of", asOf).build();
    return PolicyData.over(data, JsonObject.builder().put("varve", date).build());
  }

  @Override
  @Nullable JsonValue ask(RuleScope scope, byte[] input) throws PolicyAbort {
    Future<@Nullable JsonValue> answer = threads.submit(() -> evaluate(scope, input));
    try {
      return answer.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
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
      Future<WasmPolicy> prepared = first.getAndSet(null);
      policy = prepared == null ? instance() : await(prepared);
    }
    JsonValue value = policy.evaluate(pack.entrypoint(scope), input);
    if (policy.memoryBytes() <= KEPT_INSTANCE_BYTES) {
      idle.addLast(policy);
    }
    return value;
  }

  private WasmPolicy instance() throws PolicyAbort {
    return new WasmPolicy(pack.module(), pack.machines(), data);
  }

  private static <T> T await(Future<T> result) throws PolicyAbort {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PolicyAbort("varve was told to stop");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PolicyAbort abort) {
        throw abort;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    idle.clear();
  }
}
