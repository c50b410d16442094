package dev.varve.image.registry;

import static dev.varve.testing.FakeRegistry.body;
import static dev.varve.testing.FakeRegistry.status;
import static dev.varve.testing.FakeRegistry.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.image.ImageSource;
import dev.varve.testing.FakeRegistry;
import dev.varve.testing.OuterFiles;
import dev.varve.testing.TestLayer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told which secret, and who is not. */
@Timeout(60)
class RegistryAccountTest {
  private static final String SECRET = "s3cret";
  private static final String BASIC = basic("ann", SECRET);

  @TempDir Path home;

  private final FakeRegistry registry = FakeRegistry.start();
  private @Nullable Registries registries;

  @BeforeEach
  void image() {
    registry.image("team/app", "1", TestLayer.start().file("a", "b"));
  }

  @AfterEach
  void close() throws Exception {
    if (registries != null) {
      registries.close();
    }
    registry.close();
  }

  // ---------------------------------------------------------------- the registry itself

  @Test
  void basicAccountIsSentOnlyWhenAskedFor() throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:" + SECRET));
    require(BASIC, "Basic realm=\"x\"");

    assertThat(source().images(null)).hasSize(1);

    assertThat(registry.requests())
        .filteredOn(request -> !request.path().equals("/v2/"))
        .extracting(FakeRegistry.Request::authorization)
        .containsExactly(null, BASIC, BASIC);
  }

  @Test
  void withoutAnAccountItIsDenied() throws Exception {
    require(BASIC, "Basic realm=\"x\"");

    assertDenied();
    assertThat(registry.requests())
        .extracting(FakeRegistry.Request::authorization)
        .containsOnlyNulls();
  }

  @Test
  void wrongAccountIsSentOnceAndItsSecretIsNowhere() throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:wr0ng-pass"));
    require(BASIC, "Basic realm=\"x\"");

    InputException denied = assertDenied();

    assertThat(trace(denied)).doesNotContain("wr0ng-pass", base64("ann:wr0ng-pass"));
    assertThat(registry.requests())
        .extracting(FakeRegistry.Request::authorization)
        .containsOnlyOnce(basic("ann", "wr0ng-pass"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'auths':{'NAME':{'auth':'AUTH'}}}",
        "{'auths':{'https://NAME':{'auth':'AUTH'}}}",
        "{'auths':{'https://NAME/v1/':{'auth':'AUTH'}}}",
        "{'auths':{'other.example':{'auth':'eDp5'},'NAME':{'username':'ann','password':'s3cret'}}}",
      })
  void accountsAreFoundHoweverDockerWroteThem(String config) throws Exception {
    config("%s", config.replace("NAME", registry.name()).replace("AUTH", base64("ann:" + SECRET)));
    require(BASIC, "Basic realm=\"x\"");

    assertThat(source().images(null)).hasSize(1);
  }

  @Test
  void accountOfAnotherRegistryIsNotSent() throws Exception {
    config("{'auths':{'127.0.0.1':{'auth':'%s'}}}", base64("ann:" + SECRET));
    require(BASIC, "Basic realm=\"x\"");

    assertDenied();
  }

  @Test
  void dockersHubHasItsOwnKey() throws Exception {
    config("{'auths':{'https://index.docker.io/v1/':{'auth':'%s'}}}", base64("ann:" + SECRET));

    assertThat(new DockerConfig(access(), Limits.DEFAULT).credentials("docker.io"))
        .isEqualTo(new Credentials("ann", SECRET));
  }

  // ---------------------------------------------------------------- tokens

  @Test
  void tokenIsFetchedWithTheAccountAndServesAllOfARepository() throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:" + SECRET));
    require(
        "Bearer t0ken",
        "Bearer realm=\"%s\",service=\"the registry\",scope=\"repository:team/app:pull\""
            .formatted(registry.url("/token?a=b")));
    registry.next("/token.*", body(utf8("{'token':'t0ken','expires_in':300}")));

    ImageSource source = source();
    read(source);

    List<FakeRegistry.Request> asked =
        registry.requests().stream().filter(r -> r.path().startsWith("/token")).toList();
    assertThat(asked).hasSize(1);
    assertThat(URLDecoder.decode(asked.get(0).path(), StandardCharsets.UTF_8))
        .isEqualTo("/token?a=b&service=the registry&scope=repository:team/app:pull");
    assertThat(asked.get(0).authorization()).isEqualTo(BASIC);
    assertThat(registry.requests())
        .filteredOn(request -> request.path().contains("/blobs/"))
        .extracting(FakeRegistry.Request::authorization)
        .containsExactly("Bearer t0ken", "Bearer t0ken");
  }

  @Test
  void tokenIsFetchedWithoutAnAccountAsWell() throws Exception {
    require("Bearer t", "Bearer realm=\"" + registry.url("/token") + "\"");
    registry.next("/token.*", body(utf8("{'access_token':'t'}")));

    assertThat(source().images(null)).hasSize(1);
    assertThat(registry.requests())
        .filteredOn(request -> request.path().startsWith("/token"))
        .extracting(FakeRegistry.Request::path, FakeRegistry.Request::authorization)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "/token?scope=repository%3Ateam%2Fapp%3Apull", null));
  }

  @Test
  void tokenThatIsNotGoodAnyMoreIsFetchedAnew() throws Exception {
    require("Bearer 1", "Bearer realm=\"" + registry.url("/token") + "\"");
    registry.next(
        "/token.*",
        body(utf8("{'token':'1','expires_in':300}")),
        body(utf8("{'token':'2','expires_in':300}")));
    ImageSource source = source();
    source.images(null);

    require("Bearer 2", "Bearer realm=\"" + registry.url("/token") + "\"");
    read(source);

    assertThat(registry.paths()).filteredOn(path -> path.startsWith("/token")).hasSize(2);
  }

  @Test
  void identityTokenIsTraded() throws Exception {
    config("{'auths':{'%s':{'auth':'eDp5','identitytoken':'%s'}}}", registry.name(), SECRET);
    require("Bearer t", "Bearer realm=\"" + registry.url("/token") + "\",service=\"s\"");
    registry.next("/token", body(utf8("{'access_token':'t'}")));

    assertThat(source().images(null)).hasSize(1);
    assertThat(registry.requests())
        .filteredOn(request -> request.path().startsWith("/token"))
        .containsExactly(
            new FakeRegistry.Request(
                "POST",
                "/token",
                null,
                null,
                "service=s&scope=repository%3Ateam%2Fapp%3Apull&grant_type=refresh_token"
                    + "&client_id=varve&refresh_token="
                    + SECRET));
  }

  @Test
  void tokenServiceWithoutTlsGetsNoAccount() throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:" + SECRET));
    require("Bearer t", "Bearer realm=\"http://auth.example/token?x=y\"");

    assertTrouble(
        ReasonCode.REGISTRY_TLS,
        "it wants the account sent without TLS to http://auth.example/token, which is refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/token",
        "https://10.0.0.1/token",
        "http://127.0.0.2/token",
        "https://[fd00::1]/token"
      })
  void tokenServiceAtAnAddressThatNobodyAllowedIsRefused(String realm) throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:" + SECRET));
    require("Bearer t", "Bearer realm=\"" + realm + "\"");

    assertThatThrownBy(() -> source().images(null))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.reason()).isEqualTo(ReasonCode.ADDRESS_REFUSED));
  }

  @Test
  void tokenServiceIsNotFollowedElsewhere() throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:" + SECRET));
    try (FakeRegistry other = FakeRegistry.start()) {
      require("Bearer t", "Bearer realm=\"" + registry.url("/token") + "\"");
      registry.next("/token.*", status(302, "Location", other.url("/token")));

      assertTrouble(
          ReasonCode.REGISTRY_MALFORMED,
          "the token service " + registry.url("/token") + " answers 302");
      assertThat(other.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "{'token':7}", "{'token':''}", "{'token':'a b'}", "<html>s3cret"})
  void answerWithoutATokenIsNamedAndNotShown(String answer) throws Exception {
    require("Bearer t", "Bearer realm=\"" + registry.url("/token") + "\"");
    registry.next("/token.*", body(utf8(answer)));

    InputException e =
        assertTrouble(
            ReasonCode.REGISTRY_MALFORMED,
            "the token service " + registry.url("/token") + " gave no token");
    assertThat(trace(e)).doesNotContain("s3cret");
  }

  @Test
  void tokenServiceThatIsBusyIsAskedAgain() throws Exception {
    require("Bearer t", "Bearer realm=\"" + registry.url("/token") + "\"");
    registry.next("/token.*", status(503), body(utf8("{'token':'t'}")));

    assertThat(source().images(null)).hasSize(1);
  }

  @Test
  void challengesAreReadAsTheyAreWritten() {
    assertThat(
            Challenge.strongest(
                List.of("Basic realm=\"a, b\", Bearer realm=\"https://x/\\\"t\",service=s")))
        .isEqualTo(new Challenge("bearer", Map.of("realm", "https://x/\"t", "service", "s")));
    assertThat(Challenge.strongest(List.of("Negotiate", "BASIC realm=x")))
        .isEqualTo(new Challenge("basic", Map.of("realm", "x")));
    assertThat(Challenge.strongest(List.of("Digest realm=\"x\"", "", ",,,", "Bearer"))).isNull();
    assertThat(Challenge.strongest(List.of("\"".repeat(10_000), "a=".repeat(10_000)))).isNull();
  }

  // ---------------------------------------------------------------- others

  @Test
  void nothingIsSentAlongARedirectToAnotherPlace() throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:" + SECRET));
    try (FakeRegistry storage = FakeRegistry.start()) {
      storage.image("team/app", "1", TestLayer.start().file("a", "b"));
      require(BASIC, "Basic realm=\"x\"");
      registry.always(
          "/v2/team/app/blobs/.*",
          exchange ->
              status(307, "Location", storage.url(exchange.getRequestURI().toString()))
                  .answer(exchange));

      read(source());

      assertThat(storage.requests()).hasSize(2);
      assertThat(storage.requests())
          .extracting(FakeRegistry.Request::authorization)
          .containsOnlyNulls();
    }
  }

  @Test
  void whoIsRedirectedToGetsNoAccountThoughHeAsks() throws Exception {
    config("{'auths':{'%s':{'auth':'%s'}}}", registry.name(), base64("ann:" + SECRET));
    try (FakeRegistry storage = FakeRegistry.start()) {
      storage.always("/.*", status(401, "WWW-Authenticate", "Basic realm=\"x\""));
      registry.next("/v2/team/app/manifests/1", status(307, "Location", storage.url("/x?sig=7")));

      assertTrouble(
          ReasonCode.REGISTRY_DENIED,
          "a redirect to " + storage.url("/x") + " answers 401: the account may not read this");
      assertThat(storage.requests())
          .extracting(FakeRegistry.Request::authorization)
          .containsOnlyNulls();
    }
  }

  // ---------------------------------------------------------------- helpers

  @Test
  void helperOfTheRegistryGoesBeforeTheStore() throws Exception {
    helper("own", "cat > \"$0.in\"; echo '{\"Username\":\"ann\",\"Secret\":\"" + SECRET + "\"}'");
    helper("all", "exit 1");
    config("{'credHelpers':{'%s':'own'},'credsStore':'all'}", registry.name());
    require(BASIC, "Basic realm=\"x\"");

    assertThat(source().images(null)).hasSize(1);
    assertThat(Files.readString(home.resolve("docker-credential-own.in")))
        .isEqualTo(registry.name());
  }

  @Test
  void storeThatKnowsNoAccountLeavesTheFile() throws Exception {
    helper("all", "echo 'credentials not found in native keychain'; exit 1");
    config(
        "{'auths':{'%s':{'auth':'%s'}},'credsStore':'all'}",
        registry.name(), base64("ann:" + SECRET));
    require(BASIC, "Basic realm=\"x\"");

    assertThat(source().images(null)).hasSize(1);
  }

  @Test
  void helperMayGiveAnIdentityToken() throws Exception {
    helper("all", "echo '{\"Username\":\"<token>\",\"Secret\":\"" + SECRET + "\"}'");
    config("{'credsStore':'all'}");

    assertThat(new DockerConfig(access(), Limits.DEFAULT).credentials("x.example"))
        .isEqualTo(new Credentials("", SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a b", "A", "x;id", "", "a/b", "$(id)", "x\\u0000"})
  void helpersWithOtherNamesAreNeverStarted(String name) throws Exception {
    config("{'credHelpers':{'%s':'%s'}}", registry.name(), name);
    require(BASIC, "Basic realm=\"x\"");

    assertTrouble(
        ReasonCode.CREDENTIALS_UNUSABLE,
        "a credential helper's name has small letters, digits and hyphens only");
  }

  @Test
  void helperThatFailsIsNamedAndWhatItSaysIsNot() throws Exception {
    helper("all", "echo '" + SECRET + "'; echo '" + SECRET + "' >&2; exit 3");
    config("{'credsStore':'all'}");
    require(BASIC, "Basic realm=\"x\"");
    assertThat(
            trace(
                assertTrouble(
                    ReasonCode.CREDENTIALS_UNUSABLE, "docker-credential-all exited with status 3")))
        .doesNotContain(SECRET);

    helper("all", "echo '" + SECRET + "'");
    assertThat(
            trace(
                assertTrouble(
                    ReasonCode.CREDENTIALS_UNUSABLE, "docker-credential-all printed no account")))
        .doesNotContain(SECRET);

    helper("all", "head -c 100000 /dev/zero | tr '\\\\0' x");
    assertTrouble(
        ReasonCode.CREDENTIALS_UNUSABLE,
        "docker-credential-all took longer than 30 s, or said too much");
  }

  /** Each start of one that hangs takes half a minute, and a fleet has thousands of images. */
  @Test
  void helperThatFailsIsAskedOnceForAllImages() throws Exception {
    helper("all", "echo asked >> \"$0.log\"; exit 3");
    config("{'credsStore':'all'}");
    require(BASIC, "Basic realm=\"x\"");
    source().close();

    for (String tag : new String[] {"1", "2", "3"}) {
      String reference = registry.name() + "/team/app:" + tag;
      assertThatThrownBy(
              () -> registries.open(reference, ImageReference.parse(reference)).images(null))
          .isInstanceOfSatisfying(
              InputException.class,
              e ->
                  assertThat(List.of(e.reason().code(), e.source(), e.detail()))
                      .containsExactly(
                          ReasonCode.CREDENTIALS_UNUSABLE.code(),
                          reference + ": " + home.resolve("config.json"),
                          "docker-credential-all exited with status 3"));
    }
    assertThat(home.resolve("docker-credential-all.log")).hasContent("asked");
  }

  @Test
  void helperThatIsNotThereIsNamed() throws Exception {
    config("{'credsStore':'none'}");
    require(BASIC, "Basic realm=\"x\"");

    assertTrouble(
        ReasonCode.CREDENTIALS_UNUSABLE,
        "the credential helper docker-credential-none is not on the PATH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{'auths':[]}",
        "{'auths':{'NAME':{'auth':'%%%s3cret'}}}",
        "{'auths':{'NAME':{'auth':'czNjcmV0'}}}",
        "{'auths':{'NAME':{'auth':{'s3cret':1}}}}",
      })
  void brokenFileIsNamedAndItsSecretsAreNot(String config) throws Exception {
    config("%s", config.replace("NAME", registry.name()));
    require(BASIC, "Basic realm=\"x\"");

    assertThatThrownBy(() -> source().images(null))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.CREDENTIALS_UNUSABLE);
              assertThat(trace(e)).doesNotContain("s3cret", "czNjcmV0");
            });
  }

  @Test
  void nothingOfAnAccountIsEverInItsText() {
    assertThat(new Credentials("ann", SECRET).toString()).doesNotContain(SECRET, "ann");
  }

  // ---------------------------------------------------------------- how

  /** Asks for this header, with this challenge, wherever it is not sent. */
  private void require(String authorization, String challenge) {
    registry.guard(
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          if (path.equals("/token") || path.equals("/v2/") || authorization.equals(sent)) {
            return false;
          }
          return status(401, "WWW-Authenticate", challenge).answer(exchange);
        });
  }

  private RegistryAccess access() {
    return RegistryAccess.of(
            Map.of("DOCKER_CONFIG", home.toString(), "PATH", home + ":/usr/bin:/bin"))
        .with(new RegistryAccess.Patience(1000, 2000, 5000, 2, 10, 1000, 1));
  }

  private ImageSource source() throws InputException {
    registries = new Registries(access(), Limits.DEFAULT);
    String reference = registry.name() + "/team/app:1";
    return registries.open(reference, ImageReference.parse(reference));
  }

  private static void read(ImageSource source) throws Exception {
    try (InputStream in = source.openLayer(source.images(null).get(0), 0)) {
      assertThat(in.readAllBytes()).isNotEmpty();
    }
  }

  private void config(String form, Object... values) throws Exception {
    Files.writeString(
        home.resolve("config.json"), OuterFiles.quoted(form).formatted(values).replace('\'', '"'));
  }

  private void helper(String name, String script) throws Exception {
    Path file = home.resolve("docker-credential-" + name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private InputException assertDenied() {
    return assertTrouble(ReasonCode.REGISTRY_DENIED, "answers 401: the account may not read this");
  }

  private InputException assertTrouble(ReasonCode reason, String detail) {
    InputException[] trouble = new InputException[1];
    assertThatThrownBy(() -> source().images(null))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              trouble[0] = e;
              assertThat(Arrays.asList(e.reason().code(), e.detail()))
                  .containsExactly(reason.code(), detail);
            });
    return Objects.requireNonNull(trouble[0]);
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String basic(String user, String password) {
    return "Basic " + base64(user + ":" + password);
  }
}
