package dev.varve.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests to an OPA server, against one that does as it is told. */
class OpaServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final byte[] INPUT = "{}".getBytes(UTF_8);
  private static final int MOST_AT_ONCE = 4;

  private final ExecutorService handlers = Executors.newCachedThreadPool();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final List<Long> arrivals = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(handlers);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    callers.shutdownNow();
    handlers.shutdownNow();
  }

  /** Answers a request. */
  private interface Answer {
    void give(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private OpaServer answering(Duration limit, Answer answer) throws Exception {
    server.createContext(
        "/v1/data/",
        exchange -> {
          arrivals.add(System.nanoTime());
          exchange.getRequestBody().readAllBytes();
          try {
            answer.give(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            exchange.close();
          }
        });
    return new OpaServer("http://127.0.0.1:" + server.getAddress().getPort(), "sesame-1234", limit);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Test
  void noMoreThanAFewRequestsAreUnderWayAtOnce() throws Exception {
    AtomicInteger under = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(MOST_AT_ONCE);
    OpaServer opa =
        answering(
            LIMIT,
            exchange -> {
              most.accumulateAndGet(under.incrementAndGet(), Math::max);
              full.countDown();
              // The first ones wait for each other, then for one too many that must not come.
              full.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
              Thread.sleep(50);
              under.decrementAndGet();
              send(exchange, 200, "{\"result\":1}");
            });
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 5 * MOST_AT_ONCE; i++) {
      answers.add(callers.submit(() -> String.valueOf(opa.value(List.of("x"), INPUT))));
    }

    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("JsonNumber[value=1]");
    }
    assertThat(most).hasValue(MOST_AT_ONCE);
    assertThat(arrivals).hasSize(5 * MOST_AT_ONCE);
  }

  @Test
  void whatDoesNotAnswerInTimeIsToldWithTheLimit() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    OpaServer opa =
        answering(
            Duration.ofMillis(150), exchange -> over.await(LIMIT.toSeconds(), TimeUnit.SECONDS));

    assertThatThrownBy(() -> opa.value(List.of("x"), INPUT))
        .isInstanceOfSatisfying(
            InputException.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(ReasonCode.OPA_UNREACHABLE);
              assertThat(failure.detail())
                  .isEqualTo("did not answer within 150 ms (tried 4 times)");
            })
        .message()
        .doesNotContain("sesame");
    over.countDown();
    assertThat(arrivals).hasSize(4);
  }

  @Test
  void pausesBetweenTriesGrow() throws Exception {
    OpaServer opa = answering(LIMIT, exchange -> send(exchange, 503, "busy"));

    assertThatThrownBy(() -> opa.value(List.of("x"), INPUT))
        .hasMessageContaining("answered with status 503 (tried 4 times)");

    assertThat(arrivals).hasSize(4);
    for (int i = 1; i < 4; i++) {
      long pauseMillis = (arrivals.get(i) - arrivals.get(i - 1)) / 1_000_000;
      // Clocks of sleeping and measuring may differ by a little.
      assertThat(pauseMillis).isGreaterThanOrEqualTo(95L << (i - 1));
    }
  }

  @Test
  void whatAnotherTryWouldNotChangeIsNotAskedAgain() throws Exception {
    OpaServer opa =
        answering(
            LIMIT,
            exchange -> send(exchange, 500, "{\"code\":\"internal_error\",\"message\":\"m\"}"));

    assertThatThrownBy(() -> opa.value(List.of("x"), INPUT))
        .isInstanceOf(PolicyAbort.class)
        .hasMessage("internal_error: m");
    assertThat(arrivals).hasSize(1);
  }

  @Test
  void whatIsNoOpaServerIsToldAndNotQuoted() throws Exception {
    OpaServer opa = answering(LIMIT, exchange -> send(exchange, 404, "<html>sesame</html>"));

    assertThatThrownBy(() -> opa.value(List.of("x"), INPUT))
        .hasMessageContaining("answered with status 404 and not as an OPA server does")
        .message()
        .doesNotContain("sesame");
  }
}
