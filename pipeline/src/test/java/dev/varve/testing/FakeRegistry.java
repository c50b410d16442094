package dev.varve.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.varve.blob.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry on loopback, as much of the distribution API as reading takes: manifests, blobs with
 * ranges, lists. What it does wrong is told to it request by request. Remembers what it was asked.
 */
public final class FakeRegistry implements AutoCloseable {
  private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");
  private static final Pattern BLOB = Pattern.compile("/v2/(.+)/blobs/([^/]+)");
  private static final Pattern TAGS = Pattern.compile("/v2/(.+)/tags/list");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, List<String>> tags = Collections.synchronizedMap(new TreeMap<>());
  private final Map<Pattern, Deque<Answer>> scripts =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile @Nullable Answer gate;

  /** One request as it came, with the headers that matter. */
  public record Request(
      String method,
      String path,
      @Nullable String authorization,
      @Nullable String range,
      String body) {}

  /** Something to do with a request. */
  @FunctionalInterface
  public interface Answer {
    /** Answers, or returns false to have it answered as usual. */
    boolean answer(HttpExchange exchange) throws IOException;
  }

  private FakeRegistry(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static FakeRegistry start() {
    try {
      return new FakeRegistry(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #start}, over TLS. */
  public static FakeRegistry startTls(SSLContext context) {
    try {
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return new FakeRegistry(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** As references name it. */
  public String name() {
    return "127.0.0.1:" + port();
  }

  public String url(String path) {
    return "http://" + name() + path;
  }

  // ---------------------------------------------------------------- content

  public Digest blob(byte[] content) {
    Digest digest = Digest.sha256Of(content);
    blobs.put(digest.toString(), content);
    return digest;
  }

  /** Keeps a manifest or an index under its digest and, unless it is null, a tag. */
  public Digest manifest(String repository, @Nullable String tag, byte[] content) {
    Digest digest = Digest.sha256Of(content);
    manifests.put(repository + "@" + digest, content);
    if (tag != null) {
      manifests.put(repository + "@" + tag, content);
      List<String> known = tags.computeIfAbsent(repository, first -> new ArrayList<>());
      if (!known.contains(tag)) {
        known.add(tag);
      }
    }
    return digest;
  }

  /** An image for linux/amd64 with gzipped layers. */
  public Digest image(String repository, @Nullable String tag, TestLayer... layers) {
    StringBuilder diffIds = new StringBuilder();
    StringBuilder descriptors = new StringBuilder();
    for (TestLayer layer : layers) {
      byte[] tar = layer.tar();
      byte[] stored = LayerCompression.GZIP.encode(tar);
      String comma = diffIds.isEmpty() ? "" : ",";
      diffIds.append(comma).append("'").append(Digest.sha256Of(tar)).append("'");
      descriptors
          .append(comma)
          .append(
              descriptor(
                  "application/vnd.oci.image.layer.v1.tar+gzip", blob(stored), stored.length));
    }
    byte[] config =
        utf8(
            "{'os':'linux','architecture':'amd64','rootfs':{'type':'layers','diff_ids':["
                + diffIds
                + "]}}");
    String manifest =
        "{'schemaVersion':2,'mediaType':'application/vnd.oci.image.manifest.v1+json','config':"
            + descriptor("application/vnd.oci.image.config.v1+json", blob(config), config.length)
            + ",'layers':["
            + descriptors
            + "]}";
    return manifest(repository, tag, utf8(manifest));
  }

  public static String descriptor(String mediaType, Digest digest, long size) {
    return "{'mediaType':'%s','digest':'%s','size':%d}".formatted(mediaType, digest, size);
  }

  /** A document whose single quotes become double ones. */
  public static byte[] utf8(String text) {
    return OuterFiles.quoted(text).getBytes(StandardCharsets.UTF_8);
  }

  // ---------------------------------------------------------------- behaviour

  /** Answers the next requests whose path matches in these ways, one after another. */
  public FakeRegistry next(String path, Answer... answers) {
    scripts
        .computeIfAbsent(Pattern.compile(path), first -> new ArrayDeque<>())
        .addAll(Arrays.asList(answers));
    return this;
  }

  /** Answers all requests whose path matches in this way. */
  public FakeRegistry always(String path, Answer answer) {
    Answer[] many = new Answer[10_000];
    Arrays.fill(many, answer);
    return next(path, many);
  }

  /** Sees every request first. */
  public void guard(Answer answer) {
    gate = answer;
  }

  /** A status with headers, written as names and values in turn, and no body. */
  public static Answer status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return true;
    };
  }

  /** A body, whole. */
  public static Answer body(byte[] content, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      send(exchange, 200, content);
      return true;
    };
  }

  /** The first bytes of a body whose whole length is promised, and then the end. */
  public static Answer cut(byte[] content, int after) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      OutputStream out = exchange.getResponseBody();
      out.write(content, 0, after);
      out.flush();
      throw new IOException("cut on purpose"); // closes the connection
    };
  }

  /** The first bytes of a body, and then a long silence. */
  public static Answer stall(byte[] content, int after, long millis) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      OutputStream out = exchange.getResponseBody();
      out.write(content, 0, after);
      out.flush();
      sleep(millis);
      throw new IOException("stalled on purpose");
    };
  }

  /** A byte now and then. */
  public static Answer drip(byte[] content, long pauseMillis) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      OutputStream out = exchange.getResponseBody();
      for (byte one : content) {
        out.write(one);
        out.flush();
        sleep(pauseMillis);
      }
      exchange.close();
      return true;
    };
  }

  /** A body and then zeros without end, as long as anybody reads; no length is promised. */
  public static Answer endless(byte[] content) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write(content);
      byte[] zeros = new byte[8192];
      while (true) {
        out.write(zeros); // fails when the other side hangs up
      }
    };
  }

  private static void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException("stopped", e);
    }
  }

  /** No answer at all: the connection is closed. */
  public static Answer hangUp() {
    return exchange -> {
      throw new IOException("hung up on purpose");
    };
  }

  // ---------------------------------------------------------------- requests

  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** The paths asked for, but for the question which version of the API this is. */
  public List<String> paths() {
    return requests().stream().map(Request::path).filter(path -> !path.equals("/v2/")).toList();
  }

  public void forget() {
    requests.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            uri.toString(),
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().getFirst("Range"),
            body));
    Answer first = gate;
    if (first != null && first.answer(exchange)) {
      return;
    }
    Answer scripted = scripted(uri.toString());
    if (scripted == null || !scripted.answer(exchange)) {
      usual(exchange, uri.getPath());
    }
  }

  private @Nullable Answer scripted(String path) {
    synchronized (scripts) {
      for (Map.Entry<Pattern, Deque<Answer>> script : scripts.entrySet()) {
        if (script.getKey().matcher(path).matches() && !script.getValue().isEmpty()) {
          return script.getValue().remove();
        }
      }
    }
    return null;
  }

  private void usual(HttpExchange exchange, String path) throws IOException {
    java.util.regex.Matcher manifest = MANIFEST.matcher(path);
    java.util.regex.Matcher blob = BLOB.matcher(path);
    java.util.regex.Matcher list = TAGS.matcher(path);
    byte[] content = null;
    if (path.equals("/v2/")) {
      content = utf8("{}");
    } else if (path.equals("/v2/_catalog")) {
      content = utf8("{'repositories':[" + quoted(List.copyOf(tags.keySet())) + "]}");
    } else if (manifest.matches()) {
      content = manifests.get(manifest.group(1) + "@" + manifest.group(2));
      if (content != null) {
        // As real ones do; without it nobody can tell a damaged manifest that a tag names.
        exchange
            .getResponseHeaders()
            .add("Docker-Content-Digest", Digest.sha256Of(content).toString());
      }
    } else if (blob.matches()) {
      content = blobs.get(blob.group(2));
    } else if (list.matches()) {
      List<String> known = tags.get(list.group(1));
      content =
          known == null
              ? null
              : utf8("{'name':'" + list.group(1) + "','tags':[" + quoted(known) + "]}");
    }
    if (content == null) {
      send(exchange, 404, utf8("{'errors':[{'code':'NAME_UNKNOWN'}]}"));
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null) {
      int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
    } else {
      send(exchange, 200, content);
    }
  }

  private static String quoted(List<String> names) {
    return names.isEmpty() ? "" : "'" + String.join("','", names) + "'";
  }

  private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
