package dev.varve.image.registry;

import static dev.varve.testing.FakeRegistry.body;
import static dev.varve.testing.FakeRegistry.cut;
import static dev.varve.testing.FakeRegistry.drip;
import static dev.varve.testing.FakeRegistry.endless;
import static dev.varve.testing.FakeRegistry.hangUp;
import static dev.varve.testing.FakeRegistry.stall;
import static dev.varve.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Digest;
import dev.varve.failure.CarriedInputException;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import dev.varve.image.ImageSource;
import dev.varve.testing.FakeRegistry;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry can do wrong, each with its name, within bounds, and mended where it can be. */
@Timeout(60)
class RegistryTroubleTest {
  private static final RegistryAccess.Patience SHORT =
      new RegistryAccess.Patience(1000, 400, 1500, 3, 10, 2000, 1024);

  private static final String MANIFEST = "/v2/team/app/manifests/1";

  private final FakeRegistry registry = FakeRegistry.start();
  private final Registries registries =
      new Registries(RegistryAccess.of(Map.of()).with(SHORT), Limits.DEFAULT);

  /** Noise, so that it takes more than one buffer. */
  private final byte[] layer = noise(300_000);

  private final String blobPath = "/v2/team/app/blobs/" + Digest.sha256Of(layer);

  @AfterEach
  void close() throws Exception {
    registries.close();
    registry.close();
  }

  // ---------------------------------------------------------------- documents

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void whatMayPassIsTriedAgain(int status) throws Exception {
    image();
    registry.next(MANIFEST, status(status), status(status));

    assertThat(source().images(null)).hasSize(1);
    assertThat(registry.paths()).startsWith(MANIFEST, MANIFEST, MANIFEST);
  }

  @Test
  void registryThatStaysBrokenIsGivenUp() {
    registry.always(MANIFEST, status(503));

    assertManifestTrouble(ReasonCode.REGISTRY_ERROR, "answers 503 (3 attempts)");
    assertThat(registry.paths()).containsExactly(MANIFEST, MANIFEST, MANIFEST);
  }

  @Test
  void registryThatIsDownDoesNotCostEveryImageTheWholeTime() throws Exception {
    for (int image = 0; image < 3; image++) {
      registry.next(MANIFEST, status(503), status(503), status(503));
      assertThatThrownBy(() -> source().images(null)).hasMessageContaining("(3 attempts)");
    }
    registry.next(MANIFEST, status(503));
    assertThatThrownBy(() -> source().images(null)).hasMessageEndingWith("answers 503");
    assertThat(registry.paths()).hasSize(10);

    image();
    assertThat(source().images(null)).hasSize(1);
    registry.next(MANIFEST, status(503), status(503));
    assertThat(source().images(null)).hasSize(1);
  }

  @Test
  void waitsAsLongAsTheRegistryAsks() throws Exception {
    image();
    registry.next(MANIFEST, status(429, "Retry-After", "1"));

    long started = System.nanoTime();
    assertThat(source().images(null)).hasSize(1);
    assertThat(System.nanoTime() - started).isGreaterThan(990_000_000L);
  }

  @Test
  void whoAsksForTooLongAWaitIsGivenUpAtOnce() {
    registry.always(MANIFEST, status(429, "Retry-After", "3600"));

    assertManifestTrouble(ReasonCode.REGISTRY_ERROR, "answers 429");
    assertThat(registry.paths()).containsExactly(MANIFEST);
  }

  @Test
  void waitsUntilADateAsWell() {
    assertThat(StatusTrouble.retryAfterMillis("Fri, 31 Dec 1999 23:59:59 GMT")).isZero();
    assertThat(StatusTrouble.retryAfterMillis("Tue, 31 Dec 2199 23:59:59 GMT"))
        .isGreaterThan(1_000_000_000L);
    assertThat(StatusTrouble.retryAfterMillis("soon")).isZero();
    assertThat(StatusTrouble.retryAfterMillis(null)).isZero();
    assertThat(StatusTrouble.retryAfterMillis("7")).isEqualTo(7000);
  }

  @Test
  void whatIsNotThereIsNotTriedAgain() {
    assertTrouble(
        ReasonCode.REGISTRY_NOT_FOUND,
        name(),
        registry.name() + " has no team/app 1",
        () -> source().images(null));
    assertThat(registry.paths()).containsExactly(MANIFEST);
  }

  @Test
  void connectionThatIsClosedIsTriedAgain() throws Exception {
    image();
    registry.next(MANIFEST, hangUp(), hangUp());

    assertThat(source().images(null)).hasSize(1);
  }

  @Test
  void documentThatIsCutShortIsTriedAgainAndThenNamed() throws Exception {
    byte[] text = FakeRegistry.utf8("{'schemaVersion':2}");
    registry.always(MANIFEST, cut(text, 5));

    assertManifestTrouble(ReasonCode.REGISTRY_TRUNCATED, "the answer stops early (3 attempts)");
  }

  @Test
  void silenceEnds() {
    registry.always(MANIFEST, stall(FakeRegistry.utf8("{'schemaVersion':2}"), 3, 5000));

    assertManifestTrouble(ReasonCode.REGISTRY_TIMEOUT, "silent for 400 ms (3 attempts)");
  }

  @Test
  void documentThatDripsEnds() {
    registry.always(MANIFEST, drip(new byte[1000], 100));

    assertManifestTrouble(
        ReasonCode.REGISTRY_TIMEOUT, "no whole answer within 1500 ms (3 attempts)");
  }

  @Test
  void documentThatIsTooLargeIsNotRead() {
    byte[] large = new byte[Limits.DEFAULT.maxJsonBytes() + 1];
    registry.always(MANIFEST, body(large));

    assertManifestTrouble(
        ReasonCode.JSON_TOO_LARGE, "a document may have 16777216 bytes; it has more");
  }

  @Test
  void headersHaveABound() {
    registry.always(MANIFEST, body(new byte[1], "X-Long", "x".repeat(100_000)));

    assertManifestTrouble(
        ReasonCode.REGISTRY_MALFORMED, "no answer in HTTP: Maximum line length limit exceeded");
  }

  @Test
  void manifestWithOtherBytesThanItsDigestSaysIsNeverRead() {
    Digest digest = image();
    String path = "/v2/team/app/manifests/" + digest;
    byte[] forged = FakeRegistry.utf8("{'schemaVersion':2,'forged':true}");
    registry.always(path, body(forged));

    assertTrouble(
        ReasonCode.REGISTRY_WRONG_BYTES,
        registry.name() + "/team/app@" + digest + ": " + registry.url(path),
        "the bytes have the digest " + Digest.sha256Of(forged) + " (3 attempts)",
        () -> source(registry.name() + "/team/app@" + digest).images(null));
  }

  @Test
  void manifestByTagIsComparedWithWhatTheRegistrySaysOfIt() throws Exception {
    Digest digest = image();
    registry.next(
        MANIFEST,
        body(FakeRegistry.utf8("{'half':1}"), "Docker-Content-Digest", digest.toString()));

    assertThat(source().images(null).get(0).manifestDigest()).isEqualTo(digest);
  }

  @Test
  void configWithOtherBytesIsNeverRead() throws Exception {
    image();
    Image image = source().images(null).get(0);
    String path = "/v2/team/app/blobs/" + image.configDigest();
    registry.always(path, body(FakeRegistry.utf8("{'os':'plan9'}")));

    assertThatThrownBy(() -> source().images(null))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.reason()).isEqualTo(ReasonCode.REGISTRY_WRONG_BYTES));
  }

  @Test
  void digestWinsOverTag() throws Exception {
    Digest old = registry.image("team/app", "1", TestLayer.start().dir("old"));
    registry.image("team/app", "1", TestLayer.start().dir("new"));

    Image pinned = source(name() + "@" + old).images(null).get(0);

    assertThat(pinned.manifestDigest()).isEqualTo(old);
    assertThat(pinned.refs()).containsExactly(name());
  }

  @Test
  void portWhereNobodyListensIsNamed() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String reference = "127.0.0.1:" + free + "/team/app:1";

    assertThatThrownBy(() -> source(reference).images(null))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.REGISTRY_UNREACHABLE);
              assertThat(e.detail()).contains("Connection refused (3 attempts)");
            });
  }

  /** A reset in the midst of an answer, and a server that speaks no HTTP. */
  @Test
  void whatIsNoHttpIsNamed() throws Exception {
    for (String said :
        new String[] {"", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-"}) {
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        Thread thread = new Thread(() -> reset(server, said));
        thread.setDaemon(true);
        thread.start();
        String reference = "127.0.0.1:" + server.getLocalPort() + "/team/app:1";

        assertThatThrownBy(() -> source(reference).images(null))
            .isInstanceOfSatisfying(
                InputException.class,
                e ->
                    assertThat(e.reason())
                        .isIn(ReasonCode.REGISTRY_UNREACHABLE, ReasonCode.REGISTRY_MALFORMED));
      }
    }
  }

  private static void reset(ServerSocket server, String said) {
    while (true) {
      try (Socket socket = server.accept()) {
        socket.setSoLinger(true, 0);
        socket.getInputStream().read(new byte[4096]);
        socket.getOutputStream().write(said.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  // ---------------------------------------------------------------- layers

  @Test
  void halfALayerIsCompletedByItsRest() throws Exception {
    registry.blob(layer);
    registry.next(blobPath, cut(layer, 100_000));

    assertThat(read()).isEqualTo(layer);
    assertThat(registry.requests())
        .filteredOn(request -> request.path().equals(blobPath))
        .extracting(FakeRegistry.Request::range)
        .containsExactly(null, "bytes=100000-");
  }

  @Test
  void everyBreakWithProgressBetweenIsMended() throws Exception {
    registry.blob(layer);
    for (int part = 1; part < 10; part++) {
      int from = part == 1 ? 0 : 30_000 * (part - 1);
      registry.next(blobPath, part(layer, from, 30_000 * part));
    }

    assertThat(read()).isEqualTo(layer);
  }

  /** The bytes from one place up to another, in an answer that promises all the rest. */
  private static FakeRegistry.Answer part(byte[] content, int from, int to) {
    return exchange -> {
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .add(
                "Content-Range",
                "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      exchange.getResponseBody().write(content, from, to - from);
      exchange.getResponseBody().flush();
      throw new IOException("cut on purpose");
    };
  }

  @Test
  void registryWithoutRangesSendsTheWholeAgain() throws Exception {
    registry.blob(layer);
    registry.next(blobPath, cut(layer, 100_000), body(layer));

    assertThat(read()).isEqualTo(layer);
  }

  @Test
  void registryThatAnswersWithAnotherRangeIsNotBelieved() {
    registry.blob(layer);
    registry.next(blobPath, cut(layer, 100_000), part(layer, 50_000, 60_000));

    assertLayerTrouble(
        ReasonCode.REGISTRY_MALFORMED, "asked for the bytes from 100000 on, it sent others");
  }

  @Test
  void halfALayerThatStaysHalfIsNamed() {
    registry.blob(layer);
    registry.next(blobPath, cut(layer, 100_000));
    registry.always(blobPath, part(layer, 100_000, 100_000));

    assertLayerTrouble(ReasonCode.REGISTRY_TRUNCATED, "the data stops at byte 100000 (3 attempts)");
  }

  @Test
  void layerWithOtherBytesEndsWithThat() {
    byte[] forged = layer.clone();
    forged[200_000]++;
    registry.always(blobPath, body(forged));

    assertLayerTrouble(
        ReasonCode.REGISTRY_WRONG_BYTES,
        "its 300000 bytes have the digest " + Digest.sha256Of(forged));
  }

  @Test
  void layerThatNeverEndsIsGivenUpAtTheLengthThatItsManifestClaims() {
    registry.always(blobPath, endless(layer));

    assertLayerTrouble(
        ReasonCode.REGISTRY_WRONG_BYTES,
        "it sends more than the 300000 bytes that the manifest claims");
  }

  @Test
  void layerThatNeverEndsAfterABreakIsGivenUpToo() {
    registry.next(blobPath, cut(layer, 100_000));
    registry.always(blobPath, endless(layer));

    assertLayerTrouble(
        ReasonCode.REGISTRY_WRONG_BYTES,
        "it sends more than the 300000 bytes that the manifest claims");
  }

  @Test
  void layerThatNeverEndsAndClaimsNoLengthIsGivenUpAtTheLimit() throws Exception {
    registry.always(blobPath, endless(layer));
    Limits small = new Limits(10, 4096, 256, 1_000_000, 200, 16 << 20, 64, 512, 4096, 1 << 20);

    try (Registries limited = new Registries(RegistryAccess.of(Map.of()).with(SHORT), small)) {
      assertTrouble(
          ReasonCode.LAYER_TOO_LARGE,
          registry.url(blobPath),
          "more than 1000000 bytes as stored",
          () -> read(open(limited, "")));
    }
  }

  @Test
  void layerThatStallsIsTakenUpAgainAndThenNamed() throws Exception {
    registry.blob(layer);
    registry.next(blobPath, stall(layer, 100_000, 5000));
    assertThat(read()).isEqualTo(layer);

    registry.always(blobPath, stall(layer, 0, 5000));
    assertLayerTrouble(ReasonCode.REGISTRY_TIMEOUT, "silent for 400 ms (3 attempts)");
  }

  /** Every byte breaks the silence, and yet there is no end to it. */
  @Test
  void layerThatDripsIsNamed() {
    registry.always(blobPath, drip(layer, 50));

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.REGISTRY_TIMEOUT);
              assertThat(e.detail()).matches("only [0-9]+ bytes came within 0 s \\(3 attempts\\)");
            });
  }

  @Test
  void layerThatIsNotThereIsNamed() {
    assertTrouble(ReasonCode.LAYER_MISSING, "", "the registry does not have it", this::read);
  }

  @Test
  void aStreamThatIsClosedEarlyDropsItsConnection() throws Exception {
    registry.blob(layer);

    for (int i = 0; i < 100; i++) {
      try (InputStream in = open()) {
        assertThat(in.read()).isEqualTo(layer[0] & 0xFF);
      }
    }
  }

  /** Nobody waits for another's layer, however many read at once. */
  @Test
  void everyReaderHasAConnection() throws Exception {
    registry.blob(layer);
    List<InputStream> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        InputStream in = open();
        readers.add(in);
        assertThat(in.read()).isEqualTo(layer[0] & 0xFF);
      }
    } finally {
      for (InputStream in : readers) {
        in.close();
      }
    }
  }

  // ---------------------------------------------------------------- lists

  @Test
  void listsGoOnPageAfterPage() throws Exception {
    registry.next(
        "/v2/_catalog.*",
        body(
            FakeRegistry.utf8("{'repositories':['a','b']}"),
            "Link",
            "</v2/_catalog?last=b&n=2>; rel=\"next\""),
        body(FakeRegistry.utf8("{'repositories':['b','c']}")));

    assertThat(registries.repositories(registry.name())).containsExactly("a", "b", "c");
    assertThat(registry.paths()).containsExactly("/v2/_catalog?n=1000", "/v2/_catalog?last=b&n=2");
  }

  @Test
  void angleBracketThatIsLeftOpenHidesNoNextPage() throws Exception {
    registry.next(
        "/v2/_catalog.*",
        body(
            FakeRegistry.utf8("{'repositories':['a']}"),
            "Link",
            "<".repeat(1000) + "; <x>; rel=prev, </v2/_catalog?last=a>; rel=next"),
        body(FakeRegistry.utf8("{'repositories':['b']}")));

    assertThat(registries.repositories(registry.name())).containsExactly("a", "b");
  }

  @Test
  void namesLongerThanAnyValidOneAreNotHeld() throws Exception {
    registry.next(
        "/v2/_catalog.*",
        body(FakeRegistry.utf8("{'repositories':['" + "a".repeat(255) + "']}")),
        body(FakeRegistry.utf8("{'repositories':['" + "a".repeat(256) + "']}")));
    registry.next(
        "/v2/team/app/tags/list.*",
        body(FakeRegistry.utf8("{'tags':['" + "a".repeat(128) + "']}")),
        body(FakeRegistry.utf8("{'tags':['" + "a".repeat(129) + "']}")));

    assertThat(registries.repositories(registry.name())).containsExactly("a".repeat(255));
    assertCatalogueTrouble(
        ReasonCode.REGISTRY_MALFORMED, "a name has 256 characters; at most 255 are valid");
    assertThat(registries.tags(registry.name(), "team/app")).containsExactly("a".repeat(128));
    assertTrouble(
        ReasonCode.REGISTRY_MALFORMED,
        registry.url("/v2/team/app/tags/list"),
        "a name has 129 characters; at most 128 are valid",
        () -> registries.tags(registry.name(), "team/app"));
  }

  @Test
  void repositoryWithoutTagsHasNone() throws Exception {
    registry.next("/v2/team/app/tags/list.*", body(FakeRegistry.utf8("{'tags':null}")));

    assertThat(registries.tags(registry.name(), "team/app")).isEmpty();
  }

  @Test
  void pagesInARingEnd() {
    registry.always(
        "/v2/_catalog.*",
        body(FakeRegistry.utf8("{'repositories':['a']}"), "Link", "</v2/_catalog?x>; rel=next"));

    assertCatalogueTrouble(
        ReasonCode.REGISTRY_MALFORMED, "its pages lead back to one that was read");
  }

  @Test
  void cataloguesHaveABound() throws Exception {
    StringBuilder names = new StringBuilder("'x'");
    for (int i = 0; i < 50_000; i++) {
      names.append(",'PAGE-").append(i).append("'");
    }
    int[] page = {0};
    registry.always(
        "/v2/_catalog.*",
        exchange ->
            body(
                    FakeRegistry.utf8(
                        "{'repositories':["
                            + names.toString().replace("PAGE", "p" + page[0])
                            + "]}"),
                    "Link",
                    "</v2/_catalog?page=" + ++page[0] + ">; rel=\"next\"")
                .answer(exchange));

    assertCatalogueTrouble(ReasonCode.REGISTRY_TOO_LARGE, "more than 200000 names or 10000 pages");
    assertThat(page[0]).isEqualTo(4);
    assertThat(ReasonCode.REGISTRY_TOO_LARGE.nextStep()).contains("--max-registry-names");
    page[0] = 0;
    RegistryAccess more = RegistryAccess.of(Map.of()).with(SHORT).withMaxNames(300_000);
    try (Registries large = new Registries(more, Limits.DEFAULT)) {
      assertTrouble(
          ReasonCode.REGISTRY_TOO_LARGE,
          registry.url("/v2/_catalog"),
          "more than 300000 names or 15000 pages",
          () -> large.repositories(registry.name()));
    }
    assertThat(page[0]).isEqualTo(6);
  }

  @Test
  void nextPageElsewhereIsRefused() {
    registry.always(
        "/v2/_catalog.*",
        body(
            FakeRegistry.utf8("{'repositories':['a']}"),
            "Link",
            "<http://169.254.169.254/latest/meta-data>; rel=\"next\""));

    assertCatalogueTrouble(
        ReasonCode.ADDRESS_REFUSED,
        "its next page is at another address, http://169.254.169.254/latest/meta-data");
  }

  @Test
  void whatIsNoListIsNamed() {
    registry.next("/v2/_catalog.*", body(FakeRegistry.utf8("{'repositories':[7]}")));
    assertCatalogueTrouble(ReasonCode.REGISTRY_MALFORMED, "a name is a number, not text");
    registry.next("/v2/_catalog.*", body(FakeRegistry.utf8("<html>")));
    assertThatThrownBy(() -> registries.repositories(registry.name()))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.JSON_MALFORMED));
    assertTrouble(
        ReasonCode.REGISTRY_NOT_FOUND,
        registry.url("/v2/none/tags/list"),
        "the registry does not have this list",
        () -> registries.tags(registry.name(), "none"));
  }

  // ---------------------------------------------------------------- redirects

  @Test
  void redirectsToTheRegistrysOwnAddressAreFollowed() throws Exception {
    try (FakeRegistry storage = FakeRegistry.start()) {
      registry.next(blobPath, status(307, "Location", storage.url("/data?signature=abc")));
      storage.next("/data.*", body(layer));

      assertThat(read()).isEqualTo(layer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.2/x",
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://172.16.0.1/x",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://224.0.0.1/x",
        "https://[::1]/x",
        "https://[fd00::1]/x",
        "https://[fe80::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://2130706434/x",
      })
  void redirectsToAddressesThatNobodyAllowedAreRefused(String location) {
    registry.next(blobPath, status(302, "Location", location));

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.ADDRESS_REFUSED);
              assertThat(e.source()).isEqualTo(registry.url(blobPath));
              assertThat(e.detail()).contains(" address, where the registry itself is not");
            });
  }

  @Test
  void redirectToThePublicWithoutTlsIsRefused() {
    registry.next(blobPath, status(302, "Location", "http://8.8.8.8/x"));

    assertLayerTrouble(
        ReasonCode.REGISTRY_TLS,
        "8.8.8.8 is at 8.8.8.8, a public address, which is not spoken to without TLS");
  }

  @Test
  void redirectsHaveABound() {
    registry.always(blobPath, status(302, "Location", blobPath));

    assertLayerTrouble(ReasonCode.REGISTRY_MALFORMED, "more than 5 redirects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "gopher://x/", "http://user:pass@127.0.0.1/", "::"})
  void redirectsToWhatIsNoWebAddressAreRefused(String location) {
    registry.next(blobPath, status(302, "Location", location));

    assertLayerTrouble(ReasonCode.REGISTRY_MALFORMED, "a redirect leads to no usable URL");
  }

  // ---------------------------------------------------------------- layers elsewhere

  @Test
  void layerThatMustNotBeGivenOnIsFetchedFromWhereItsManifestSays() throws Exception {
    try (FakeRegistry vendor = FakeRegistry.start()) {
      vendor.next("/layer", body(layer));
      foreignLayer(vendor.url("/layer"));
      ImageSource source = source();

      try (InputStream in = source.openLayer(source.images(null).get(0), 0)) {
        assertThat(in.readAllBytes()).isEqualTo(layer);
      }
      assertThat(vendor.requests())
          .extracting(FakeRegistry.Request::authorization)
          .containsExactly((String) null);
    }
  }

  @Test
  void layerElsewhereAtAnAddressThatNobodyAllowedIsRefused() throws Exception {
    foreignLayer("http://169.254.169.254/layer");
    ImageSource source = source();
    Image image = source.images(null).get(0);

    assertThatThrownBy(() -> source.openLayer(image, 0))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.reason()).isEqualTo(ReasonCode.ADDRESS_REFUSED));
  }

  private void foreignLayer(String url) {
    byte[] config = FakeRegistry.utf8("{'os':'windows','rootfs':{'diff_ids':[]}}");
    registry.manifest(
        "team/app",
        "1",
        FakeRegistry.utf8(
            "{'schemaVersion':2,'config':"
                + FakeRegistry.descriptor(
                    "application/vnd.docker.container.image.v1+json",
                    registry.blob(config),
                    config.length)
                + ",'layers':["
                + FakeRegistry.descriptor(
                        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                        Digest.sha256Of(layer),
                        layer.length)
                    .replaceFirst("}$", ",'urls':['" + url + "']}")
                + "]}"));
  }

  // ---------------------------------------------------------------- how

  private String name() {
    return registry.name() + "/team/app:1";
  }

  /** Puts an image where {@link #name} says. */
  private Digest image() {
    return registry.image("team/app", "1", TestLayer.start().dir("etc"));
  }

  private ImageSource source() throws InputException {
    return source(name());
  }

  private ImageSource source(String reference) throws InputException {
    return registries.open(reference, ImageReference.parse(reference));
  }

  /** Opens the layer of an image that has just this one. */
  private InputStream open() throws Exception {
    return open(registries, ",'size':" + layer.length);
  }

  /**
   * @param size what the manifest says of the layer's length
   */
  private InputStream open(Registries opener, String size) throws Exception {
    byte[] config = FakeRegistry.utf8("{'os':'linux','rootfs':{'diff_ids':[]}}");
    registry.manifest(
        "team/app",
        "1",
        FakeRegistry.utf8(
            "{'schemaVersion':2,'config':"
                + FakeRegistry.descriptor(
                    "application/vnd.oci.image.config.v1+json",
                    registry.blob(config),
                    config.length)
                + ",'layers':["
                + "{'mediaType':'application/vnd.oci.image.layer.v1.tar','digest':'"
                + Digest.sha256Of(layer)
                + "'"
                + size
                + "}]}"));
    ImageSource source = opener.open(name(), ImageReference.parse(name()));
    return source.openLayer(source.images(null).get(0), 0);
  }

  private byte[] read() throws Exception {
    return read(open());
  }

  private static byte[] read(InputStream opened) throws Exception {
    try (InputStream in = opened) {
      return in.readAllBytes();
    } catch (CarriedInputException e) {
      throw Objects.requireNonNull(e.input());
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private void assertManifestTrouble(ReasonCode reason, String detail) {
    assertTrouble(
        reason, name() + ": " + registry.url(MANIFEST), detail, () -> source().images(null));
  }

  private void assertLayerTrouble(ReasonCode reason, String detail) {
    assertTrouble(reason, registry.url(blobPath), detail, this::read);
  }

  private void assertCatalogueTrouble(ReasonCode reason, String detail) {
    assertTrouble(
        reason,
        registry.url("/v2/_catalog"),
        detail,
        () -> registries.repositories(registry.name()));
  }

  private static void assertTrouble(
      ReasonCode reason, String source, String detail, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(List.of(e.reason().code(), e.source(), e.detail()))
                    .containsExactly(reason.code(), source, detail));
  }
}
