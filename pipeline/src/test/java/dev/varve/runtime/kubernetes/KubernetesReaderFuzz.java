package dev.varve.runtime.kubernetes;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.HostDevices;
import dev.varve.runtime.Neighbourhood;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecretCounts;
import dev.varve.testing.OddDocuments;
import dev.varve.testing.OptionalParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a manifest holds, it is read or refused with a reason. */
class KubernetesReaderFuzz {
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte[] data) {
    read(data);
  }

  @Test
  void manifestsWithOddValuesAreReadOrRefused() throws Exception {
    Random random = new Random(20261128);
    Path folder = OptionalParts.projectRoot().resolve("fixtures/runs/kubernetes");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        for (JsonValue document :
            Yaml.parseAll(Files.readAllBytes(file), file.toString(), Limits.DEFAULT)) {
          byte[] json = CanonicalJson.text(document).getBytes(StandardCharsets.UTF_8);
          for (int i = 0; i < 100; i++) {
            read(OddDocuments.mutated(json, random));
          }
        }
      }
    }
  }

  private static void read(byte[] data) {
    try {
      List<JsonValue> documents = Yaml.parseAll(data, "fuzz.yaml", Limits.DEFAULT);
      if (!KubernetesReader.recognizes(documents)) {
        return;
      }
      KubernetesReader.Manifest manifest = new KubernetesReader.Manifest("fuzz.yaml", documents);
      KubernetesReader reader =
          new KubernetesReader(List.of(manifest), Map.of("Rollout", "/spec/template"));
      for (RunSpec run : Neighbourhood.introduce(reader.read(0))) {
        Boundary.of(run, null, null, SecretCounts.NONE, HostDevices.NONE);
      }
      reader.notes();
    } catch (InputException e) {
      if (e.detail().isEmpty()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }
}
