package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** A cluster of one job manager and two task managers, started by {@code scripts/flink-cluster}. */
final class FlinkCluster implements Closeable {
  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Thread atExit = new Thread(this::stopAtExit);
  private String address = "";

  private FlinkCluster(Path folder) {
    this.folder = folder;
  }

  static FlinkCluster start(Path folder) throws IOException, InterruptedException {
    OptionalParts.libraries();
    FlinkCluster cluster = new FlinkCluster(folder);
    Runtime.getRuntime().addShutdownHook(cluster.atExit);
    cluster.address = cluster.script("start", "--port", "0", "--workers", "2").strip();
    return cluster;
  }

  String address() {
    return address;
  }

  void killWorker(int number) throws IOException, InterruptedException {
    script("kill-worker", String.valueOf(number));
  }

  String status() throws IOException, InterruptedException {
    return script("status");
  }

  private String script(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(OptionalParts.projectRoot().resolve("scripts/flink-cluster").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("VARVE_FLINK_DIR", folder.toString());
    builder.environment().put("VARVE_FLINK_HEAP", "640");
    builder.environment().put("VARVE_FLINK_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().put("VARVE_JAVA_HOME", System.getProperty("java.home"));
    builder.redirectError(folder.resolveSibling("script.txt").toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(
          String.join(" ", arguments)
              + ": "
              + output
              + Files.readString(folder.resolveSibling("script.txt")));
    }
    return output;
  }

  /** What the job manager says. */
  JsonObject ask(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    byte[] body = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    try {
      return Json.parseObject(Bytes.wrap(body), path, Limits.DEFAULT);
    } catch (InputException e) {
      throw new AssertionError(e);
    }
  }

  /** The job that was submitted last. */
  JsonObject newestJob() throws IOException, InterruptedException {
    JsonObject newest = null;
    for (JsonObject job : objects(ask("/jobs/overview"), "jobs")) {
      if (newest == null || number(job, "start-time") > number(newest, "start-time")) {
        newest = job;
      }
    }
    return Objects.requireNonNull(newest, "no job was submitted");
  }

  /** The task managers that have run tasks of a job. */
  TreeSet<String> workersOf(String job) throws IOException, InterruptedException {
    TreeSet<String> workers = new TreeSet<>();
    for (JsonObject vertex : objects(ask("/jobs/" + job), "vertices")) {
      JsonObject ran = ask("/jobs/" + job + "/vertices/" + text(vertex, "id") + "/taskmanagers");
      for (JsonObject worker : objects(ran, "taskmanagers")) {
        String id = text(worker, "taskmanager-id");
        if (!id.equals("(unassigned)")) {
          workers.add(id);
        }
      }
    }
    return workers;
  }

  static List<JsonObject> objects(JsonObject object, String key) {
    JsonArray array = Objects.requireNonNull(object.get(key).arrayOrNull(), key);
    List<JsonObject> objects = new ArrayList<>();
    for (JsonValue value : array) {
      objects.add(Objects.requireNonNull(value.objectOrNull()));
    }
    return objects;
  }

  static String text(JsonObject object, String key) {
    return Objects.requireNonNull(object.get(key).textOrNull(), key);
  }

  private static long number(JsonObject object, String key) {
    return Objects.requireNonNull(object.get(key).longOrNull(), key);
  }

  private void stopAtExit() {
    try {
      script("stop");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stopAtExit();
  }
}
