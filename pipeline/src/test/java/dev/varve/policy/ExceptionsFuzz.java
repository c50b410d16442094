package dev.varve.policy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonObject;
import dev.varve.testing.OddDocuments;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in files of exceptions, of parameters and of what other scanners ignore, it is
 * read or refused with a reason.
 */
class ExceptionsFuzz {
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
  private static final WaiverImport.Answer ANSWER =
      new WaiverImport.Answer("ops", "reviewed", LocalDate.of(2026, 12, 31));
  private static final String ENTRIES =
      """
      [{"id":"MNT-*","image":"a/**","unit":"k8s/a/b/c","path":"/var/**","layer":"sha256:00",
        "effect":"lower:low","reason":"r","owner":"o","ticket":"t","expires":"2026-09-30"},
       {"id":"SEC-01","fingerprint":"00","reason":"r","owner":"o","expires":"2026-09-30"}]
      """;
  private static final String IGNORED =
      """
      {"misconfigurations":[{"id":"AVD-DS-0002","statement":"s","expired_at":"2026-07-01"}],
       "secrets":[{"id":"private-key","paths":["a/b"]}],"vulnerabilities":[],"licenses":null}
      """;

  /** The first byte says which reader it is for. */
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte[] data) {
    if (data.length > 0) {
      read(data[0], Arrays.copyOfRange(data, 1, data.length));
    }
  }

  @Test
  void filesWithOddValuesAreReadOrRefused() throws Exception {
    Random random = new Random(20261128);
    String params = PolicyParams.of(PolicyPack.builtin().data()).toString();
    for (int i = 0; i < 1500; i++) {
      read((byte) 'e', OddDocuments.mutated(ENTRIES.getBytes(StandardCharsets.UTF_8), random));
      read((byte) 'y', OddDocuments.mutated(IGNORED.getBytes(StandardCharsets.UTF_8), random));
      if (i % 5 == 0) {
        read((byte) 'p', OddDocuments.mutated(params.getBytes(StandardCharsets.UTF_8), random));
      }
    }
  }

  private static void read(byte kind, byte[] content) {
    try {
      switch (kind) {
        case 'e' -> WaiverReader.read(content, "e.yaml", TODAY, Limits.DEFAULT);
        case 'y' -> imported(content, ".trivyignore.yaml");
        case 't' -> imported(content, ".trivyignore");
        default -> parameters(content);
      }
    } catch (InputException e) {
      if (e.detail().isEmpty()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }

  /** What is imported can be read again. */
  private static void imported(byte[] content, String document) throws InputException {
    WaiverImport imported = WaiverImport.of(content, document, ANSWER, Limits.DEFAULT);
    byte[] yaml = imported.yaml().getBytes(StandardCharsets.UTF_8);
    List<Waiver> waivers;
    try {
      waivers = WaiverReader.read(yaml, "e.yaml", TODAY, Limits.DEFAULT);
    } catch (InputException e) {
      throw new AssertionError("it writes what it cannot read:\n" + imported.yaml(), e);
    }
    if (waivers.size() != imported.entries()) {
      throw new AssertionError("entries got lost:\n" + imported.yaml());
    }
  }

  /** All that is made of parameters before the first rule reads them. */
  private static void parameters(byte[] content) throws InputException {
    JsonObject known = PolicyParams.of(PolicyPack.builtin().data());
    JsonObject params = PolicyParams.read(content, "p.yaml", known, Limits.DEFAULT);
    PolicyProfile.all(params);
    Roles.of(params);
  }
}
