package dev.varve.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DockerInspectReaderTest {
  private static List<RunSpec> read(String json) throws InputException {
    return DockerInspectReader.read(
        Json.parse(json.getBytes(StandardCharsets.UTF_8), "node7.json", Limits.DEFAULT),
        "node7.json");
  }

  private static Mount.Volume volume(String name) {
    return new Mount.Volume(name, "", "docker volume " + name, List.of());
  }

  @Test
  void aContainerIsReadAsTheEngineRunsIt() throws Exception {
    RunSpec spec =
        read("""
                [{"Id":"ab","Name":"/shop-api-1","Path":"/entry.sh","Args":["api"],
                  "AppArmorProfile":"docker-default",
                  "HostConfig":{"Binds":["/var/run/docker.sock:/s:ro"],"NetworkMode":"host",
                   "PidMode":"host","IpcMode":"private","UTSMode":"","UsernsMode":"",
                   "CgroupnsMode":"private","Privileged":false,"CapAdd":["CAP_SYS_ADMIN"],
                   "CapDrop":null,"SecurityOpt":["no-new-privileges"],"ReadonlyRootfs":true,
                   "Memory":268435456,"MemorySwap":-1,"NanoCpus":0,"CpuQuota":50000,
                   "CpuPeriod":0,"PidsLimit":0,"ShmSize":67108864,"OomKillDisable":null,
                   "Runtime":"runc","GroupAdd":["999"],"Init":true,
                   "Devices":[{"PathOnHost":"/dev/kvm","PathInContainer":"/dev/kvm",
                               "CgroupPermissions":"rw"}],
                   "DeviceRequests":[{"Driver":"nvidia","Count":-1}],
                   "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},
                   "PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]},
                   "MaskedPaths":null,"Tmpfs":{"/t":"ro,size=1m"}},
                  "Mounts":[
                   {"Type":"bind","Source":"/run/docker.sock","Destination":"/s","Mode":"ro",
                    "RW":false,"Propagation":"rprivate"},
                   {"Type":"volume","Name":"data","Source":"/var/lib/docker/volumes/data/_data",
                    "Destination":"/data","Driver":"local","Mode":"z","RW":true,
                    "Propagation":""}],
                  "Config":{"User":"1000","Env":["A=b","PATH=/bin"],"Image":"shop/api:1",
                   "WorkingDir":"/app","Healthcheck":{"Test":["CMD","true"]},
                   "Labels":{"com.docker.compose.project":"shop"}}}]
                """)
            .get(0);
    Mount.Options options = Mount.Options.DEFAULT;
    assertThat(spec)
        .usingRecursiveComparison()
        .ignoringFields("origin")
        .isEqualTo(
            new RunSpec(
                Unit.single("docker", "shop", "shop-api-1"),
                "shop/api:1",
                new ProcessSpec(
                    List.of("/entry.sh"),
                    List.of("api"),
                    "1000",
                    List.of("999"),
                    "/app",
                    List.of(new EnvVar("A", "b"), new EnvVar("PATH", "/bin")),
                    true),
                new Privileges(
                    false,
                    new CapabilitySettings(List.of("SYS_ADMIN"), List.of(), null, null),
                    true,
                    "default",
                    "default",
                    "default",
                    "none",
                    null,
                    false),
                new Namespaces("host", "host", "private", "private", "host", "private", "private"),
                List.of(
                    Mount.host("/var/run/docker.sock", true, "/s", options.readOnly(true), null),
                    Mount.other(
                            Mount.Kind.VOLUME,
                            "data",
                            true,
                            "/data",
                            options.copyUp(true).relabel("shared"))
                        .on(volume("data")),
                    Mount.other(Mount.Kind.TMPFS, "", true, "/t", options.readOnly(true))),
                List.of(
                    new Device("node", "/dev/kvm", "/dev/kvm", "rw"),
                    new Device("request", "nvidia", "", "")),
                true,
                new ResourceLimits(268435456L, -1L, 500_000_000L, null, 67108864L, false, null),
                List.of(new PortBinding("", "8080", "80", "tcp")),
                new Health(List.of("CMD", "true"), false),
                "on-failure:3",
                false,
                new TreeMap<>(),
                new TreeMap<>(Map.of("com.docker.compose.project", "shop")),
                new TreeMap<>(),
                List.of()));
    assertThat(spec.originOf("ns.net"))
        .isEqualTo(Origin.set("node7.json", "/0/HostConfig/NetworkMode", 3));
    assertThat(spec.originOf("limits.pids")).isEqualTo(Origin.ENGINE_DEFAULT);
  }

  @Test
  void aPrivilegedContainerThatNeverStartedIsReadFromWhatWasAskedFor() throws Exception {
    RunSpec spec =
        read("""
                [{"Id":"ab","Name":"/x","HostConfig":{"Privileged":true,"MaskedPaths":null,
                  "Binds":["/:/host:rslave","vol:/v:nocopy"]},"Config":{"User":""}}]
                """)
            .get(0);
    assertThat(spec.privileges())
        .isEqualTo(
            new Privileges(
                true,
                CapabilitySettings.NONE,
                false,
                "unconfined",
                "unconfined",
                "default",
                "none",
                null,
                false));
    assertThat(spec.process().user()).isEmpty();
    assertThat(spec.mounts())
        .containsExactlyInAnyOrder(
            Mount.host("/", true, "/host", Mount.Options.DEFAULT.propagation("rslave"), null),
            Mount.other(Mount.Kind.VOLUME, "vol", true, "/v", Mount.Options.DEFAULT)
                .on(volume("vol")));
  }

  @Test
  void inspectedImagesAreRefusedWithAReason() {
    assertThatThrownBy(() -> read("[{\"Id\":\"sha256:1\",\"RootFS\":{}}]"))
        .hasMessage(
            "run-spec-invalid: node7.json: line 1: 0: no HostConfig: this is not a container;"
                + " inspect containers rather than images");
  }
}
