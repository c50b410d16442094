package dev.varve.runtime.docker;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.HostDevices;
import dev.varve.runtime.Neighbourhood;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecretCounts;
import dev.varve.testing.OddDocuments;
import dev.varve.testing.OptionalParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever such a document holds, it is read or refused with a reason. */
class DockerInspectReaderFuzz {
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte[] data) {
    read(data);
  }

  @Test
  void documentsWithOddValuesAreReadOrRefused() throws Exception {
    Random random = new Random(20261128);
    try (Stream<Path> files =
        Files.walk(OptionalParts.projectRoot().resolve("fixtures/runs/inspect"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        byte[] json = Files.readAllBytes(file);
        for (int i = 0; i < 700; i++) {
          read(OddDocuments.mutated(json, random));
        }
      }
    }
  }

  private static void read(byte[] data) {
    try {
      JsonValue document = Json.parse(data, "fuzz.json", Limits.DEFAULT);
      if (!DockerInspectReader.recognizes(document)) {
        return;
      }
      List<RunSpec> runs = DockerInspectReader.read(document, "fuzz.json");
      for (RunSpec run : Neighbourhood.introduce(runs)) {
        Boundary.of(run, null, null, SecretCounts.NONE, HostDevices.NONE);
      }
    } catch (InputException e) {
      if (e.detail().isEmpty()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }
}
