package dev.varve.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real OPA server on a free port of this machine. */
public final class OpaTestServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final String url;

  private OpaTestServer(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts {@code opa run --server} and waits until it answers.
   *
   * @param log takes what the server prints
   * @param arguments further options and the files to load
   */
  public static OpaTestServer start(Path log, String... arguments) throws Exception {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                OptionalParts.opa().toString(),
                "run",
                "--server",
                "--skip-version-check",
                "--addr=127.0.0.1:" + port));
    command.addAll(List.of(arguments));
    File output = log.toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    OpaTestServer server = new OpaTestServer(process, "http://127.0.0.1:" + port);
    try {
      server.awaitHealth(log);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return server;
  }

  public String url() {
    return url;
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitHealth(Path log) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health")).build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        client.send(request, HttpResponse.BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError("opa did not start: " + Files.readString(log));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
