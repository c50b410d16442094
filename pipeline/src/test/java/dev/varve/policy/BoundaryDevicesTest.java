package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSpecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The border and the rules go by the same list of devices. */
class BoundaryDevicesTest {
  @TempDir Path folder;

  @Test
  void theBorderIsAtItsWorstWhereTheRuleIs() throws Exception {
    JsonObject usual = PolicyParams.of(PolicyPack.builtin().data());
    for (String device :
        List.of(
            "/dev/mmcblk0",
            "/dev/nvme0n1",
            "/dev/block/8:0",
            "/dev/mem",
            "/dev/loop0",
            "/dev/kvm",
            "/dev/snd",
            "/dev/ttyUSB0",
            "/dev/ours")) {
      assertThat(borderAndRule(device, usual))
          .as(device)
          .isIn("HOST_CONTROL critical", "less high", "less medium", "less low");
    }
    assertThat(borderAndRule("/dev/mmcblk0", usual)).isEqualTo("HOST_CONTROL critical");
    assertThat(borderAndRule("/dev/loop0", usual)).isEqualTo("less high");
  }

  @Test
  void aListOfTheUsersCountsForBoth() throws Exception {
    byte[] list = "{\"devices_host_control\":[\"/dev/ours\"]}".getBytes(StandardCharsets.UTF_8);
    JsonObject own = Json.parse(list, "test", Limits.DEFAULT).objectOrNull();

    assertThat(borderAndRule("/dev/ours", own)).isEqualTo("HOST_CONTROL critical");
    assertThat(borderAndRule("/dev/mmcblk0", own)).isEqualTo("less medium");
  }

  private String borderAndRule(String device, JsonObject params) throws Exception {
    Path compose = folder.resolve("compose.yaml");
    Files.writeString(
        compose, "services:\n  a:\n    image: x\n    devices: [\"" + device + "\"]\n");
    RunSpec run = RunSpecs.read(compose, Limits.DEFAULT).get(0);
    JudgementSettings settings =
        new JudgementSettings(
            LocalDate.EPOCH, params, PolicyProfile.EVERYTHING, List.of(), PolicyChoice.BUILTIN);
    try (PolicyEngine engine = settings.engine(folder.resolve("store"), Map.of(), RuleTimer.OFF)) {
      Judgement judgement = settings.judgement(engine);
      int grade =
          judgement.boundary(run).lines().stream()
              .filter(line -> line.id().equals("devices"))
              .findFirst()
              .orElseThrow()
              .grade();
      String severity =
          judgement.alone(run).stream()
              .filter(finding -> finding.rule().equals("PRV-09"))
              .map(finding -> finding.severity().label())
              .findFirst()
              .orElse("none");
      return (grade == Boundary.HOST_CONTROL ? "HOST_CONTROL" : "less") + " " + severity;
    }
  }
}
