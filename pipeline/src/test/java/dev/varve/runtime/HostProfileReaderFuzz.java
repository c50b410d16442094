package dev.varve.runtime;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.testing.OddDocuments;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a host profile holds, it is read or refused with a reason. */
class HostProfileReaderFuzz {
  private static final String PROFILE =
      """
      {"version":1,"cgroup":2,"daemon":"userns-remap","lsm":["apparmor"],
       "docker":{"no-new-privileges":true,"icc":false},
       "kubelet":{"seccompDefault":true,"podPidsLimit":1024},
       "versions":{"kernel":"6.1"},"symlinks":{"/srv":"/var/lib/docker"}}
      """;

  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte[] data) {
    read(data);
  }

  @Test
  void profilesWithOddValuesAreReadOrRefused() throws Exception {
    Random random = new Random(20261128);
    byte[] json = PROFILE.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 2000; i++) {
      read(OddDocuments.mutated(json, random));
    }
  }

  private static void read(byte[] data) {
    try {
      HostProfile profile = HostProfileReader.read(data, "fuzz.yaml", Limits.DEFAULT);
      RunSpec run = profile.settle(TestRun.docker().build());
      Boundary.of(run, null, null, SecretCounts.NONE, HostDevices.NONE);
    } catch (InputException e) {
      if (e.detail().isEmpty()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }
}
