package dev.varve.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Health;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Surroundings;
import dev.varve.runtime.Unit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandReaderTest {
  private static List<RunSpec> read(String text) throws Exception {
    return RunCommandReader.read(
        text,
        "run.sh",
        1,
        path -> path.equals("app.env") ? "F=1\n# x\nG\n".getBytes(StandardCharsets.UTF_8) : null);
  }

  private static RunSpec one(String text) throws Exception {
    return read(text).get(0);
  }

  private static List<String> mounts(RunSpec run) {
    return run.mounts().stream()
        .map(
            m ->
                m.kind().label()
                    + " "
                    + m.source().clean()
                    + " -> "
                    + m.target()
                    + (m.options().readOnly() ? " ro" : "")
                    + (m.source().known() ? "" : " unknown"))
        .toList();
  }

  @Test
  void everythingSaidIsRead() throws Exception {
    RunSpec run =
        one(
            """
            #!/bin/sh
            set -e   # docker run is below
            sudo -E docker container run -d --name=api --init \\
              -u 1000:50 --group-add docker --group-add=44 -w /srv \\
              -e A=1 -e B --env 'C=x y' --env-file app.env \\
              --cap-add NET_ADMIN,SYS_TIME --cap-drop=all --privileged \\
              --security-opt no-new-privileges --security-opt seccomp=p.json \\
              --pid host --network host --ipc=shareable --uts host --userns host --cgroupns private \\
              --device /dev/sda:/dev/xvda:r --device-cgroup-rule 'c 1:3 rwm' --gpus all \\
              --read-only -m 512m --memory-swap -1 --cpus .5 --pids-limit 100 --shm-size 64m \\
              --ulimit nofile=1024:4096 --storage-opt size=2G --oom-score-adj -5 \\
              -p 8080:80 -p 127.0.0.1:53:53/udp --health-cmd 'curl localhost' \\
              --restart on-failure:3 --sysctl net.core.somaxconn=1024 -l a=b \\
              --cgroup-parent /x --link db:database --runtime runsc \\
              --entrypoint /e.sh shop/api:4 serve --all && echo started
            """
                .replace("--cpus .5", "--cpus 0.5"));

    assertThat(run)
        .usingRecursiveComparison()
        .ignoringFields("origin")
        .isEqualTo(
            new RunSpec(
                Unit.single("command", "", "api"),
                "shop/api:4",
                new ProcessSpec(
                    List.of("/e.sh"),
                    List.of("serve", "--all"),
                    "1000:50",
                    List.of("docker", "44"),
                    "/srv",
                    List.of(
                        new EnvVar("F", "1", "file:app.env"),
                        new EnvVar("G", null, "file:app.env"),
                        new EnvVar("A", "1"),
                        new EnvVar("B", null),
                        new EnvVar("C", "x y")),
                    true),
                new Privileges(
                    true,
                    new CapabilitySettings(
                        List.of("NET_ADMIN", "SYS_TIME"), List.of("ALL"), null, null),
                    true,
                    "p.json",
                    "unconfined",
                    "disable",
                    "none",
                    "runsc",
                    false),
                new Namespaces("host", "host", "shareable", "host", "host", "private", "private"),
                List.of(),
                List.of(
                    new Device("node", "/dev/sda", "/dev/xvda", "r"),
                    new Device("cgroup-rule", "c 1:3 rwm", "", ""),
                    new Device("request", "gpu", "", "")),
                true,
                new ResourceLimits(
                    512L << 20,
                    -1L,
                    500_000_000L,
                    100L,
                    64L << 20,
                    false,
                    -5L,
                    4096L,
                    2L << 30,
                    null),
                List.of(
                    new PortBinding("", "8080", "80", "tcp"),
                    new PortBinding("127.0.0.1", "53", "53", "udp")),
                new Health(List.of("CMD-SHELL", "curl localhost"), false),
                "on-failure:3",
                false,
                new TreeMap<>(Map.of("net.core.somaxconn", "1024")),
                new TreeMap<>(Map.of("a", "b")),
                new TreeMap<>(),
                List.of(),
                new Surroundings("", "/x", List.of(), null, List.of("link:db"))));
    assertThat(run.originOf("ns.pid")).isEqualTo(new Origin(Origin.How.SET, "run.sh", null, 8));
    assertThat(run.originOf("image_ref").line()).isEqualTo(15);
    assertThat(run.originOf("rootfs_ro").line()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-v /var//run/../run:/r:ro | host /run -> /r ro",
        "-v data:/d | volume data -> /d",
        "-v /d | anonymous null -> /d",
        "-v $PWD/src:/app | host ./src -> /app",
        "-v \"$(pwd)\":/app | host . -> /app",
        "-v ~/.ssh:/k | host ~/.ssh -> /k",
        "-v ${DATA:-/x}/a:/d | host ${DATA_x}/a -> /d unknown",
        "--mount type=bind,src=/,dst=/host,readonly | host / -> /host ro",
        "--mount source=v,target=/v,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc"
            + " | host /etc -> /v",
        "--mount 'type=tmpfs,\"target=/a,b\"' | tmpfs null -> /a,b",
        "--tmpfs /run:ro,size=1m | tmpfs null -> /run ro",
        "--use-api-socket --entrypoint '' | host /run/docker.sock -> /var/run/docker.sock;secret"
            + " null -> /run/secrets/docker/config.json ro"
      })
  void mountsOfAllFormsAreRead(String flags, String expected) throws Exception {
    assertThat(mounts(one("docker run " + flags + " img"))).containsExactly(expected.split(";"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker run img | img",
        "docker -H tcp://x:1 --log-level=debug run -itd img | img",
        "podman --root /x run --rm --userns keep-id img sh -c 'a b' | img sh -c a b",
        "nerdctl -n k8s.io container create -ituroot img x | img x",
        "FOO=1 sudo -u me env A=b docker run -it=false -eX=1 img | img",
        "/usr/bin/docker run --rm -- img -x | img -x",
        "if docker run -d img; then docker ps; fi | img",
        "docker run -p80:80 -vx:/x img 2>&1 >log x | img x",
        "docker build . && docker run img#1 # img2 | img#1"
      })
  void theImageIsTheFirstWordThatBelongsToNoFlag(String command, String expected) throws Exception {
    List<RunSpec> runs = read(command);
    RunSpec run = runs.get(0);
    List<String> words = run.process().command();

    assertThat(runs).hasSize(1);
    assertThat(run.imageRef() + (words == null ? "" : " " + String.join(" ", words)))
        .isEqualTo(expected);
  }

  @Test
  void anUnknownFlagIsAGapAndSwallowsNothing() throws Exception {
    RunSpec run = one("docker run --bogus --new-flag=7 -Z img cmd");

    assertThat(run.imageRef()).isEqualTo("img");
    assertThat(run.gaps())
        .containsExactly(
            new Gap(
                "--bogus",
                "unknown flag, taken as one without a value; write --bogus=VALUE if it has one",
                "run.sh:1"),
            new Gap("--new-flag", "unknown flag", "run.sh:1"),
            new Gap(
                "-Z",
                "unknown flag, taken as one without a value; write -Z=VALUE if it has one",
                "run.sh:1"));
  }

  @Test
  void aScriptMayRunSeveralContainers() throws Exception {
    List<RunSpec> runs =
        read("docker run -d --name db postgres:16\n\ndocker run \\\n  -v db:/x \\\n app\n");

    assertThat(runs.stream().map(r -> r.unit().key() + " " + r.originOf("image_ref").line()))
        .containsExactly("command db 1", "command app 5");
    assertThat(RunCommandReader.recognizes("docker build .\necho docker run x\n")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker run -d | line 1: the command names no image",
        "docker run -m lots img | line 1: 'lots' is no size such as 512m",
        "docker run --privileged=maybe img | line 1: --privileged is neither true nor false",
        "docker run img --name | ''",
        "docker run -v a:b:c:d img | line 1: 'a:b:c:d' is not of the form [source:]target[:options]",
        "docker run --mount type=bind,src=/ img | line 1: --mount without target: 'type=bind,src=/'"
      })
  void errorsNameTheLine(String command, String message) throws Exception {
    if (message.isEmpty()) {
      assertThat(one(command).process().command()).containsExactly("--name");
      return;
    }
    assertThatThrownBy(() -> read(command)).hasMessage("run-spec-invalid: run.sh: " + message);
  }

  @Test
  void whateverAScriptHoldsIsReadOrRefused() throws Exception {
    String[] parts = {
      "docker ",
      "run ",
      "-v ",
      "--mount ",
      "\\\n",
      "'",
      "\"",
      "$",
      "${",
      "$(",
      "`",
      ";",
      "img ",
      "--",
      "-",
      "=",
      "a:b ",
      "type=bind,",
      "\n",
      "#",
      "<",
      ">",
      "(",
      ")",
      "\\",
      "--memory ",
      "é"
    };
    Random random = new Random(20260525);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder("docker run ");
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        read(text.toString());
      } catch (InputException e) {
        assertThat(e.detail()).isNotEmpty();
      }
    }
  }
}
