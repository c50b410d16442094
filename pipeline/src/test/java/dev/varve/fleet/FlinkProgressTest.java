package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.varve.report.ScanProgress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a job manager of Flink 1.19 answers while a job by Beam 2.70 runs, shortened. */
class FlinkProgressTest {
  private static final String NONE =
      "{'job-accumulators':[],'user-task-accumulators':[],'serialized-user-task-accumulators':{}}";

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<ScanProgress> told = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "");
          byte[] body = answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void countersOfTheRunningJobAreTold() throws Exception {
    answers.put("/jobs/overview", "{'jobs':[{'jid':'0a','name':'another'}]}");
    try (FlinkProgress watch = watch()) {
      assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
      answers.put("/jobs/1b/accumulators", NONE);
      answers.put(
          "/jobs/overview",
          "{'jobs':[{'jid':'0a','name':'another'},{'jid':'1b','name':'scan','state':'RUNNING'}]}");
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(new ScanProgress(0, 0, 0, 0, 0, 0, 0));
      answers.put(
          "/jobs/1b/accumulators",
          accumulators(
              counter("varve", "images", "Iw=="),
              counter("varve", "imagesDone", "Ag=="),
              counter("varve", "imagesDone", "IQ=="),
              counter("varve", "layers", "JA=="),
              counter("varve", "layersDone", "FA=="),
              counter("varve", "layerBytes", "rPNs"),
              counter("varve", "layerBytesDone", "rPNs"),
              counter("varve.rules", "images", "CQ=="),
              counter("org.apache.beam.sdk.transforms.join.CoGbkResult", "cogbk-keys", "HQ==")));

      ScanProgress counted = new ScanProgress(35, 35, 36, 20, 1_784_236, 1_784_236, 0);
      ScanProgress last = told.poll(20, TimeUnit.SECONDS);
      while (last != null && last.images() == 0) {
        last = told.poll(20, TimeUnit.SECONDS);
      }
      assertThat(last).isEqualTo(counted);
    }
    told.clear();
    assertThat(told.poll(100, TimeUnit.MILLISECONDS)).as("after the end").isNull();
  }

  /** The scan is not to fail for want of somebody who tells how far it is. */
  @Test
  void whatTheJobManagerDoesNotTellEndsTheWatchOnly() throws Exception {
    answers.put("/jobs/overview", "{'jobs':[{'jid':'1b','name':'scan'}]}");

    try (FlinkProgress watch = watch()) {
      assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  private FlinkProgress watch() {
    String master = "127.0.0.1:" + server.getAddress().getPort();
    return FlinkProgress.watch(master, "scan", Duration.ofMillis(10), told::add);
  }

  private static String accumulators(String... counters) {
    String value = "{\n  'metrics': {\n    'attempted': [" + String.join(", ", counters) + "]\n}}";
    return "{'job-accumulators':[],'user-task-accumulators':[{'name':'__metricscontainers',"
        + "'type':'MetricsAccumulator','value':'"
        + value.replace("'", "\\'").replace("\n", "\\n")
        + "'}],'serialized-user-task-accumulators':{}}";
  }

  private static String counter(String namespace, String name, String payload) {
    return "{'urn': 'beam:metric:user:sum_int64:v1', 'type': 'beam:metrics:sum_int64:v1',"
        + " 'payload': '"
        + payload
        + "', 'labels': {'NAMESPACE': '"
        + namespace
        + "', 'NAME': '"
        + name
        + "', 'PTRANSFORM': 'A/B'}}";
  }
}
