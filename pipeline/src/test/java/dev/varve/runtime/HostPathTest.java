package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPathTest {

  /** {@code source | classes}, as one line. */
  private static String judged(String raw, boolean readOnly) {
    Mount mount = Mount.host(raw, true, "/x", Mount.Options.DEFAULT.readOnly(readOnly), null);
    return mount.source().clean()
        + " | "
        + mount.source().classes().stream()
            .map(m -> m.hostClass().label() + " " + m.relation().label() + " " + m.member())
            .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/run/docker.sock",
        "/var/run/docker.sock",
        "/var/run//docker.sock",
        "/var//run/../run/docker.sock",
        "/var/run/docker.sock/",
        "/./var/./run/docker.sock",
        "/proc/1/root/run/docker.sock",
        "/proc/self/root/var/run/docker.sock",
        "/proc/1/root/proc/1/root/run/docker.sock",
        "/../run/docker.sock",
        "/host_mnt/run/docker.sock"
      })
  void everySpellingOfTheDockerSocketIsTheSocket(String raw) {
    assertThat(judged(raw, true))
        .isEqualTo("/run/docker.sock | runtime-socket exact /run/docker.sock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run", "/var/run", "/var/run/", "/var//run/../run", "/run/."})
  void theDirectoryOfTheSocketOpensItFromAbove(String raw) {
    assertThat(judged(raw, true))
        .isEqualTo(
            "/run | runtime-socket above /run/docker.sock, exec above /run/systemd/system,"
                + " state above /run/docker");
  }

  @Test
  void varOpensWhatRunHolds() {
    assertThat(judged("/var", true))
        .isEqualTo(
            "/var | runtime-socket above /run/docker.sock, exec above /var/spool/cron,"
                + " credential above /var/lib/kubelet/pki, state above /var/lib/docker");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "//", "/..", "/../..", "/.", "/proc/1/root", "/proc/1/cwd/", "/a/.."})
  void everySpellingOfTheRootIsTheRootAndEverythingBelow(String raw) {
    assertThat(judged(raw, false))
        .isEqualTo(
            "/ | runtime-socket above /run/docker.sock, root exact /, exec above /etc,"
                + " credential above /etc/shadow, kernel above /proc/sys/kernel/core_pattern,"
                + " sys above /sys, dev above /dev, state above /var/lib/docker");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "/run/user/1000/docker.sock > /run/user/1000/docker.sock | runtime-socket exact"
            + " /run/user/*/docker.sock",
        "/run/user/1000 > /run/user/1000 | runtime-socket above /run/user/*/docker.sock",
        "/run/k3s > /run/k3s | runtime-socket above /run/k3s/containerd/containerd.sock",
        "/srv/engine/docker.sock > /srv/engine/docker.sock | runtime-socket exact **/docker.sock",
        "/run/docker/metrics.sock > /run/docker/metrics.sock | state below /run/docker",
        "/bin > /usr/bin | exec below /usr",
        "/lib/modules > /usr/lib/modules | exec below /usr",
        "/etc > /etc | exec exact /etc, credential above /etc/shadow",
        "/etc/cron.d > /etc/cron.d | exec below /etc",
        "/etc/sudoers > /etc/sudoers | exec below /etc, credential exact /etc/sudoers",
        "/root/app > /root/app | credential below /root",
        "/home/ann > /home/ann | runtime-socket above /home/*/.docker/run/docker.sock,"
            + " credential above /home/*/.ssh, state above /home/*/.local/share/docker",
        "/srv/keys/.ssh/id > /srv/keys/.ssh/id | credential below **/.ssh",
        "/proc > /proc | kernel exact /proc",
        "/proc/sys > /proc/sys | kernel below /proc",
        "/sys/fs/cgroup > /sys/fs/cgroup | sys below /sys",
        "/dev/sda > /dev/sda | dev below /dev",
        "/dev/null > /dev/null | benign exact /dev/null",
        "/var/log/app > /var/log/app | state below /var/log",
        "/srv/data > /srv/data | app exact /srv/data",
        "/runner > /runner | app exact /runner",
        "/etcetera > /etcetera | app exact /etcetera"
      })
  void pathsAreJudgedInBothDirections(String raw, String expected) {
    assertThat(judged(raw, false)).isEqualTo(expected);
  }

  @Test
  void publicFactsAreBenignOnlyWhileTheyCannotBeWritten() {
    assertThat(judged("/etc/localtime", true))
        .isEqualTo("/etc/localtime | benign exact /etc/localtime");
    assertThat(judged("/etc/localtime", false)).isEqualTo("/etc/localtime | exec below /etc");
    assertThat(judged("/etc/ssl/certs/ca.pem", true))
        .isEqualTo("/etc/ssl/certs/ca.pem | benign below /etc/ssl/certs");
    assertThat(judged("/etc/ssl/private", true))
        .isEqualTo("/etc/ssl/private | exec below /etc, credential exact /etc/ssl/private");
  }

  @Test
  void relativePathsBelongToTheProjectUntilTheyClimbOut() {
    assertThat(judged("./src/../data/", false)).isEqualTo("./data | app exact ./data");
    assertThat(judged(".", false)).isEqualTo(". | app exact .");
    assertThat(judged("../shared", false)).isEqualTo("../shared | app exact ../shared");
    assertThat(judged("./.ssh", false)).isEqualTo("./.ssh | credential exact **/.ssh");
    assertThat(judged("../../../../etc/shadow", false))
        .isEqualTo("../../../../etc/shadow | exec below /etc, credential exact /etc/shadow");
  }

  @Test
  void aClimbIsCertainOnlyIfItLeadsNowhereSpecial() {
    assertThat(HostPath.parse("../shared", true).isCertain()).isTrue();
    assertThat(HostPath.parse("../../etc", true).isCertain()).isFalse();
    assertThat(HostPath.parse("../..", true).isCertain()).isFalse();
    assertThat(HostPath.parse("a/../b", true).isCertain()).isTrue();
  }

  @Test
  void theHomeDirectoryIsJudgedAsSomeonesHome() {
    assertThat(judged("~/.aws", true)).isEqualTo("~/.aws | credential exact /home/*/.aws");
    assertThat(judged("~/code/app", true)).isEqualTo("~/code/app | app exact ~/code/app");
  }

  @Test
  void anOpenVariableLeavesOnlyNamesThatMeanTheSameEverywhere() {
    Mount open = Mount.host("${SOCK_DIR}/docker.sock", false, "/s", Mount.Options.DEFAULT, null);
    assertThat(open.source())
        .isEqualTo(
            new Mount.Source(
                "${SOCK_DIR}/docker.sock",
                "${SOCK_DIR}/docker.sock",
                false,
                java.util.List.of(
                    new Mount.ClassMatch(
                        HostClass.RUNTIME_SOCKET, Mount.Relation.EXACT, "**/docker.sock")),
                null));
  }

  @Test
  void namedPipesAndDrivesOfWindowsAreUnderstood() {
    Mount pipe = Mount.host("\\\\.\\pipe\\docker_engine", true, "/p", Mount.Options.DEFAULT, null);
    assertThat(pipe.kind()).isEqualTo(Mount.Kind.NPIPE);
    assertThat(judged("//./pipe/docker_engine", true))
        .isEqualTo("//./pipe/docker_engine | runtime-socket exact //./pipe/docker_engine");
    assertThat(judged("C:\\Users\\ann\\app", true))
        .isEqualTo("C:/Users/ann/app | app exact C:/Users/ann/app");
  }
}
