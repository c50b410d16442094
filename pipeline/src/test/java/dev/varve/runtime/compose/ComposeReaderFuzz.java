package dev.varve.runtime.compose;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a compose file holds, it is read or refused with a reason. */
class ComposeReaderFuzz {
  private static final String[] KEYS = {
    "services",
    "volumes",
    "secrets",
    "configs",
    "image",
    "command",
    "entrypoint",
    "user",
    "ports",
    "devices",
    "environment",
    "healthcheck",
    "test",
    "deploy",
    "resources",
    "limits",
    "memory",
    "volumes_from",
    "tmpfs",
    "type",
    "source",
    "target",
    "driver_opts",
    "device",
    "o",
    "file",
    "security_opt",
    "cpus",
    "cpu_quota",
    "labels",
    "gpus",
    "external",
    "a",
    "b"
  };
  private static final String[] VALUES = {
    "''",
    "~",
    "1",
    "-1",
    "true",
    "'${X}'",
    "'${X:-/'",
    "'$'",
    "a:b",
    "'a:/b:ro'",
    "/:/x",
    "[]",
    "{}",
    "[a, b:ro]",
    "'::'",
    "'\"'",
    "1e400",
    "0x7f",
    "'../..:/'",
    "bind",
    "tmpfs",
    "[[]]",
    "99999999999999999999",
    "'host'",
    "'\\\\'"
  };

  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(FuzzedDataProvider data) {
    String env = data.consumeString(200);
    read(data.consumeRemainingAsString(), env);
  }

  @Test
  void randomDocumentsOfKnownKeysAreReadOrRefused() {
    long seed = 20260525;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      read("services:\n  a:\n" + mapping(random, 4, 3) + mapping(random, 0, 3), "X=1");
    }
  }

  private static String mapping(Random random, int indent, int depth) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      out.append(" ".repeat(indent)).append(KEYS[random.nextInt(KEYS.length)]).append(':');
      if (depth > 0 && random.nextInt(3) == 0) {
        out.append('\n').append(mapping(random, indent + 2, depth - 1));
      } else {
        out.append(' ').append(VALUES[random.nextInt(VALUES.length)]).append('\n');
      }
    }
    return out.toString();
  }

  private static void read(String yaml, String env) {
    try {
      JsonValue document =
          Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8), "fuzz.yaml", Limits.DEFAULT);
      ComposeReader.read(document, "fuzz.yaml", "fuzz", env);
    } catch (InputException e) {
      // Refusing is a right answer; only other exceptions are findings.
      if (e.detail().isEmpty()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }
}
