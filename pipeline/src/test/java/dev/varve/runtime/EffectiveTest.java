package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.image.ImageConfig;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EffectiveTest {
  private static final TestImage IMAGE =
      new TestImage()
          .program("usr/bin/app")
          .program("opt/bin/app")
          .program("usr/bin/gosu")
          .file("etc/passwd", "root:x:0:0::/:\nweb:x:33:33::/:\n", "0644")
          .file("etc/group", "web:x:33:\nssl:x:44:web\n", "0644");

  private static final ImageConfig CONFIG =
      new ImageConfig(
          "linux",
          "amd64",
          "",
          "",
          "web",
          List.of("PATH=/usr/bin"),
          List.of("gosu", "web"),
          List.of("app"),
          List.of(),
          "/",
          List.of(),
          List.of(),
          new TreeMap<>(),
          null,
          "",
          List.of(),
          null,
          List.of(),
          Bytes.EMPTY);

  private static RunSpec run(ProcessSpec process, Privileges privileges, String userNamespace) {
    Namespaces usual = Namespaces.DOCKER_DEFAULT;
    return new RunSpec(
        Unit.single("compose", "shop", "api"),
        null,
        process,
        privileges,
        new Namespaces(
            usual.pid(),
            usual.net(),
            usual.ipc(),
            usual.uts(),
            userNamespace,
            usual.cgroup(),
            usual.mnt()),
        List.of(),
        List.of(),
        false,
        ResourceLimits.NONE,
        List.of(),
        null,
        "",
        false,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }

  private static Effective effective(RunSpec run) {
    return Effective.of(run, CONFIG, IMAGE, Accounts.of(IMAGE), IMAGE.census());
  }

  private static Privileges caps(boolean privileged, List<String> add, List<String> drop) {
    return new Privileges(
        privileged,
        new CapabilitySettings(add, drop, null, null),
        false,
        "default",
        "default",
        "default",
        "default",
        null,
        false);
  }

  @Test
  void theImageDecidesWhatTheRunLeavesOpen() {
    Effective effective = effective(run(ProcessSpec.OF_IMAGE, Privileges.DEFAULT, "host"));
    assertThat(effective.user().uid()).isEqualTo(33);
    assertThat(effective.user().groups()).containsExactly(33L, 44L);
    assertThat(effective.hostRoot()).isEqualTo(Certainty.YES);
    assertThat(effective.bounding()).isEqualTo(Capabilities.ENGINE_DEFAULT);
    assertThat(effective.atStart()).isEmpty();
    assertThat(effective.start().argv()).containsExactly("gosu", "web", "app");
    assertThat(effective.start().dropsTo())
        .isEqualTo(new Start.Drop(33L, "web", "/usr/bin/gosu", true));
    assertThat(effective.sandbox()).isEqualTo("shared-kernel");
  }

  @Test
  void aNewEntrypointDropsTheImagesCommandAndItsPrivilegeDrop() {
    ProcessSpec process =
        new ProcessSpec(
            List.of("app"),
            null,
            "0",
            List.of(),
            null,
            List.of(new EnvVar("PATH", "/opt/bin")),
            false);
    Effective effective = effective(run(process, Privileges.DEFAULT, "private"));
    assertThat(effective.user().root()).isTrue();
    assertThat(effective.hostRoot()).isEqualTo(Certainty.NO);
    assertThat(effective.atStart()).isEqualTo(Capabilities.ENGINE_DEFAULT);
    assertThat(effective.start().argv()).containsExactly("app");
    assertThat(effective.start().dropsTo()).isNull();
    assertThat(effective.start().links())
        .extracting(ChainLink::path)
        .containsExactly(Bytes.utf8("opt/bin/app"));
  }

  @Test
  void capabilitiesAddUpAsInDocker() {
    assertThat(Capabilities.bounding(caps(true, List.of(), List.of("ALL"))))
        .isEqualTo(Capabilities.ALL);
    assertThat(Capabilities.bounding(caps(false, List.of("cap_net_admin"), List.of("all"))))
        .containsExactly("NET_ADMIN");
    assertThat(Capabilities.bounding(caps(false, List.of("ALL"), List.of("SYS_ADMIN"))))
        .hasSize(Capabilities.ALL.size() - 1)
        .doesNotContain("SYS_ADMIN");
    assertThat(Capabilities.bounding(caps(false, List.of("SYS_TIME"), List.of("MKNOD"))))
        .contains("SYS_TIME", "CHOWN")
        .doesNotContain("MKNOD");
  }
}
