package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.image.Image;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is put around a rule's answer: place, blame, fingerprints. */
class FindingTest {
  private static final EmbeddedEngine ENGINE =
      new EmbeddedEngine(PolicyPack.builtin(), "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void coveredSecretThatALiveFileStillHoldsFoldsUnderTheLiveOne() throws Exception {
    TestFacts image =
        TestFacts.image()
            .layer("COPY . /app")
            .secret("app/key.pem", "pem-private-key")
            .layer("RUN mv /app/key.pem /app/tls.pem")
            .file("app/.wh.key.pem", 0, 0)
            .secret("app/tls.pem", "pem-private-key");

    assertThat(image.fileFindings(ENGINE))
        .extracting(Finding::rule, Finding::status, Finding::settledBy)
        .containsExactlyInAnyOrder(
            tuple("SEC-01", Finding.Status.FAIL, null),
            tuple("SEC-06", Finding.Status.FOLDED, "SEC-01"));
  }

  @Test
  void secretInAHiddenLayerNamesBothLayersAndTheStepToBlame() throws Exception {
    TestFacts image =
        TestFacts.image()
            .layer("COPY . /app")
            .secret("app/key.pem", "pem-private-key")
            .layer("RUN rm /app/key.pem")
            .file("app/.wh.key.pem", 0, 0);
    String diffId = image.stack().listings().get(0).diffId().toString();
    Finding finding = image.fileFindings(ENGINE).get(0);

    assertThat(finding.toJson().toString())
        .isEqualTo(
            "{\"created_by\":\"COPY . /app\",\"diff_id\":\""
                + diffId
                + "\",\"evidence\":{\"covered_by\":{\"created_by\":\"RUN rm /app/key.pem\","
                + "\"how\":\"whiteout\",\"layer\":1},\"detector\":\"pem-private-key\",\"layer\":0,"
                + "\"line\":1,\"redacted\":\"shape_****\",\"shape\":\"shape_[8]\"},\"fp\":\""
                + sha256(
                    "varve.fp/1\0SEC-06\0reg.example.com/shop/api linux/amd64\0app/key.pem\0"
                        + "pem-private-key:line 1\0")
                + "\",\"fp_content\":\""
                + sha256("varve.fp_content/1\0SEC-06\0" + sha256("app/key.pem40") + "\0" + "0600\0")
                + "\",\"fp_layer\":\""
                + sha256("varve.fp_layer/1\0SEC-06\0" + diffId + "\0app/key.pem\0")
                + "\",\"key\":\"pem-private-key:line 1\",\"layer\":0,\"message\":"
                + "\"/app/key.pem line 1 holds a secret (pem-private-key); layer 1 covers it"
                + " (whiteout), but layer 0 still ships it\",\"path\":\"app/key.pem\","
                + "\"rule\":\"SEC-06\",\"severity\":\"high\",\"source\":\"policy\","
                + "\"status\":\"fail\",\"subject\":{\"key\":"
                + "\"reg.example.com/shop/api linux/amd64\",\"kind\":\"image\",\"name\":"
                + "\"reg.example.com/shop/api:4.2\"},\"title\":"
                + "\"Secret left in a covered layer\"}");
  }

  @Test
  void containerFindingPointsIntoTheRunSpec() throws Exception {
    ContainerFacts container =
        new ContainerFacts(
            new RuleCases.Run().mount("/var/run/docker.sock", "/s", true).build(), null, null);
    Finding finding =
        new Judgement(ENGINE)
            .container(container).stream()
                .filter(found -> found.rule().equals("MNT-01"))
                .findFirst()
                .orElseThrow();

    assertThat(finding.message())
        .isEqualTo(
            "host /run/docker.sock at /s (written /var/run/docker.sock), read-only: it is"
                + " /run/docker.sock, and with it control of the host");
    assertThat(finding.origin())
        .isEqualTo(dev.varve.runtime.Origin.set("compose.yaml", "/services/api/volumes/0", 12));
    assertThat(finding.path()).isEqualTo(Bytes.utf8("/run/docker.sock"));
  }

  @Test
  void structuralFindingsCountAsTheDesignSays() throws Exception {
    TestFacts image =
        TestFacts.image()
            .layer("COPY . /app")
            .file("app", 0644, 1)
            .found(new StructureFinding(FindingCode.UNSAFE_PATH, 0, Bytes.utf8("../x"), null, null))
            .found(new StructureFinding(FindingCode.NO_DIFF_IDS, -1, null, null, null));

    assertThat(Judgement.structure(image.facts()))
        .extracting(
            finding ->
                finding.rule()
                    + " "
                    + finding.severity().label()
                    + " "
                    + finding.source().label()
                    + " "
                    + finding.message())
        .containsExactly(
            "unsafe-path high structure unsafe-path at ../x",
            "no-diff-ids low structure no-diff-ids");
  }

  @Test
  void fingerprintsOutliveARebuild() {
    Subject subject = new Subject(Subject.Kind.IMAGE, "k", "n");
    assertThat(List.of(fp(subject, "nix/store/0c8h8ph2mz4cz0rylqxa0lkkcvq9nzrd-bash/bin/bash")))
        .isEqualTo(
            List.of(fp(subject, "nix/store/1d9h8ph2mz4cz0rylqxa0lkkcvq9nzrd-bash/bin/bash")));
    assertThat(fp(subject, "lib/foo-1.2.dist-info"))
        .isEqualTo(fp(subject, "lib/foo-1.10.3.dist-info"));
    assertThat(fp(subject, "lib/libx.so.1")).isNotEqualTo(fp(subject, "lib/libx.so.2"));
    assertThat(fp(subject, "etc/a")).isNotEqualTo(fp(subject, "etc/b"));
  }

  @Test
  void subjectsOfImagesAreRepositoryAndPlatform() {
    assertThat(Subject.repository("debian")).isEqualTo("docker.io/library/debian");
    assertThat(Subject.repository("team/app:1.4@sha256:00")).isEqualTo("docker.io/team/app");
    assertThat(Subject.repository("localhost:5000/a/b:1")).isEqualTo("localhost:5000/a/b");
    Image image = TestFacts.image().layer("x").dir("x", 0755).stack().image();
    assertThat(Subject.of(image))
        .isEqualTo(
            new Subject(
                Subject.Kind.IMAGE,
                "reg.example.com/shop/api linux/amd64",
                "reg.example.com/shop/api:4.2"));
  }

  @Test
  void secretsInBuildTextAreToldByWholeWordsAndLook() {
    assertThat(
            BuildSecrets.redact(
                "|2 DB_PASSWORD=s3cr3tly MODE=fast /bin/sh -c API_KEY='abcd efgh' TOKEN=$X"
                    + " KEY_FILE=/run/k MONKEY=banana make"))
        .isEqualTo(
            "|2 DB_PASSWORD=**** MODE=fast /bin/sh -c API_KEY=**** TOKEN=$X KEY_FILE=/run/k"
                + " MONKEY=banana make");
  }

  private static String fp(Subject subject, String path) {
    return Fingerprints.of("R", subject, Bytes.utf8(path), "", null, 0, null).fp();
  }

  private static String sha256(String text) {
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
