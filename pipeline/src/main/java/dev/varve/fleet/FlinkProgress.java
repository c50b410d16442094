package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.report.ScanProgress;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * Tells how far a job on a Flink cluster is. Beam's runner only waits for its end, so the job
 * manager is asked for the job's accumulators, to which task managers add with each of their
 * heartbeats, every ten seconds as Flink is delivered.
 */
final class FlinkProgress implements Closeable {
  private static final System.Logger LOG = System.getLogger(FlinkProgress.class.getName());

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private static final String PLACE = "Flink's job manager";

  private final Thread watchman;

  private FlinkProgress(Thread watchman) {
    this.watchman = watchman;
  }

  /**
   * Watches the job of these options until it is closed.
   *
   * @param progress told from another thread, which has ended when {@link #close} returns
   */
  static FlinkProgress watch(PipelineOptions options, Consumer<ScanProgress> progress) {
    String master = options.as(FlinkPipelineOptions.class).getFlinkMaster();
    String name = options.getJobName();
    return watch(master, name, BETWEEN_LOOKS, progress);
  }

  static FlinkProgress watch(
      String master, String name, Duration between, Consumer<ScanProgress> progress) {
    Thread watchman =
        new Thread(() -> look(master, name, between, progress), "varve-flink-progress");
    watchman.setDaemon(true);
    watchman.start();
    return new FlinkProgress(watchman);
  }

  private static void look(
      String master, String name, Duration between, Consumer<ScanProgress> progress) {
    String job = null;
    try {
      while (true) {
        Thread.sleep(between.toMillis());
        if (job == null) {
          job = job(master, name);
        }
        if (job != null) {
          progress.accept(of(master, job));
        }
      }
    } catch (InterruptedException e) {
      return; // The job has ended.
    } catch (IOException | InputException | IllegalArgumentException e) {
      // The job goes on without being watched; Flink's own interface shows it.
      LOG.log(
          Thread.currentThread().isInterrupted()
              ? System.Logger.Level.DEBUG
              : System.Logger.Level.WARNING,
          "no progress from here on, see {0} and there the accumulators of {1} ({2})",
          master,
          name,
          String.valueOf(e.getMessage()));
    }
  }

  /** The id of the job of a name; null before there is one. */
  private static @Nullable String job(String master, String name)
      throws InputException, IOException {
    for (JsonObject job : objects(FlinkJob.ask(master, "/jobs/overview"), "jobs")) {
      if (name.equals(text(job, "name"))) {
        return text(job, "jid");
      }
    }
    return null;
  }

  /** What all task managers have counted so far. */
  static ScanProgress of(String master, String job) throws InputException, IOException {
    Map<String, Long> counted = new HashMap<>();
    JsonObject answer = FlinkJob.ask(master, "/jobs/" + job + "/accumulators");
    for (JsonObject accumulator : objects(answer, "user-task-accumulators")) {
      if (text(accumulator, "type").equals("MetricsAccumulator")) {
        add(text(accumulator, "value"), counted);
      }
    }
    return ScanCounter.progress(counted);
  }

  /**
   * Adds what Beam's metrics container has, which its text form holds as monitoring infos in JSON
   * (beam_fn_api, {@code MonitoringInfo}): a number is a varint in base64.
   */
  private static void add(String container, Map<String, Long> counted)
      throws InputException, IOException {
    JsonObject all =
        Json.parseObject(Bytes.utf8(container), PLACE, Limits.DEFAULT)
            .optionalObjectIn(PLACE, "metrics");
    for (JsonObject info : all == null ? List.<JsonObject>of() : objects(all, "attempted")) {
      JsonObject labels = info.optionalObjectIn(PLACE, "labels");
      if (labels != null && text(labels, "NAMESPACE").equals(ScanCounter.NAMESPACE)) {
        byte[] payload = Base64.getDecoder().decode(text(info, "payload"));
        long count = VarInt.decodeLong(new ByteArrayInputStream(payload));
        counted.merge(text(labels, "NAME"), count, Long::sum);
      }
    }
  }

  private static List<JsonObject> objects(JsonObject answer, String key) throws InputException {
    JsonArray array = answer.optionalArrayIn(PLACE, key);
    List<JsonObject> objects = new ArrayList<>();
    for (JsonValue item : array == null ? JsonArray.EMPTY : array) {
      JsonObject object = item.objectOrNull();
      if (object != null) {
        objects.add(object);
      }
    }
    return objects;
  }

  private static String text(JsonObject object, String key) throws InputException {
    return object.textIn(PLACE, key);
  }

  /** Ends the watch. */
  @Override
  public void close() {
    watchman.interrupt();
    boolean interrupted = false;
    while (watchman.isAlive()) {
      try {
        watchman.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
