package dev.varve.report.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.report.Ink;
import dev.varve.report.TextPage;
import dev.varve.report.seal.RunVerification.State;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's folder against its checksums, also one that somebody has prepared. */
class RunVerificationTest {
  /** Of no bytes. */
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir private Path folder;
  private Path run = Path.of("");

  @BeforeEach
  void seal() throws IOException {
    run = Files.createDirectories(folder.resolve("run"));
    Files.createDirectories(run.resolve("facts/listings-v1.3/sha256"));
    Files.writeString(run.resolve("run.json"), "{}\n");
    Files.writeString(run.resolve("images.jsonl"), "");
    Files.writeString(run.resolve("findings.jsonl"), "{}\n{}\n");
    Files.writeString(run.resolve("timings.json"), "{\"wallMillis\":1}");
    Files.writeString(run.resolve("facts/listings-v1.3/sha256/side.avro"), "Obj");
    Checksums.write(run);
  }

  @Test
  void checksumsAreSortedLinesOfEveryFileButTheTimes() throws IOException {
    assertThat(Files.readString(run.resolve("SHA256SUMS")))
        .isEqualTo(
            """
            266a070638be8922c40395ebd5c4e49933406b19f3a728b37346a7261347aa35  facts/listings-v1.3/sha256/side.avro
            %s  findings.jsonl
            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  images.jsonl
            ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356  run.json
            """
                .formatted(Checksums.digestOf(run.resolve("findings.jsonl")).hex()));
  }

  @Test
  void sha256sumReadsThem() throws Exception {
    assertThat(sha256sum()).isZero();

    Files.writeString(run.resolve("images.jsonl"), "{}\n");

    assertThat(sha256sum()).isEqualTo(1);
  }

  private int sha256sum() throws IOException, InterruptedException {
    return new ProcessBuilder(
            OptionalParts.program("sha256sum").toString(),
            "--check",
            "--strict",
            "--quiet",
            "SHA256SUMS")
        .directory(run.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start()
        .waitFor();
  }

  @Test
  void runAsItWasLeftHolds() throws Exception {
    Files.writeString(run.resolve("timings.json"), "{\"wallMillis\":2}");

    RunVerification verification = RunVerification.of(run, null);

    assertThat(verification.holds()).isTrue();
    assertThat(verification.differences()).isEmpty();
    assertThat(verification.files()).isEqualTo(4);
    assertThat(verification.checksums()).isEqualTo(Checksums.digestOf(run.resolve("SHA256SUMS")));
    assertThat(verification.signature()).isEqualTo(new RunVerification.Signature.None());
  }

  @Test
  void runWithoutTimesHolds() throws Exception {
    Files.delete(run.resolve("timings.json"));

    assertThat(RunVerification.of(run, null).holds()).isTrue();
  }

  /** As {@code latest} names the newest of several runs. */
  @Test
  void runNamedByALinkHolds() throws Exception {
    Path latest = Files.createSymbolicLink(folder.resolve("latest"), run.getFileName());

    RunVerification verification = RunVerification.of(latest, null);

    assertThat(verification.differences()).isEmpty();
    assertThat(verification.run()).isEqualTo(latest.toString());
  }

  @Test
  void whatDiffersIsToldByName() throws Exception {
    Files.writeString(run.resolve("findings.jsonl"), "{}\n");
    Files.delete(run.resolve("images.jsonl"));
    Files.writeString(run.resolve("notes\u001b[31m.txt"), "mine");
    Files.writeString(run.resolve("facts/listings-v1.3/more.avro"), "Obj");

    RunVerification verification = RunVerification.of(run, null);

    assertThat(verification.holds()).isFalse();
    assertThat(verification.counts())
        .isEqualTo(Map.of(State.CHANGED, 1L, State.MISSING, 1L, State.EXTRA, 2L));
    assertThat(text(verification))
        .isEqualTo(
            """
            extra   facts/listings-v1.3/more.avro
            changed findings.jsonl
            missing images.jsonl
            extra   notes\\x1b[31m.txt
            4 files of the scan: 1 changed, 1 missing, 2 extra
            SHA256SUMS is %s
            """
                .formatted(verification.checksums()));
    assertThat(json(verification).lines())
        .first()
        .isEqualTo(
            "{\"detail\":\"\",\"file\":\"facts/listings-v1.3/more.avro\",\"record\":\"run-file\","
                + "\"schemaVersion\":1,\"state\":\"extra\"}");
    assertThat(json(verification).lines().skip(4))
        .containsExactly(
            "{\"checksums\":\""
                + verification.checksums()
                + "\",\"differences\":{\"changed\":1,\"extra\":2,\"missing\":1},\"files\":4,"
                + "\"holds\":false,\"record\":\"run-verification\",\"run\":\""
                + run
                + "\",\"schemaVersion\":1,\"signature\":{\"state\":\"none\"}}");
  }

  /** Each of them has the bytes that were left, by way of a link. */
  @Test
  void linksAreNeverFollowed() throws Exception {
    Path aside = folder.resolve("aside");
    Files.move(run.resolve("findings.jsonl"), aside);
    Files.createSymbolicLink(run.resolve("findings.jsonl"), aside);
    Files.move(run.resolve("facts"), folder.resolve("facts"));
    Files.createSymbolicLink(run.resolve("facts"), folder.resolve("facts"));
    Files.delete(run.resolve("timings.json"));
    Files.createSymbolicLink(run.resolve("timings.json"), Path.of("run.json"));

    assertThat(text(RunVerification.of(run, null)).lines().limit(5))
        .containsExactly(
            "extra   facts  (a symbolic link)",
            "missing facts/listings-v1.3/sha256/side.avro",
            "changed findings.jsonl  (a symbolic link)",
            "extra   timings.json  (a symbolic link)",
            "4 files of the scan: 1 changed, 1 missing, 2 extra");
  }

  /** Who opens a pipe waits for somebody to write. */
  @Test
  void pipesAreNotOpened() throws Exception {
    Files.delete(run.resolve("images.jsonl"));
    for (String name : List.of("images.jsonl", "pipe")) {
      assertThat(
              new ProcessBuilder("mkfifo", run.resolve(name).toString())
                  .inheritIO()
                  .start()
                  .waitFor())
          .isZero();
    }

    RunVerification verification =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> RunVerification.of(run, null));

    assertThat(text(verification).lines().limit(2))
        .containsExactly(
            "changed images.jsonl  (no regular file)", "extra   pipe  (no regular file)");
  }

  /** Reading a tebibyte would take most of an hour. */
  @Test
  void filesOfOthersAreNotRead() throws Exception {
    sparse("dump.img", 1L << 40);

    RunVerification verification =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> RunVerification.of(run, null));

    assertThat(verification.counts()).containsEntry(State.EXTRA, 1L);
  }

  @Test
  void manyFilesOfOthersAreCountedAndTheFirstOfThemNamed() throws Exception {
    for (int i = 0; i < 1200; i++) {
      Files.createFile(run.resolve("x%04d".formatted(i)));
    }

    RunVerification verification = RunVerification.of(run, null);

    assertThat(verification.differences()).hasSize(1000);
    assertThat(verification.differences().get(999).name()).isEqualTo("x0999");
    assertThat(verification.counts()).containsEntry(State.EXTRA, 1200L);
    assertThat(text(verification)).contains("and 200 more that the scan did not leave");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../aside",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "facts/../run.json",
        "./run.json",
        "facts//side.avro",
        "facts/",
        "facts\\side.avro",
        "*run.json",
        "run.json\r",
        "run\u0000.json",
        "r\u00fcn.json",
        ".hidden",
        " run.json",
        ""
      })
  void namesThatNoScanWritesAreRefused(String name) throws IOException {
    Files.writeString(run.resolve("SHA256SUMS"), EMPTY + "  " + name + "\n");

    refused("SHA256SUMS line 1 is none that a scan leaves");
  }

  @Test
  void checksumsThatNoScanWritesAreRefused() throws IOException {
    String good = Files.readString(run.resolve("SHA256SUMS"));

    for (String bad :
        List.of(
            good + good.lines().skip(3).findFirst().orElseThrow(),
            good + EMPTY.toUpperCase(java.util.Locale.ROOT) + "  zip\n",
            good + EMPTY + " zip\n",
            good + "\n",
            good + "# no comment\n",
            good + EMPTY.substring(1) + "  zip\n")) {
      Files.writeString(run.resolve("SHA256SUMS"), bad);
      refused("SHA256SUMS line 5 is none that a scan leaves");
    }
    Files.writeString(run.resolve("SHA256SUMS"), good + EMPTY + "  run.json\n");
    refused("SHA256SUMS line 5 is not in order");
    Files.writeString(run.resolve("SHA256SUMS"), EMPTY + "  images.jsonl\n");
    refused("SHA256SUMS says nothing of run.json");
    Files.writeString(run.resolve("SHA256SUMS"), "");
    refused("SHA256SUMS says nothing of run.json");
  }

  @Test
  void checksumsThatAreNoSmallFileAreRefused() throws IOException {
    Path sums = run.resolve("SHA256SUMS");
    Path aside = folder.resolve("aside");
    Files.move(sums, aside);
    refused("there is no SHA256SUMS");
    Files.createSymbolicLink(sums, aside);
    refused("SHA256SUMS is no regular file");
    Files.delete(sums);
    Files.createDirectory(sums);
    refused("SHA256SUMS is no regular file");
    Files.delete(sums);
    sparse("SHA256SUMS", 1L << 40);
    refused("SHA256SUMS is larger than 67108864 bytes");
  }

  private void sparse(String name, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(run.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  private void refused(String detail) {
    assertThatThrownBy(() -> RunVerification.of(run, null))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.RUN_UNUSABLE);
              assertThat(e.source()).isEqualTo(run.toString());
              assertThat(e.detail()).isEqualTo(detail);
            });
  }

  private static String text(RunVerification verification) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TextPage page = TextPage.terminal(out, Ink.PLAIN, 80);
    verification.write(page);
    page.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String json(RunVerification verification) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    verification.write(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
