package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.json.JsonObject;
import dev.varve.report.ScanProgress;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fixture fleet on a Flink session cluster: one job manager and two task managers, each a
 * process of its own, that share a facts store and know of varve what the submitter sends.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterScanTest {
  private static final long PATIENCE_SECONDS = 240;

  @TempDir static Path shared;
  private static FlinkCluster cluster;
  private static Path direct;

  @TempDir Path folder;
  private @Nullable Process scan;

  @BeforeAll
  static void scanInThisProcessAndStartTheCluster() throws Exception {
    cluster = FlinkCluster.start(shared.resolve("cluster"));
    direct = shared.resolve("direct");
    FixtureFleet.scan(direct, shared.resolve("direct-store"));
  }

  @AfterEach
  void endTheScan() throws InterruptedException {
    if (scan != null) {
      scan.destroyForcibly().waitFor();
    }
  }

  @AfterAll
  static void stopTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** With a store that is shared as an object store is: each process has copies of its own. */
  @Test
  @Order(1)
  void clusterLeavesTheBytesOfTheDirectRunner() throws Exception {
    Path out = folder.resolve("out");

    Process submitted = submit(out, "file://" + folder.resolve("store"));

    assertEnds(submitted);
    assertThat(FixtureFleet.results(out)).isEqualTo(FixtureFleet.results(direct));
    String job = FlinkCluster.text(cluster.newestJob(), "jid");
    assertThat(cluster.workersOf(job)).as("task managers at work").hasSize(2);
    assertThat(cluster.ask("/jobs/" + job + "/accumulators").toString())
        .as("counters in Flink's interface")
        .contains("layersExpanded", "layerBytesExpanded", "layersReused", "images");
    assertThat(cluster.ask("/jobs/" + job).get("state").textOrNull()).isEqualTo("FINISHED");
    ScanProgress progress = FlinkProgress.of(cluster.address(), job);
    assertThat(progress.images()).isPositive();
    assertThat(progress.imagesDone()).isEqualTo(progress.images());
    assertThat(progress.layersDone()).isEqualTo(progress.layers()).isPositive();
  }

  /** Last, since the cluster has one worker less from then on. */
  @Test
  @Order(2)
  void workOfAKilledWorkerIsDoneAgainAndLeavesTheSameBytes() throws Exception {
    Path out = folder.resolve("out");
    Path store = folder.resolve("store");
    Process submitted = submit(out, store.toString(), "--workers=2");
    while (submitted.isAlive() && listings(store) == 0) {
      Thread.sleep(20);
    }
    JsonObject job = cluster.newestJob();
    String id = FlinkCluster.text(job, "jid");
    // Flink tells for a moment what it knew before.
    while (submitted.isAlive() && cluster.workersOf(id).size() < 2) {
      Thread.sleep(20);
    }
    assertThat(cluster.workersOf(id)).as("task managers at work").hasSize(2);

    cluster.killWorker(2);

    assertThat(job.get("state").textOrNull()).as("while it ran").isEqualTo("RUNNING");
    assertEnds(submitted);
    assertThat(cluster.status()).contains("worker-1     runs").contains("worker-2     gone");
    assertThat(FixtureFleet.results(out)).isEqualTo(FixtureFleet.results(direct));
    assertThat(cluster.ask("/jobs/" + id).get("state").textOrNull()).isEqualTo("FINISHED");
    assertThat(
            FlinkCluster.objects(
                Objects.requireNonNull(
                    cluster
                        .ask("/jobs/" + id + "/exceptions")
                        .get("exceptionHistory")
                        .objectOrNull()),
                "entries"))
        .as("what Flink knows of the loss")
        .isNotEmpty();
  }

  private static long listings(Path store) throws IOException {
    if (!Files.exists(store)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(store)) {
      return files.filter(file -> file.endsWith("summary.avro")).count();
    } catch (UncheckedIOException e) {
      return 0; // a folder of work in progress went away meanwhile
    }
  }

  /** The program as users start it, from the folders that a build leaves. */
  private Process submit(Path out, String store, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(List.of("-cp", classPath(), "dev.varve.cli.Main"));
    command.addAll(List.of("scan", FixtureFleet.folder().resolve("fleet.yaml").toString(), "-o"));
    command.addAll(List.of(out.toString(), "--store", store));
    command.addAll(List.of("--as-of", FixtureFleet.JUDGEMENT.asOf().toString()));
    command.addAll(List.of("--runner=FlinkRunner", "--flinkMaster=" + cluster.address()));
    command.addAll(List.of(more));
    scan =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    return scan;
  }

  private static String classPath() throws IOException {
    Path libraries = OptionalParts.libraries();
    List<String> elements = new ArrayList<>();
    elements.add(libraries.resolveSibling("classes").toString());
    for (String folder : List.of(".", "beam", "flink")) {
      try (Stream<Path> jars = Files.list(libraries.resolve(folder).normalize())) {
        jars.map(Path::toString)
            .filter(jar -> jar.endsWith(".jar"))
            .sorted()
            .forEach(elements::add);
      }
    }
    return String.join(System.getProperty("path.separator"), elements);
  }

  /** Broken images are part of the fleet, so 3 is what a finished scan returns. */
  private void assertEnds(Process scan) throws Exception {
    boolean ended = scan.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String output = Files.readString(folder.resolve("output.txt"));
    assertThat(ended).as(output).isTrue();
    assertThat(scan.exitValue()).as(output).isEqualTo(3);
  }
}
