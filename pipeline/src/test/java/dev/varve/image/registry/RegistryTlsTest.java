package dev.varve.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.testing.FakeRegistry;
import dev.varve.testing.TestLayer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  private static Path ca = Path.of("");
  private static Path keys = Path.of("");

  @BeforeAll
  static void makeCertificate() throws Exception {
    keys = folder.resolve("keys.p12");
    ca = folder.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "r",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "SAN=IP:127.0.0.1");
    keytool("-exportcert", "-rfc", "-alias", "r", "-file", ca.toString());
  }

  private static void keytool(String... arguments) throws Exception {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(arguments));
    command.addAll(
        List.of("-keystore", keys.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(run.getInputStream().readAllBytes());
    assertThat(run.waitFor()).as(said).isZero();
  }

  private static FakeRegistry start() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    FakeRegistry registry = FakeRegistry.startTls(context);
    registry.image("app", "1", TestLayer.start().file("a", "b"));
    return registry;
  }

  @Test
  void authorityThatTheUserNamesIsTrusted() throws Exception {
    try (FakeRegistry registry = start()) {
      read(registry, ca.toString(), "127.0.0.1");

      assertThat(registry.paths()).first().isEqualTo("/v2/app/manifests/1");
    }
  }

  @Test
  void othersAreNot() throws Exception {
    try (FakeRegistry registry = start()) {
      assertTrouble(
          ReasonCode.REGISTRY_TLS,
          "https://127.0.0.1:%d/v2/app/manifests/1".formatted(registry.port()),
          "TLS failed: unable to find valid certification path to requested target",
          () -> read(registry, null, "127.0.0.1"));
      assertThat(registry.paths()).isEmpty();
    }
  }

  @Test
  void certificateMustBeOfTheHost() throws Exception {
    try (FakeRegistry registry = start()) {
      assertThatThrownBy(() -> read(registry, ca.toString(), "localhost"))
          .isInstanceOfSatisfying(
              InputException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(ReasonCode.REGISTRY_TLS);
                assertThat(e.detail()).startsWith("TLS failed: ").contains("localhost");
              });
      assertThat(registry.paths()).isEmpty();
    }
  }

  @Test
  void fileWithoutCertificatesIsNamed() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path noise = Files.writeString(folder.resolve("noise.pem"), "noise");
    try (FakeRegistry registry = start()) {
      assertTrouble(
          ReasonCode.REGISTRY_TLS,
          empty.toString(),
          "it holds no certificate",
          () -> read(registry, empty.toString(), "127.0.0.1"));
      assertTrouble(
          ReasonCode.REGISTRY_TLS,
          noise.toString(),
          "it holds no certificates in PEM form",
          () -> read(registry, noise.toString(), "127.0.0.1"));
      assertTrouble(
          ReasonCode.UNREADABLE,
          folder.resolve("none.pem").toString(),
          "there is no such file; did you mean '" + noise + "'?",
          () -> read(registry, folder.resolve("none.pem").toString(), "127.0.0.1"));
    }
  }

  private static void read(FakeRegistry registry, @Nullable String authority, String host)
      throws Exception {
    RegistryAccess access =
        RegistryAccess.of(Map.of())
            .with(Set.of(), Set.of(), authority)
            .with(new RegistryAccess.Patience(1000, 2000, 5000, 2, 1, 1000, 1));
    String name = host + ":" + registry.port() + "/app:1";
    try (Registries registries = new Registries(access, Limits.DEFAULT)) {
      registries.open(name, ImageReference.parse(name)).images(null);
    }
  }

  private static void assertTrouble(
      ReasonCode reason,
      String source,
      String detail,
      org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.source()).endsWith(source);
              assertThat(e.detail()).isEqualTo(detail);
            });
  }
}
