package dev.varve.policy;

import com.bisnode.opa.client.OpaConfiguration;
import com.bisnode.opa.client.rest.ObjectMapperFactory;
import com.bisnode.opa.client.rest.OpaRestClient;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A running OPA that documents are put before (OPA documentation, "REST API", "Data API"). Adds to
 * {@code opa-java-client} what it lacks: a token, a time limit, a bound on requests at once,
 * another try after a pause, and failures of rules as what they are.
 */
final class OpaServer extends OpaRestClient {
  private static final int TRIES = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** More requests than this wait for earlier ones; a server is somebody else's too. */
  private static final int MOST_AT_ONCE = 4;

  /** Answers that say "not now". */
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final HttpClient http;
  private final String url;
  private final @Nullable String token;
  private final Duration timeLimit;
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE);

  /**
   * @param url such as {@code http://127.0.0.1:8181}
   * @param token for the header {@code Authorization}, or null; never in a message
   * @param timeLimit of one evaluation
   */
  OpaServer(String url, @Nullable String token, Duration timeLimit) throws InputException {
    this(url, token, timeLimit, HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build());
  }

  private OpaServer(String url, @Nullable String token, Duration timeLimit, HttpClient http)
      throws InputException {
    super(new OpaConfiguration(requireHttp(url)), http, ObjectMapperFactory.getInstance().create());
    this.http = http;
    this.url = url;
    this.token = token;
    this.timeLimit = timeLimit;
  }

  private static String requireHttp(String url) throws InputException {
    boolean usable = url.startsWith("http://") || url.startsWith("https://");
    if (url.indexOf('@') >= 0) {
      // A password in it would be told by every message; the address itself is not shown either.
      throw notAnAddress("--opa-url");
    }
    try {
      if (usable && URI.create(url).getHost() != null) {
        return url.endsWith("/") ? url : url + "/";
      }
    } catch (IllegalArgumentException e) {
      InputException failure = notAnAddress(url);
      failure.initCause(e);
      throw failure;
    }
    throw notAnAddress(url);
  }

  private static InputException notAnAddress(String url) {
    return new InputException(
        ReasonCode.OPA_UNREACHABLE,
        url,
        "is no address such as http://127.0.0.1:8181; the token goes into --opa-token-file");
  }

  @Override
  public HttpRequest.Builder getBasicRequestBuilder(String endpoint) {
    HttpRequest.Builder request = super.getBasicRequestBuilder(endpoint).timeout(timeLimit);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** Leaves it to the caller what a status means; the client's own form drops the reason. */
  @Override
  public <T> HttpResponse<T> sendRequest(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return http.send(request, handler);
  }

  /**
   * The value of a document under {@code data}.
   *
   * @param path such as {@code varve, image}
   * @param input JSON text
   * @return null if the server has no such document
   * @throws PolicyAbort if the evaluation fails
   */
  @Nullable JsonValue value(List<String> path, byte[] input) throws PolicyAbort, InputException {
    String words =
        path.stream()
            .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"input\":".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(input);
    body.write('}');
    HttpRequest request =
        getBasicRequestBuilder("v1/data/" + words + "?strict-builtin-errors=true")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    HttpResponse<byte[]> response = send(request);
    JsonObject answer = answer(response);
    if (response.statusCode() == OK && answer != null) {
      return answer.get("result");
    }
    if (response.statusCode() == UNAUTHORIZED || response.statusCode() == FORBIDDEN) {
      throw unreachable(
          "refuses "
              + (token == null ? "requests without a token" : "the token")
              + " (status "
              + response.statusCode()
              + ")");
    }
    if (answer == null || !answer.has("code")) {
      throw unreachable(
          "answered with status " + response.statusCode() + " and not as an OPA server does");
    }
    throw new PolicyAbort(complaint(answer));
  }

  private @Nullable JsonObject answer(HttpResponse<byte[]> response) {
    try {
      return Json.parse(response.body(), url, Limits.DEFAULT).objectOrNull();
    } catch (InputException e) {
      return null;
    }
  }

  /** {@code code: message} of the answer and of each error in it. */
  private static String complaint(JsonObject answer) {
    StringBuilder text = new StringBuilder(words(answer));
    JsonValue errors = answer.get("errors");
    if (errors != null && errors.arrayOrNull() != null) {
      for (JsonValue error : errors.arrayOrNull()) {
        if (error.objectOrNull() != null) {
          text.append("; ").append(words(error.objectOrNull()));
        }
      }
    }
    return text.toString();
  }

  private static String words(JsonObject error) {
    JsonValue code = error.get("code");
    JsonValue message = error.get("message");
    return (code == null ? "error" : code.scalarTextOrNull())
        + ": "
        + (message == null ? "" : message.scalarTextOrNull());
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws InputException {
    try {
      turns.acquire();
      try {
        return sendWithPauses(request);
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("was not waited for: varve was told to stop");
    }
  }

  private HttpResponse<byte[]> sendWithPauses(HttpRequest request)
      throws InterruptedException, InputException {
    String trouble = "";
    Duration pause = FIRST_PAUSE;
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        Thread.sleep(pause.toMillis());
        pause = pause.multipliedBy(2);
      }
      try {
        HttpResponse<byte[]> response =
            sendRequest(request, HttpResponse.BodyHandlers.ofByteArray());
        if (!PASSING.contains(response.statusCode())) {
          return response;
        }
        trouble = "answered with status " + response.statusCode();
      } catch (HttpTimeoutException e) {
        trouble = "did not answer within " + limit();
      } catch (IOException e) {
        String why = e.getMessage();
        trouble = "cannot be reached" + (why == null || why.isEmpty() ? "" : ": " + why);
      }
    }
    throw unreachable(trouble + " (tried " + TRIES + " times)");
  }

  private String limit() {
    long seconds = timeLimit.toSeconds();
    return timeLimit.equals(Duration.ofSeconds(seconds))
        ? seconds + " s"
        : timeLimit.toMillis() + " ms";
  }

  InputException unreachable(String detail) {
    return new InputException(ReasonCode.OPA_UNREACHABLE, "OPA at " + url, detail);
  }
}
