package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.ImagePackaging;
import dev.varve.testing.OptionalParts;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets of every kind that a detector tells, in every place that holds some, are found in nothing
 * that a run leaves or says.
 */
class SecretsStayInsideTest {
  @TempDir Path folder;

  private final PlantedSecrets secrets = new PlantedSecrets();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> said = new HashMap<>();

  @BeforeEach
  void surroundings() throws IOException {
    environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    environment.put("VARVE_STORE", folder.resolve("store").toString());
    environment.put("PATH", OptionalParts.opa().getParent().toString());
    environment.put("SOURCE_DATE_EPOCH", "1767312000");
  }

  @Test
  void nothingThatARunLeavesHoldsASecret() throws Exception {
    Path image = image();
    List<Path> specs = specs();
    Path data = write("data.json", "{\"db\": {\"password\": \"" + secret("--data") + "\"}}\n");
    Path policy = nosyPolicy();
    String command =
        "docker run -e APP_PASSWORD="
            + secret("-e of a command")
            + " --label api_token="
            + secret("--label of a command")
            + " --health-cmd 'curl -u ops:"
            + secret("--health-cmd")
            + " http://localhost' --env-file "
            + write("run.env", "CACHE_PASSWORD=" + secret("--env-file of a command") + "\n")
            + " shop/secrets:1 serve --db-password "
            + secret("an argument of a command");
    List<String> runs = new ArrayList<>();
    specs.forEach(spec -> runs.addAll(List.of("--run", spec.toString())));
    runs.addAll(List.of("--run", "command:" + command, "--allow-outside"));
    List<String> fleet = new ArrayList<>();
    for (Path spec : specs) {
      String name = spec.getFileName().toString();
      String kind =
          name.startsWith("compose")
              ? "compose"
              : name.startsWith("k8s") ? "kubernetes" : "inspect";
      fleet.add("  - " + kind + ": " + name);
    }
    fleet.add("  - command: \"" + command + "\"");
    Path fleetFile =
        write(
            "fleet.yaml",
            "version: 1\nimages:\n  - archive: image.tar\nruns:\n"
                + String.join("\n", fleet)
                + "\n");
    Path out = folder.resolve("out");

    List<String> judging =
        List.of("--data", data.toString(), "--policy", policy.toString(), "--profile", "audit");
    says(
        1,
        "scan",
        List.of(
            fleetFile.toString(), "-o", out.toString(), "-v", "--allow-outside", "--with-facts"),
        judging);
    for (String format : List.of("text", "json", "jsonl")) {
      List<String> common = List.of("--format", format, "--verbose", "--log-format", "json");
      says(1, "check", List.of(image.toString()), runs, judging, common);
      says(0, "boundary", List.of(image.toString()), runs, common);
      says(1, "diff", List.of(image.toString(), earlierImage().toString(), "--format", format));
    }
    for (String format : List.of("html", "markdown", "container-diff-json")) {
      says(1, "diff", List.of(earlierImage().toString(), image.toString(), "--format", format));
    }
    for (String format : List.of("html", "sarif", "csv", "dockle-json")) {
      says(1, "check", List.of(image.toString(), "--format", format), runs, judging);
    }
    says(3, "check", List.of("--from", out.toString()), judging);

    assertThat(found()).isEmpty();
    assertThat(secrets.below(out)).isEmpty();
    assertThat(out.resolve("facts")).isDirectoryRecursivelyContaining("glob:**/content.avro");
    assertThat(holding(Files.readAllBytes(folder.resolve("store/secrets.key")), out)).isEmpty();
    assertThat(secrets.below(folder.resolve("store"))).isEmpty();
    assertThat(secrets.below(folder.resolve("tmp"))).isEmpty();
    assertThat(secrets.count()).isGreaterThan(50);
    assertThat(Files.readString(out.resolve("findings.jsonl")))
        .contains("SEC-01", "SEC-02", "SEC-03", "SEC-05", "SEC-06", "SEC-07", "OUR-01")
        .contains("\"document\":{\"services\":", "\"document\":{\"apiVersion\":");
  }

  @Test
  void refusalsQuoteNoSecret() throws Exception {
    Path image = image();
    Map<String, String> broken = new HashMap<>();
    broken.put("compose.yaml", "services:\n  a:\n    environment:\n      PASSWORD: [%s\n");
    broken.put("compose-b.yaml", "services:\n  a:\n    environment:\n    - PASSWORD=%s\n   bad\n");
    broken.put("compose-c.yaml", "services:\n  a:\n    environment: '%s'\n");
    broken.put("compose-e.yaml", "services:\n  a:\n    image: x\n    environment: {A: \"%s${\"}\n");
    broken.put("compose-g.yaml", "services:\n  a:\n    image: x\n    command: \"run '%s\"\n");
    broken.put("inspect.json", "[{\"Config\": {\"Env\": [PASSWORD=%s]}}]");
    broken.put("inspect-b.json", "[{\"Config\": {\"Env\": %s}}]");
    broken.put(
        "inspect-c.json", "[{\"Id\":\"x\",\"HostConfig\":{},\"Config\": {\"Env\": \"%s\"}}]");
    broken.put(
        "k8s.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    env: \"%s\"\n");
    broken.put(
        "k8s-b.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n"
            + "    resources: {limits: {memory: \"%s\"}}\n");
    broken.put("run.sh", "docker run -e PASSWORD='%s\n");
    broken.put("run-b.sh", "docker run --memory x y --password %s\n");
    broken.put("run-c.sh", "docker run -e PASSWORD=%s\n");
    for (Map.Entry<String, String> spec : broken.entrySet()) {
      Path file = write(spec.getKey(), spec.getValue().formatted(secret(spec.getKey())));
      says(-1, "check", List.of(image.toString(), "--run", file.toString(), "--verbose"));
    }
    Path env = write("bad.env", "GOOD=1\nPASSWORD " + secret("a bad line") + "\n");
    Path quoted = write("quote.env", "PASSWORD=\"" + secret("an open quote") + "\n");
    Path compose = write("plain.yaml", "services:\n  a:\n    image: x\n");
    for (Path file : List.of(env, quoted)) {
      says(
          -1,
          "check",
          List.of(image.toString(), "--run", compose.toString(), "--env-file", file.toString()));
    }
    says(2, "check", List.of(image.toString(), "--env", secret("--env without a name")));
    says(2, "check", List.of(image.toString(), "--env", "x\n" + secret("--env of two lines")));
    environment.put("VARVE_OPA_TOKEN", secret("a token"));
    String url = "http://127.0.0.1:9/";
    says(2, "check", List.of(image.toString(), "--opa-url", url, "--verbose"));
    Path token = write("token", secret("a token file") + "\nsecond line\n");
    says(
        2,
        "check",
        List.of(image.toString(), "--opa-url", url, "--opa-token-file", token.toString()));
    Path data = write("bad.json", "{\"password\": " + secret("bad --data") + "}\n");
    Path policy = nosyPolicy();
    says(
        2,
        "check",
        List.of(image.toString(), "--policy", policy.toString(), "--data", data.toString()));

    assertThat(found()).isEmpty();
    assertThat(secrets.below(folder.resolve("store"))).isEmpty();
    assertThat(secrets.below(folder.resolve("tmp"))).isEmpty();
  }

  @Test
  void searchFindsEveryForm() throws IOException {
    secrets.plant("here", "correct horse battery");
    Path file = folder.resolve("file");
    for (String form : secrets.forms()) {
      Files.write(file, ("x" + form + "y").getBytes(StandardCharsets.ISO_8859_1));
      assertThat(secrets.below(file)).isNotEmpty();
    }
    String long64 = Base64.getEncoder().encodeToString("ab correct horse battery".getBytes());
    assertThat(secrets.in("text", long64)).isNotEmpty();
  }

  /** Files with these bytes in them, or called as the file of the key is. */
  private static List<Path> holding(byte[] key, Path below) throws IOException {
    String text = new String(key, StandardCharsets.ISO_8859_1);
    List<Path> holding = new ArrayList<>();
    try (Stream<Path> files = Files.walk(below)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (file.endsWith("secrets.key")
            || Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          holding.add(file);
        }
      }
    }
    return holding;
  }

  private String secret(String place) {
    return secrets.plant(place);
  }

  private Set<String> found() {
    Set<String> found = new TreeSet<>();
    said.forEach((what, text) -> found.addAll(secrets.in(what, text)));
    return found;
  }

  /**
   * Runs a command and keeps what it says.
   *
   * @param exitCode expected; negative for any that is not an internal error
   */
  @SafeVarargs
  private void says(int exitCode, String command, List<String>... parts) {
    List<String> arguments = new ArrayList<>(List.of(command));
    for (List<String> part : parts) {
      arguments.addAll(part);
    }
    CommandLineRun run = CommandLineRun.of(environment, arguments);
    String what = said.size() + " " + command;
    said.put(what + " stdout", run.out());
    said.put(what + " stderr", run.err());
    assertThat(run.err()).as(what).doesNotContain("internal-error");
    if (exitCode >= 0) {
      assertThat(run.exitCode()).as(arguments + "\n" + run.err()).isEqualTo(exitCode);
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /** A user's rules that tell all they see. */
  private Path nosyPolicy() throws IOException {
    Path policy = Files.createDirectories(folder.resolve("policy"));
    Files.writeString(
        policy.resolve("nosy.rego"),
        """
        # METADATA
        # title: Tells all
        # custom:
        #   id: OUR-01
        #   severity: low
        #   scope: container
        #   remediation: None.
        package varve.container.nosy

        deny contains {
        	"msg": sprintf("%v", [input.run]),
        	"evidence": {"run": input.run, "document": object.get(input, "raw", null)},
        }
        """);
    Files.writeString(
        policy.resolve("main.rego"),
        """
        package main

        deny contains {"msg": sprintf("%v", [input]), "all": input}
        """);
    return policy;
  }

  private static String pem(String kind, byte[] body) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(body)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  /** A PEM file whose lines are planted. */
  private String key(String place, String kind, byte[] body) {
    String pem = pem(kind, body);
    pem.lines().filter(line -> line.length() == 64).forEach(line -> secrets.plant(place, line));
    return pem;
  }

  private Path earlierImage() throws IOException {
    Path image = folder.resolve("earlier.tar");
    if (!Files.exists(image)) {
      TestLayer layer = TestLayer.start().file("etc/os-release", "ID=debian\n");
      // So that pages show the texts of both.
      for (String path :
          List.of(
              "root/.ssh/id",
              "app/signing.asc",
              "root/.aws/credentials",
              "app/.npmrc",
              "app/other.npmrc",
              "app/db.url",
              "root/.docker/config.json",
              "root/.git-credentials",
              "etc/shadow",
              "start.sh")) {
        layer.file(path, "nothing yet\n");
      }
      ImagePackaging.plain(ImagePackaging.Shape.DOCKER_ARCHIVE)
          .write(List.of(TestImage.of("shop/secrets:0", layer)), image);
    }
    return image;
  }

  private Path image() throws IOException, GeneralSecurityException {
    KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA");
    pairs.initialize(2048);
    byte[] rsa = pairs.generateKeyPair().getPrivate().getEncoded();
    byte[] ssh = new byte[150];
    new java.util.Random(3).nextBytes(ssh);
    System.arraycopy(
        "openssh-key-v1\0\0\0\0\4none".getBytes(StandardCharsets.ISO_8859_1), 0, ssh, 0, 23);
    byte[] pgp = new byte[150];
    new java.util.Random(4).nextBytes(pgp);
    pgp[0] = (byte) 0x95;
    String aws = secrets.plant("AWS", "wJa1rXUtnFEMI7K7MDENGbPxRfiCYzzd3kEy9Lm2");
    String npm = secrets.plant("npm", "npm_aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0cD3fG6");
    String login = secret("docker login");
    TestLayer first =
        TestLayer.start()
            .file("app/tls.pem", key("PEM", "PRIVATE KEY", rsa))
            .file("root/.ssh/id", key("OpenSSH", "OPENSSH PRIVATE KEY", ssh))
            .file("app/signing.asc", key("PGP", "PGP PRIVATE KEY BLOCK", pgp))
            .file("root/.aws/credentials", "id=AKIAQ3EGW7TOPZ5K2XYB\nsecret=" + aws + "\n")
            .file("app/.npmrc", "//registry.npmjs.org/:_authToken=" + npm + "\n")
            .file("app/other.npmrc", "//r.corp.io/:_authToken=" + secret("authToken") + "\n")
            .file("app/db.url", "postgres://app:" + secret("URL") + "@db.internal/x\n")
            .file(
                "root/.docker/config.json",
                "{\"auths\":{\"r.io\":{\"auth\":\""
                    + Base64.getEncoder().encodeToString(("me:" + login).getBytes())
                    + "\"}}}")
            .file("root/.netrc", "machine a login b password " + secret("netrc") + "\n")
            .file("root/.git-credentials", "https://me:" + secret("git") + "@github.com\n")
            .file("etc/shadow", "root:$6$salt$" + secret("shadow") + ":19000:0:99999:7:::\n", 0600)
            .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
            .file(
                "start.sh",
                "#!/bin/sh\nexport DB=postgres://app:"
                    + secret("URL in a script")
                    + "@db.internal/x\nAPI_TOKEN="
                    + secret("assignment in a script")
                    + " exec /app/run --password "
                    + secret("option in a script")
                    + "\n",
                0755);
    TestLayer second = TestLayer.start().whiteout("app/tls.pem").whiteout("root/.netrc");
    TestImage plain = TestImage.of("shop/secrets:1", first, second);
    Map<String, Object> config = new HashMap<>();
    config.put(
        "Env",
        List.of(
            "PATH=/usr/bin:/bin",
            "DB_PASSWORD=" + secret("env"),
            "SPACED_SECRET=" + secret("env with words") + " and more",
            "DATABASE_URL=postgres://u:" + secret("env URL") + "@db.internal/x"));
    config.put("Labels", Map.of("deploy.token", secret("label")));
    config.put("Entrypoint", List.of("/start.sh", "--token=" + secret("entrypoint")));
    config.put("Cmd", List.of("serve", "--admin-password", secret("cmd")));
    config.put("OnBuild", List.of("RUN curl -u ci:" + secret("onbuild") + " https://h"));
    config.put(
        "Healthcheck",
        Map.of("Test", List.of("CMD-SHELL", "curl -u me:" + secret("healthcheck") + " http://l")));
    List<Map<String, Object>> history =
        List.of(
            Map.of(
                "created_by",
                "|1 NPM_TOKEN=" + secret("ARG") + " /bin/sh -c npm ci # buildkit",
                "comment",
                "buildkit.dockerfile.v0"),
            Map.of(
                "created_by",
                "/bin/sh -c curl -H 'Authorization: Bearer " + secret("bearer in history") + "' h"),
            Map.of(
                "created_by", "ENV DB_PASSWORD=" + secret("ENV in history"), "empty_layer", true),
            Map.of(
                "created_by",
                "RUN mysql -uroot -p" + secret("mysql in history") + " -e 'select 1'",
                "empty_layer",
                true),
            Map.of(
                "created_by",
                "RUN echo 'root:" + secret("chpasswd in history") + "' | chpasswd",
                "empty_layer",
                true));
    TestImage image =
        new TestImage(plain.refs(), plain.platform(), plain.layers(), config, history);
    Path file = folder.resolve("image.tar");
    ImagePackaging.plain(ImagePackaging.Shape.DOCKER_ARCHIVE).write(List.of(image), file);
    return file;
  }

  private List<Path> specs() throws IOException {
    write("app.env", "MAIL_PASSWORD=" + secret("env_file") + "\n");
    write(".env", "FROM_DOTENV=" + secret("a variable of .env") + "\n");
    Path compose =
        write(
            "compose.yaml",
            """
            services:
              api:
                image: shop/secrets:1
                environment:
                  DB_PASSWORD: "%s"
                  URL_VALUE: "redis://:%s@cache.internal/0"
                  OTHER_PASSWORD: "${FROM_DOTENV}"
                env_file: [app.env]
                labels: {traefik.auth.password: "%s"}
                command: ["serve", "--password", "%s"]
                entrypoint: /start.sh --api-key=%s
                healthcheck: {test: "curl -H 'X-Api-Key: %s' http://localhost"}
                sysctls: {net.secret: "%s"}
                volumes: ["share:/mnt"]
                post_start: [{command: "login --token %s", user: root}]
                build: {context: ., args: {NPM_TOKEN: "%s"}}
            volumes:
              share: {driver_opts: {type: cifs, o: "username=me,password=%s", device: "//nas/x"}}
            """
                .formatted(
                    secret("compose environment"),
                    secret("compose URL"),
                    secret("compose label"),
                    secret("compose command"),
                    secret("compose entrypoint"),
                    secret("compose healthcheck"),
                    secret("compose sysctl"),
                    secret("compose hook"),
                    secret("compose build argument"),
                    secret("compose driver option")));
    String inData = secret("Secret data");
    Path kubernetes =
        write(
            "k8s.yaml",
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: s}
            data: {key: %s}
            stringData: {other: "%s"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: p, annotations: {deploy/token: "%s"}}
            spec:
              containers:
              - name: api
                image: shop/secrets:1
                env: [{name: API_SECRET, value: "%s"}]
                args: ["--token", "%s"]
                livenessProbe:
                  httpGet: {path: /, port: 80, httpHeaders: [{name: Authorization, value: "Bearer %s"}]}
                readinessProbe: {exec: {command: ["curl", "-u", "probe:%s", "http://localhost"]}}
                lifecycle: {postStart: {exec: {command: [sh, -c, "PASSWORD=%s /hook"]}}}
            """
                .formatted(
                    Base64.getEncoder().encodeToString(inData.getBytes(StandardCharsets.UTF_8)),
                    secret("Secret stringData"),
                    secret("annotation"),
                    secret("Kubernetes env"),
                    secret("Kubernetes args"),
                    secret("probe header"),
                    secret("probe command"),
                    secret("Kubernetes hook")));
    Path inspected =
        write(
            "inspect.json",
            """
            [{"Id": "0123456789abcdef", "Name": "/old", "Path": "/start.sh",
              "Args": ["serve", "--password", "%s"],
              "Config": {"Image": "shop/secrets:1", "Env": ["ROOT_PASSWORD=%s"],
                "Labels": {"vault.token": "%s"}, "Entrypoint": ["/start.sh"],
                "Cmd": ["serve", "--password", "%s"],
                "Healthcheck": {"Test": ["CMD", "check", "--token", "%s"]}},
              "HostConfig": {"Binds": null}, "Mounts": []}]
            """
                .formatted(
                    secret("inspected argument"),
                    secret("inspected env"),
                    secret("inspected label"),
                    secret("inspected Cmd"),
                    secret("inspected healthcheck")));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).contains(compose, kubernetes, inspected);
    }
    return List.of(compose, kubernetes, inspected);
  }
}
