package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.ImageFormat;
import dev.varve.image.Platform;
import dev.varve.json.JsonObject;
import dev.varve.policy.BoundaryFacts;
import dev.varve.policy.Finding;
import dev.varve.policy.Fingerprints;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Subject;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.HostDevices;
import dev.varve.runtime.Neighbourhood;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSource;
import dev.varve.runtime.source.RunSpecs;
import dev.varve.stack.LayerStack;
import dev.varve.testing.OptionalParts;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.TreeSummary;
import dev.varve.tree.TreeTotals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A check of two images and fourteen containers as people see it. {@code -Dvarve.rewrite=true}
 * writes the golden files anew.
 */
class CheckTextTest {
  private static final Path GOLDEN =
      OptionalParts.projectRoot().resolve("pipeline/src/test/resources/dev/varve/report/check");
  private static final PolicyProfile GATE =
      new PolicyProfile("gate", RuleSeverity.INFO, RuleSeverity.HIGH, List.of(), false);

  private final List<Finding> findings = new ArrayList<>();
  private final List<Boundary> boundaries = new ArrayList<>();
  private CheckResult result =
      new CheckResult(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  @BeforeEach
  void checkTwoImagesAndTheWaysTheyAreRun() throws Exception {
    Path compose = GOLDEN.resolve("compose.yaml");
    RunSource source =
        new RunSource.Documents(List.of(new RunSource.Named("compose.yaml", compose)));
    List<RunSpec> runs =
        Neighbourhood.introduce(
            new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT).read(source).runs());
    for (RunSpec run : runs) {
      Subject subject = Subject.of(run.unit());
      boundaries.add(BoundaryFacts.alone(run, HostDevices.NONE));
      Origin place = run.originOf("image_ref");
      if (run.privileges().privileged()) {
        add("PRV-01", RuleSeverity.CRITICAL, subject, null, "the container runs privileged", place);
        set(Finding.Status.FOLDED, "PRV-01", "PRV-02", subject, "SYS_ADMIN is added");
      }
      add("LIM-01", RuleSeverity.MEDIUM, subject, null, "it may use all memory", place);
      add("HYG-04", RuleSeverity.LOW, subject, null, "image " + run.imageRef() + " moves", place);
      set(Finding.Status.UNDETERMINED, null, "ENT-01", subject, "whether it is root is not known");
      set(Finding.Status.OUTSIDE_PROFILE, null, "PRV-03", subject, "not all are dropped");
    }
    Image api = image("reg.acme.io/shop/api:4.2");
    Image base = image("reg.acme.io/base/debian:12");
    for (String tool : List.of("su", "mount", "passwd", "newgrp", "chsh", "chfn", "gpasswd")) {
      String said = "/usr/bin/" + tool + " is setuid";
      add("IMG-01", RuleSeverity.INFO, Subject.of(base), "usr/bin/" + tool, said, null);
    }
    add("SEC-01", RuleSeverity.HIGH, Subject.of(api), "srv/key.pem", "a private key", null);
    findings.sort(Finding.ORDER);
    result =
        new CheckResult(
            List.of(
                checked(api),
                checked(
                    base,
                    StructureFinding.ofImage(FindingCode.DIFF_ID_MISMATCH, "of another build"))),
            findings,
            List.of(),
            List.of(),
            boundaries,
            List.of());
  }

  private static CheckResult.CheckedImage checked(Image image, StructureFinding... structure) {
    return new CheckResult.CheckedImage(
        new LayerStack(image, List.of(), List.of(structure)),
        new TreeSummary(
            new TreeTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            new DiveFigures(1, 0, 0, 0, 0, 0),
            List.of(),
            List.of()),
        List.of(structure));
  }

  private static Image image(String reference) {
    return new Image(
        "shop.tar",
        0,
        List.of(reference),
        ImageFormat.OCI,
        new Platform("linux", "amd64", ""),
        null,
        null,
        ImageConfig.EMPTY,
        Bytes.EMPTY,
        List.of(),
        List.of());
  }

  private void add(
      String rule,
      RuleSeverity severity,
      Subject subject,
      @Nullable String path,
      String message,
      @Nullable Origin origin) {
    Finding.Blame blame =
        path == null ? null : new Finding.Blame(1, Digest.sha256Of(new byte[0]), "COPY . /");
    findings.add(
        finding(rule, severity, Finding.Status.FAIL, null, subject, path, blame, origin, message));
  }

  private void set(
      Finding.Status status, @Nullable String by, String rule, Subject subject, String message) {
    findings.add(finding(rule, RuleSeverity.HIGH, status, by, subject, null, null, null, message));
  }

  private static Finding finding(
      String rule,
      RuleSeverity severity,
      Finding.Status status,
      @Nullable String by,
      Subject subject,
      @Nullable String path,
      Finding.@Nullable Blame blame,
      @Nullable Origin origin,
      String message) {
    return new Finding(
        rule,
        "Title of " + rule,
        severity,
        status,
        Finding.Source.POLICY,
        subject,
        path == null ? null : Bytes.utf8(path),
        blame,
        origin,
        message,
        "",
        JsonObject.EMPTY,
        new Fingerprints(rule + subject + path, null, null),
        by,
        List.of());
  }

  private String text(boolean everySingle, Ink ink, int columns) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckText.write(result, GATE, everySingle, TextPage.terminal(out, ink, columns));
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"narrow, 80, false", "wide, 120, false", "verbose, 120, true"})
  void findingsLookAsTheyShould(String name, int columns, boolean everySingle) throws Exception {
    String text = text(everySingle, Ink.PLAIN, columns);
    Path golden = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("varve.rewrite")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @Test
  void noLineIsWiderThanThePage() throws Exception {
    for (int columns : new int[] {80, 120}) {
      assertThat(text(false, Ink.PLAIN, columns).lines())
          .allMatch(line -> TerminalText.columns(line) <= columns);
    }
  }

  @Test
  void coloursOnlyRepeatWhatIsWritten() throws Exception {
    assertThat(text(false, Ink.ANSI, 80).replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(text(false, Ink.PLAIN, 80));
  }

  /** Grouping hides nothing: every finding that counts is there one by one. */
  @Test
  void verboseWritesEveryFinding() throws Exception {
    long single =
        text(true, Ink.PLAIN, 80)
            .lines()
            .filter(line -> line.matches("(critical|high|medium|low|info|unknown|folded) .*"))
            .count();
    assertThat(single)
        .isEqualTo(
            findings.stream()
                .filter(finding -> finding.status() != Finding.Status.OUTSIDE_PROFILE)
                .count());
  }
}
