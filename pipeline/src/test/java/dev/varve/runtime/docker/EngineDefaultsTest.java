package dev.varve.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.runtime.Capabilities;
import dev.varve.runtime.Origin;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSource;
import dev.varve.runtime.source.RunSpecs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What engines do where a command leaves it to them. */
class EngineDefaultsTest {
  private static RunSpec run(String command) throws Exception {
    return new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT)
        .read(new RunSource.Command(command, "--run", 1, Path.of("")))
        .runs()
        .get(0);
  }

  private static List<String> bounding(String command) throws Exception {
    return Capabilities.bounding(run(command).privileges());
  }

  @Test
  void podmanGivesFewerCapabilitiesThanDocker() throws Exception {
    assertThat(bounding("docker run app")).isEqualTo(Capabilities.ENGINE_DEFAULT);
    assertThat(bounding("nerdctl run app")).isEqualTo(Capabilities.ENGINE_DEFAULT);
    assertThat(bounding("podman run app"))
        .containsExactly(
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");
    assertThat(bounding("podman run --cap-add NET_RAW --cap-drop CHOWN app"))
        .contains("NET_RAW")
        .doesNotContain("CHOWN", "MKNOD");
    assertThat(bounding("podman run --cap-drop all app")).isEmpty();
    assertThat(bounding("podman run --privileged app")).isEqualTo(Capabilities.ALL);
  }

  @Test
  void podmanLimitsProcessesUnlessToldOtherwise() throws Exception {
    RunSpec usual = run("podman run app");
    assertThat(usual.limits().pids()).isEqualTo(2048);
    assertThat(usual.originOf("limits.pids").how()).isEqualTo(Origin.How.DEFAULT);
    RunSpec more = run("podman run --pids-limit 9000 app");
    assertThat(more.limits().pids()).isEqualTo(9000);
    assertThat(more.originOf("limits.pids").how()).isEqualTo(Origin.How.SET);
    assertThat(run("podman run --pids-limit -1 app").limits().pids()).isNull();
    assertThat(run("podman run --pids-limit $N app").limits().pids()).isNull();
    assertThat(run("podman run --cgroups disabled app").limits().pids()).isNull();
    assertThat(run("docker run app").limits().pids()).isNull();
    assertThat(run("nerdctl run app").limits().pids()).isNull();
  }

  @Test
  void publishingAllMeansThePortsThatTheImageExposes() throws Exception {
    RunSpec open = run("docker run -p 80:8080 -P app");
    assertThat(open.ports())
        .containsExactly(new PortBinding("", "80", "8080", "tcp"), PortBinding.EXPOSED);
    assertThat(open.originOf("ports[1]").how()).isEqualTo(Origin.How.SET);

    RunSpec known = open.publishing(List.of("9090/tcp", "53/udp"));
    assertThat(known.ports())
        .containsExactly(
            new PortBinding("", "80", "8080", "tcp"),
            new PortBinding("", "", "9090", "tcp"),
            new PortBinding("", "", "53", "udp"));
    assertThat(known.originOf("ports[2]")).isEqualTo(open.originOf("ports[1]"));

    RunSpec nothing = open.publishing(List.of());
    assertThat(nothing.ports()).containsExactly(new PortBinding("", "80", "8080", "tcp"));
    assertThat(nothing.originOf("ports[1]").how()).isEqualTo(Origin.How.DEFAULT);
    RunSpec other = run("docker run app");
    assertThat(other.publishing(List.of("9090/tcp"))).isSameAs(other);
  }
}
