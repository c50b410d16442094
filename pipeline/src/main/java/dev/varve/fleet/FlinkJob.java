package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What a job for a Flink cluster has set unless the user says otherwise: one lean jar to send, as
 * many workers as the cluster has slots, and exchanges that are written down between the steps, so
 * that a lost worker costs what it held and no more. Loaded only with Flink's runner, whose classes
 * other runs do not have.
 */
final class FlinkJob {
  /** The masters that run in this process. */
  private static final List<String> IN_PROCESS = List.of("[local]", "[auto]", "[collection]");

  private static final String DEFAULT_PORT = "8081";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final System.Logger LOG = System.getLogger(FlinkJob.class.getName());

  private FlinkJob() {}

  /** Whether the options name Flink's runner; asks for none of its classes. */
  static boolean isWanted(PipelineOptions options) {
    return options.getRunner().getSimpleName().equals("FlinkRunner");
  }

  /** Whether a pipeline with these options leaves this process. */
  static boolean isRemote(PipelineOptions options) {
    return options.getRunner() == FlinkRunner.class
        && !IN_PROCESS.contains(options.as(FlinkPipelineOptions.class).getFlinkMaster());
  }

  /**
   * Completes the options of a job, of one that stays in this process but for what runs elsewhere.
   *
   * @param arguments that the options come from, which tell what the user has set
   * @param aside for the job's jar if nothing can be kept beside the program
   * @throws InputException {@code beam-option-invalid} if no job manager answers
   */
  static void complete(PipelineOptions options, List<String> arguments, Path aside)
      throws InputException, IOException {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    if (!isSet(arguments, "fasterCopy")) {
      // No transform changes an element that it has got or given, so nobody needs copies.
      flink.setFasterCopy(true);
    }
    if (!isRemote(options)) {
      return;
    }
    if (!isSet(arguments, "parallelism")) {
      flink.setParallelism(slots(flink.getFlinkMaster()));
    }
    if (!isSet(arguments, "executionModeForBatch")) {
      flink.setExecutionModeForBatch("BATCH");
    }
    if (!isSet(arguments, "filesToStage")) {
      Path kept = JobJar.besideProgram();
      Path jar = JobJar.of(JobJar.classPath(), kept == null ? aside : kept);
      flink.setFilesToStage(List.of(jar.toString()));
    }
  }

  private static boolean isSet(List<String> arguments, String option) {
    return arguments.stream().anyMatch(argument -> argument.startsWith("--" + option + "="));
  }

  /** How many tasks the cluster can run at once. */
  private static int slots(String master) throws InputException, IOException {
    JsonObject overview = ask(master, "/overview");
    JsonValue total = overview.get("slots-total");
    Long slots = total == null ? null : total.longOrNull();
    if (slots == null || slots < 1) {
      throw new InputException(
          ReasonCode.BEAM_OPTION_INVALID,
          "--flinkMaster",
          "the job manager at " + master + " has no task managers yet; start one, or wait for it");
    }
    LOG.log(System.Logger.Level.INFO, "{0} slots at {1}", slots, master);
    return Math.toIntExact(slots);
  }

  /** What the job manager answers. */
  static JsonObject ask(String master, String path) throws InputException, IOException {
    String base = master.contains("://") ? master : "http://" + master;
    try {
      URI uri = URI.create(base);
      if (uri.getPort() < 0) {
        uri = URI.create(base + ":" + DEFAULT_PORT);
      }
      HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
      HttpRequest request =
          HttpRequest.newBuilder(uri.resolve(path)).timeout(TIMEOUT).GET().build();
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw unreachable(master, "it answers with status " + response.statusCode());
      }
      return Json.parseObject(Bytes.wrap(response.body()), master + path, Limits.DEFAULT);
    } catch (IllegalArgumentException | IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw unreachable(master, String.valueOf(why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + master, e);
    }
  }

  private static InputException unreachable(String master, String why) {
    return new InputException(
        ReasonCode.BEAM_OPTION_INVALID,
        "--flinkMaster",
        "no Flink job manager answers at "
            + master
            + " ("
            + why
            + "); name the address of its REST interface, and --beam=--parallelism=N if only"
            + " Flink's own client can reach it");
  }
}
