package dev.varve.runtime.compose;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import java.io.IOException;
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
    "extends",
    "include",
    "service",
    "env_file",
    "label_file",
    "profiles",
    "networks",
    "post_start",
    "pre_start",
    "depends_on",
    "ulimits",
    "build",
    "use_api_socket",
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
    "other.yaml",
    "[other.yaml]",
    "[{path: other.yaml}]",
    "!reset [a]",
    "!override {a: b}",
    "{service: b, file: other.yaml}",
    "[{command: [x], user: y}]",
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
      TestProject.of(yaml).file(".env", env).file("other.yaml", yaml).runs();
    } catch (IOException e) {
      throw new AssertionError("nothing here reads a disk", e);
    } catch (InputException e) {
      // Refusing is a right answer; only other exceptions are findings.
      if (e.detail().isEmpty()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }
}
