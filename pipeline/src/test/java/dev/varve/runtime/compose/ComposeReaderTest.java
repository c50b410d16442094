package dev.varve.runtime.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Health;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Unit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeReaderTest {
  private static List<RunSpec> read(String yaml, String env) throws Exception {
    return TestProject.of(yaml).file(".env", env).runs();
  }

  private static RunSpec service(String body) throws Exception {
    return read("services:\n  api:\n    image: a\n" + body.indent(4), "").get(0);
  }

  /** The mounts as {@code kind source -> target[ ro]}. */
  private static List<String> mounts(RunSpec spec) {
    return spec.mounts().stream()
        .map(
            m ->
                m.kind().label()
                    + " "
                    + m.source().clean()
                    + " -> "
                    + m.target()
                    + (m.options().readOnly() ? " ro" : "")
                    + (m.source().disguise() == null ? "" : " as " + m.source().disguise())
                    + (m.source().known() ? "" : " unknown"))
        .toList();
  }

  @Test
  void aServiceWithNothingSaidIsTheDefault() throws Exception {
    assertThat(read("services:\n  api:\n    image: shop/api:1\n", ""))
        .containsExactly(
            new RunSpec(
                Unit.single("compose", "myshop", "api"),
                "shop/api:1",
                ProcessSpec.OF_IMAGE,
                Privileges.DEFAULT,
                Namespaces.DOCKER_DEFAULT,
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
                new TreeMap<>(
                    Map.of("image_ref", Origin.set("compose.yaml", "/services/api/image", 3))),
                List.of()));
  }

  @Test
  void everythingSaidIsRead() throws Exception {
    RunSpec spec =
        service(
            """
            entrypoint: ["/e.sh"]
            command: run --name "two words" 'x y'
            user: 1000:50
            group_add: [docker, 44]
            working_dir: /srv
            environment: {A: 1, B: , C: "x=y"}
            privileged: "true"
            cap_add: [cap_net_admin, SYS_TIME]
            cap_drop: [ALL]
            security_opt: ["no-new-privileges:true", "label=type:spc_t", seccomp=unconfined]
            pid: host
            network_mode: host
            ipc: shareable
            uts: host
            userns_mode: host
            cgroup: private
            devices: ["/dev/sda:/dev/xvda:rwm", /dev/fuse]
            device_cgroup_rules: ["a *:* rwm"]
            read_only: true
            mem_limit: 512m
            cpus: 0.5
            deploy: {resources: {limits: {memory: 512M, pids: 100}}}
            ports: ["80", "8080:80/udp", "127.0.0.1:9:9", "[::1]:5:6", {target: 7, published: "8"}]
            healthcheck: {test: curl -f localhost}
            restart: always
            init: true
            runtime: runsc
            sysctls: {net.core.somaxconn: 1024}
            labels: [a=b]
            """);
    assertThat(spec)
        .usingRecursiveComparison()
        .ignoringFields("origin")
        .isEqualTo(
            new RunSpec(
                Unit.single("compose", "myshop", "api"),
                "a",
                new ProcessSpec(
                    List.of("/e.sh"),
                    List.of("run", "--name", "two words", "x y"),
                    "1000:50",
                    List.of("docker", "44"),
                    "/srv",
                    List.of(new EnvVar("A", "1"), new EnvVar("B", null), new EnvVar("C", "x=y")),
                    true),
                new Privileges(
                    true,
                    new CapabilitySettings(
                        List.of("NET_ADMIN", "SYS_TIME"), List.of("ALL"), null, null),
                    true,
                    "unconfined",
                    "unconfined",
                    "type:spc_t",
                    "none",
                    "runsc",
                    false),
                new Namespaces("host", "host", "shareable", "host", "host", "private", "private"),
                List.of(),
                List.of(
                    new Device("node", "/dev/sda", "/dev/xvda", "rwm"),
                    new Device("node", "/dev/fuse", "/dev/fuse", "rwm"),
                    new Device("cgroup-rule", "a *:* rwm", "", "")),
                true,
                new ResourceLimits(512L << 20, null, 500_000_000L, 100L, null, false, null),
                List.of(
                    new PortBinding("", "", "80", "tcp"),
                    new PortBinding("", "8080", "80", "udp"),
                    new PortBinding("127.0.0.1", "9", "9", "tcp"),
                    new PortBinding("::1", "5", "6", "tcp"),
                    new PortBinding("", "8", "7", "tcp")),
                new Health(List.of("CMD-SHELL", "curl -f localhost"), false),
                "always",
                false,
                new TreeMap<>(Map.of("net.core.somaxconn", "1024")),
                new TreeMap<>(Map.of("a", "b")),
                new TreeMap<>(),
                List.of()));
    assertThat(spec.originOf("ns.net"))
        .isEqualTo(Origin.set("compose.yaml", "/services/api/network_mode", 15));
    assertThat(spec.originOf("limits.pids"))
        .isEqualTo(Origin.set("compose.yaml", "/services/api/deploy/resources/limits/pids", 25));
    assertThat(spec.originOf("limits.swap")).isEqualTo(Origin.ENGINE_DEFAULT);
  }

  @Test
  void mountsOfAllFormsAreRead() throws Exception {
    RunSpec spec =
        service(
            """
            volumes:
              - /var//run/../run:/host/run:ro,rslave
              - ./src:/app:z
              - ~/.ssh:/keys
              - data:/data:nocopy
              - /scratch
              - C:\\data:/win:ro
              - {type: bind, source: /, target: /host, read_only: true, bind: {propagation: rshared}}
              - {type: volume, source: data, target: /d2, volume: {subpath: x}}
              - {type: tmpfs, target: /t}
            tmpfs: /run:ro
            secrets: [pw, {source: key, target: /k}]
            use_api_socket: true
            """);
    assertThat(mounts(spec))
        .containsExactly(
            "host /run -> /host/run ro",
            "host ./src -> /app",
            "host ~/.ssh -> /keys",
            "volume data -> /data",
            "anonymous null -> /scratch",
            "host C:/data -> /win ro",
            "host / -> /host ro",
            "volume data -> /d2",
            "tmpfs null -> /t",
            "tmpfs null -> /run ro",
            "secret pw -> /run/secrets/pw ro",
            "secret key -> /k ro",
            "host /run/docker.sock -> /var/run/docker.sock as use_api_socket",
            "secret null -> /run/secrets/docker/config.json ro");
    assertThat(spec.mounts().stream().map(Mount::options).limit(4))
        .containsExactly(
            Mount.Options.DEFAULT.readOnly(true).propagation("rslave"),
            Mount.Options.DEFAULT.relabel("shared"),
            Mount.Options.DEFAULT,
            Mount.Options.DEFAULT.copyUp(false));
    assertThat(spec.mounts().get(0).source().raw()).isEqualTo("/var//run/../run");
    assertThat(spec.useApiSocket()).isTrue();
  }

  @Test
  void volumesThatAreReallyHostPathsLoseTheirDisguise() throws Exception {
    List<RunSpec> specs =
        read(
            """
            services:
              a:
                volumes: ["etc:/e", "disk:/disk", "net:/net", "mem:/mem", "own:/own"]
                secrets: [s]
              b: {volumes_from: ["a:ro"]}
            volumes:
              etc: {driver_opts: {type: none, o: "bind,ro", device: "${D:-/etc}"}}
              disk: {driver: local, driver_opts: {type: ext4, device: /dev/sda1}}
              net: {driver_opts: {type: nfs, o: "addr=10.0.0.1,rw", device: ":/x"}}
              mem: {driver_opts: {type: tmpfs, device: tmpfs}}
              own:
            secrets: {s: {file: /etc/shadow}}
            """,
            "");
    assertThat(mounts(specs.get(0)))
        .containsExactly(
            "host /etc -> /e ro as driver_opts-bind",
            "host /dev/sda1 -> /disk as driver_opts-device",
            "remote :/x -> /net",
            "tmpfs null -> /mem",
            "volume own -> /own",
            "host /etc/shadow -> /run/secrets/s ro as secret-file");
    assertThat(mounts(specs.get(1)))
        .containsExactly(
            "host /etc -> /e ro as driver_opts-bind",
            "host /dev/sda1 -> /disk ro as driver_opts-device",
            "remote :/x -> /net ro",
            "tmpfs null -> /mem ro",
            "volume own -> /own ro",
            "host /etc/shadow -> /run/secrets/s ro as secret-file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${X:-/run}:/r | host /run -> /r",
        "${SET}:/r | host /srv -> /r",
        "$SET/a:/r | host /srv/a -> /r",
        "${SET:+/alt}:/r | host /alt -> /r",
        "${EMPTY:-/run}:/r | host /run -> /r",
        "${EMPTY-/run}/x:/r | host /x -> /r",
        "${OPEN}:/r | host ${OPEN} -> /r unknown",
        "${OPEN:?say it}/docker.sock:/r | host ${OPEN}/docker.sock -> /r unknown",
        "${X:-${Y:-/etc}}:/r | host /etc -> /r",
        "/a$$b:/r | host /a$b -> /r",
        "${HOME}/.ssh:/r | host ${HOME}/.ssh -> /r unknown"
      })
  void variablesComeFromTheEnvFileOnly(String volume, String expected) throws Exception {
    String yaml = "services:\n  a:\n    volumes: ['" + volume + "']\n";
    RunSpec spec = read(yaml, "# note\nexport SET='/srv'\nEMPTY=\n").get(0);
    assertThat(mounts(spec)).containsExactly(expected);
    assertThat(spec.gaps()).hasSize(expected.endsWith("unknown") ? 1 : 0);
  }

  @Test
  void mergeKeysAndAnchorsAreFollowed() throws Exception {
    List<RunSpec> specs =
        read(
            """
            x-base: &base {privileged: true, cap_add: [SYS_ADMIN]}
            services:
              a: {<<: *base, image: x}
              b: {<<: *base, privileged: false}
            """,
            "");
    assertThat(specs.stream().map(s -> s.unit().name() + s.privileges().privileged()))
        .containsExactly("atrue", "bfalse");
  }

  @Test
  void theProjectIsNamedByTheFileOrItsDirectory() throws Exception {
    assertThat(read("name: shop\nservices: {a: {}}", "").get(0).unit().key())
        .isEqualTo("compose shop/a");
    assertThat(read("services: {a: {}}", "COMPOSE_PROJECT_NAME=env").get(0).unit().key())
        .isEqualTo("compose env/a");
  }

  @Test
  void anEmptyEntrypointClearsAndAMissingOneDoesNot() throws Exception {
    ProcessSpec cleared = service("entrypoint: []\n").process();
    assertThat(cleared.argv(List.of("/e"), List.of("c"))).isEmpty();
    assertThat(service("command: []\n").process().argv(List.of("/e"), List.of("c")))
        .containsExactly("/e");
    assertThat(service("command:\n").process().argv(List.of("/e"), List.of("c")))
        .containsExactly("/e", "c");
    assertThat(service("entrypoint: /x y\n").process().argv(List.of("/e"), List.of("c")))
        .containsExactly("/x", "y");
  }

  @Test
  void whatIsNotReadIsAGap() throws Exception {
    RunSpec spec = service("privilegd: true\nx-note: 1\nvolumes: ['vol:/v']\n");
    assertThat(spec.gaps())
        .containsExactly(
            new Gap(
                "services.api.privilegd",
                "unknown key; did you mean 'privileged'?",
                "compose.yaml:4"),
            new Gap(
                "services.api.volumes.0",
                "the volume 'vol' is not declared in this project",
                "compose.yaml:6"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "privileged: maybe | line 4: services.api.privileged: 'maybe' is neither true nor false",
        "volumes: 7 | line 4: services.api.volumes: expected a list, found a number",
        "volumes: ['a:b:c:d'] | line 4: services.api.volumes.0: 'a:b:c:d' is not of the form"
            + " source:target[:options]",
        "mem_limit: lots | line 4: services.api.mem_limit: 'lots' is no size such as 512m",
        "command: 'a \"b' | line 4: services.api.command: a quote in it is left open",
        "user: '${' | line 4: services.api.user: a '$' that starts no variable; write '$$' for the"
            + " sign itself: '${'"
      })
  void errorsNameLineAndPlace(String body, String message) {
    assertThatThrownBy(() -> service(body))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(List.of(e.reason(), e.source(), e.detail()))
                    .containsExactly(ReasonCode.RUN_SPEC_INVALID, "compose.yaml", message));
  }

  @Test
  void limitsThatDisagreeAreRefused() {
    assertThatThrownBy(
            () -> service("mem_limit: 1g\ndeploy: {resources: {limits: {memory: 2g}}}\n"))
        .hasMessage(
            "run-spec-invalid: compose.yaml: line 4: services.api.mem_limit: it disagrees with"
                + " services.api.deploy.resources.limits.memory on line 5");
  }
}
