package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.json.JsonObject;
import dev.varve.layer.StoreAddress;
import dev.varve.plan.FleetFile;
import dev.varve.plan.FleetFileReader;
import dev.varve.plan.ImageFilter;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyChoice;
import dev.varve.policy.PolicyPack;
import dev.varve.policy.PolicyParams;
import dev.varve.policy.PolicyProfile;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.Neighbourhood;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSpecs;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Scans {@code fixtures/fleet.yaml} as the program does, and reads what a scan leaves. */
final class FixtureFleet {
  static final JudgementSettings JUDGEMENT = asTheProgramJudges(LocalDate.of(2026, 1, 2));

  /** The only file of a run that differs from run to run. */
  private static final String TIMINGS = "timings.json";

  private FixtureFleet() {}

  private static JudgementSettings asTheProgramJudges(LocalDate asOf) {
    try {
      PolicyProfile nightly =
          PolicyProfile.all(PolicyParams.of(PolicyPack.builtin().data())).get("nightly");
      return new JudgementSettings(
          asOf, JsonObject.EMPTY, Objects.requireNonNull(nightly), List.of(), PolicyChoice.BUILTIN);
    } catch (InputException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path folder() {
    return OptionalParts.projectRoot().resolve("fixtures");
  }

  static ScanRequest request(Path out, StoreAddress store, String... beamOptions)
      throws InputException, IOException {
    return request(folder().resolve("fleet.yaml"), JUDGEMENT, true, out, store, beamOptions);
  }

  /**
   * A scan of any fleet file.
   *
   * @param reuse whether results of earlier scans serve again
   */
  static ScanRequest request(
      Path file,
      JudgementSettings judgement,
      boolean reuse,
      Path out,
      StoreAddress store,
      String... beamOptions)
      throws InputException, IOException {
    FleetFile fleet = FleetFileReader.read(file, Limits.DEFAULT);
    List<RunSpec> runs = new ArrayList<>();
    List<SourceDocument> documents = new ArrayList<>();
    ByteArrayOutputStream inputs = new ByteArrayOutputStream();
    inputs.write(Files.readAllBytes(file));
    List<RunSpecs.Request> requests =
        fleet.runs().stream()
            .map(
                run -> new RunSpecs.Request(run.source(), run.settings().over(RunSettings.DEFAULT)))
            .toList();
    for (RunSpecs.Result result : RunSpecs.readAll(requests, Limits.DEFAULT)) {
      runs.addAll(result.runs());
      documents.addAll(result.documents());
      for (Bytes input : result.inputs()) {
        inputs.write(input.toArray());
      }
    }
    return new ScanRequest(
        fleet,
        ImageFilter.ALL,
        List.of(),
        Neighbourhood.introduce(runs),
        documents,
        ImageMatch.BY_NAME,
        Digest.sha256Of(inputs.toByteArray()),
        out,
        store,
        Limits.DEFAULT,
        InflaterChoice.AUTO,
        judgement,
        RegistryAccess.of(Map.of()),
        false,
        false,
        null,
        null,
        null,
        false,
        reuse,
        List.of(beamOptions));
  }

  static ScanOutcome scan(Path out, Path store, String... beamOptions)
      throws InputException, IOException {
    return FleetScan.run(request(out, StoreAddress.of(store), beamOptions));
  }

  /** The text of every file of a run but the timings, by name. */
  static Map<String, String> results(Path out) throws IOException {
    Map<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(TIMINGS)) {
          results.put(name, Files.readString(file, StandardCharsets.UTF_8));
        }
      }
    }
    return results;
  }

  /** Relative path and content digest of every file below a folder; folders end in a slash. */
  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        String name = folder.relativize(path).toString();
        if (Files.isRegularFile(path)) {
          files.put(name, Digest.sha256Of(Files.readAllBytes(path)).hex());
        } else {
          files.put(name + "/", "");
        }
      }
    }
    return files;
  }
}
