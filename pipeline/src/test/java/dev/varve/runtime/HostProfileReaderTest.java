package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostProfileReaderTest {
  private static final String FULL =
      """
      version: 1
      cgroup: 2
      daemon: userns-remap
      lsm: [apparmor]
      docker: {no-new-privileges: true, icc: false}
      kubelet:
        seccompDefault: true
        podPidsLimit: 1024
      versions: {kernel: "6.1"}
      symlinks: {/srv: /var/lib/docker}
      """;

  private static HostProfile read(String yaml) throws InputException {
    return HostProfileReader.read(
        yaml.getBytes(StandardCharsets.UTF_8), "host.yaml", Limits.DEFAULT);
  }

  @Test
  void whatTheRunLeavesOpenIsSettled() throws Exception {
    RunSpec run = read(FULL).settle(TestRun.docker().host("/srv/x", "/x", true).build());

    assertThat(run.namespaces().cgroup()).isEqualTo("private");
    assertThat(run.namespaces().user()).isEqualTo("private");
    assertThat(run.privileges().noNewPrivs()).isTrue();
    assertThat(run.privileges().selinux()).isEqualTo("none");
    assertThat(run.privileges().apparmor()).isEqualTo("default");
    assertThat(run.mounts().get(0).source().clean()).isEqualTo("/var/lib/docker/x");
    assertThat(run.mounts().get(0).reaches(HostClass.STATE)).isTrue();
    assertThat(run.originOf("ns.cgroup"))
        .isEqualTo(new Origin(Origin.How.HOST_PROFILE, "host.yaml", "/cgroup", 2));
    assertThat(run.originOf("no_new_privs").line()).isEqualTo(5);
  }

  @Test
  void whatTheRunSetsStays() throws Exception {
    RunSpec run =
        read(FULL).settle(TestRun.docker().set("ns.user", 3).set("no_new_privs", 4).build());
    assertThat(run.namespaces().user()).isEqualTo("host");
    assertThat(run.privileges().noNewPrivs()).isFalse();
  }

  @Test
  void kubernetesFollowsTheKubeletAndNotTheDockerDaemon() throws Exception {
    Unit pod = Unit.single("Pod", "shop", "api");
    RunSpec run =
        read(FULL)
            .settle(
                TestRun.docker()
                    .unit(pod)
                    .privileges(TestRun.privileges(false, false, "unknown", List.of(), List.of()))
                    .build());
    assertThat(run.privileges().seccomp()).isEqualTo("default");
    assertThat(run.limits().pids()).isEqualTo(1024);
    assertThat(run.privileges().noNewPrivs()).isFalse();
    assertThat(run.namespaces().user()).isEqualTo("host");
  }

  @Test
  void anUnknownKeyNamesItsLineAndTheNearestOne() {
    assertThatThrownBy(() -> read("version: 1\ncgroups: 2\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("did you mean 'cgroup'?");
    assertThatThrownBy(() -> read("version: 1\ndaemon: rootles\n"))
        .hasMessageContaining("'rootles' is none of root, rootless, userns-remap");
  }
}
