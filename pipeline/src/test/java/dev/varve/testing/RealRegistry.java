package dev.varve.testing;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's {@code docker-registry}, run on loopback as long as a test needs it, and filled by
 * {@code skopeo}.
 */
public final class RealRegistry implements AutoCloseable {
  private static final String USER = "varve";
  private static final String PASSWORD = "open-sesame";

  /** The two above, as {@code htpasswd -nbB} has it; docker-registry takes bcrypt only. */
  private static final String HTPASSWD =
      "varve:$2y$05$ni7jO5Ee.D3pqnNudKh0Luwx6LP1a.WS76Z/dbQ6g74D5ZzhcJRBG";

  private static final int START_SECONDS = 30;
  private static final int COPY_SECONDS = 60;

  private final Process process;
  private final int port;
  private final Path folder;
  private final boolean locked;

  private RealRegistry(Process process, int port, Path folder, boolean locked) {
    this.process = process;
    this.port = port;
    this.folder = folder;
    this.locked = locked;
  }

  /**
   * Starts a registry, or skips the test if there is none.
   *
   * @param folder an empty one, for all that it keeps
   * @param locked whether it wants an account
   */
  public static RealRegistry start(Path folder, boolean locked) throws Exception {
    Path program = OptionalParts.program("docker-registry");
    OptionalParts.program("skopeo");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Files.createDirectories(folder);
    Path accounts = Files.writeString(folder.resolve("htpasswd"), HTPASSWD + "\n");
    Path config =
        Files.writeString(
            folder.resolve("config.yml"),
            """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "127.0.0.1:%d"}
            """
                    .formatted(folder.resolve("data"), port)
                + (locked ? "auth: {htpasswd: {realm: test, path: \"" + accounts + "\"}}\n" : ""));
    Process process =
        new ProcessBuilder(program.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    RealRegistry registry = new RealRegistry(process, port, folder, locked);
    registry.awaitStart();
    return registry;
  }

  private void awaitStart() throws Exception {
    for (int tries = 0; tries < START_SECONDS * 10; tries++) {
      try {
        HttpURLConnection connection =
            (HttpURLConnection) URI.create(url() + "/v2/").toURL().openConnection();
        if (connection.getResponseCode() == (locked ? 401 : 200)) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    close();
    throw new IllegalStateException(
        "docker-registry does not start: " + Files.readString(folder.resolve("log")));
  }

  public String url() {
    return "http://" + name();
  }

  /** As references name it. */
  public String name() {
    return "127.0.0.1:" + port;
  }

  /** What {@code docker login} leaves behind in its {@code config.json}. */
  public String dockerConfig() {
    String auth =
        Base64.getEncoder()
            .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    return "{\"auths\":{\"" + name() + "\":{\"auth\":\"" + auth + "\"}}}";
  }

  /** Copies an image or index as it is, with a tag and all its platforms. */
  public void push(String source, String reference, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                OptionalParts.program("skopeo").toString(),
                "--insecure-policy",
                "copy",
                "--quiet",
                "--dest-tls-verify=false"));
    if (locked) {
      command.add("--dest-creds=" + USER + ":" + PASSWORD);
    }
    command.addAll(List.of(options));
    command.add(source);
    command.add("docker://" + name() + "/" + reference);
    Path log = folder.resolve("skopeo.log");
    Process copy =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = copy.waitFor(COPY_SECONDS, TimeUnit.SECONDS);
    copy.destroyForcibly();
    if (!ended || copy.exitValue() != 0) {
      throw new IllegalStateException("skopeo copy " + source + ": " + Files.readString(log));
    }
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
