package dev.varve.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.runtime.Capabilities;
import dev.varve.runtime.Device;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OciConfigReaderTest {
  private static final String ALL =
      Capabilities.ALL.stream()
          .map(name -> "\"CAP_" + name + "\"")
          .collect(Collectors.joining(",", "{\"bounding\":[", "]}"));
  private static final String EVERY_DEVICE = "{\"devices\":[{\"allow\":true,\"access\":\"rwm\"}]}";

  private static RunSpec read(String process, String rest) throws InputException {
    String json =
        "{\"ociVersion\":\"1.2.0\",\n\"process\":{\"args\":[\"a\"]"
            + process
            + "},\n\"root\":{\"path\":\"r\"}"
            + rest
            + "}";
    return OciConfigReader.read(
        Json.parse(
            json.getBytes(StandardCharsets.UTF_8), "bundles/api/config.json", Limits.DEFAULT),
        "bundles/api/config.json");
  }

  private static RunSpec linux(String members) throws InputException {
    return read("", ",\n\"linux\":{" + members + "}");
  }

  @Test
  void whatIsMissingIsNotDone() throws Exception {
    RunSpec run = read("", ",\n\"linux\":{}");
    assertThat(run.unit().key()).isEqualTo("oci api");
    assertThat(run.process().user()).isEqualTo("0:0");
    assertThat(run.namespaces())
        .isEqualTo(
            new Namespaces(
                "host", "host", "host", "host", "host", "host", "host", "host", List.of()));
    assertThat(run.privileges().caps().bounding()).isEmpty();
    assertThat(run.privileges().seccomp()).isEqualTo("unconfined");
    assertThat(run.privileges().maskedPaths()).isEqualTo("none");
    assertThat(run.privileges().privileged()).isFalse();
    assertThat(run.originOf("seccomp")).isEqualTo(Origin.ENGINE_DEFAULT);
    assertThat(run.originOf("ns.mnt").how()).isEqualTo(Origin.How.DEFAULT);
  }

  @Test
  void privilegedIsWhatHasEverythingAndNothingLess() throws Exception {
    String caps = ",\"capabilities\":" + ALL;
    String resources = "\"resources\":" + EVERY_DEVICE;
    assertThat(read(caps, ",\"linux\":{" + resources + "}").privileges().privileged()).isTrue();
    assertThat(read("", ",\"linux\":{" + resources + "}").privileges().privileged()).isFalse();
    assertThat(read(caps, ",\"linux\":{}").privileges().privileged()).isFalse();
    assertThat(
            read(caps, ",\"linux\":{" + resources + ",\"maskedPaths\":[\"/proc/kcore\"]}")
                .privileges()
                .privileged())
        .isFalse();
    assertThat(
            read(
                    caps,
                    ",\"linux\":{"
                        + resources
                        + ",\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ERRNO\"}}")
                .privileges()
                .privileged())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/proc/1/ns/net,           host",
    "/proc//1/./ns/net,        host",
    "/proc/1/task/1/ns/net,    host",
    "/proc/42/ns/net,          path:/proc/42/ns/net",
    "/var/run/netns/x,         path:/var/run/netns/x",
    "'',                       private"
  })
  void aNamespaceJoinedByPathIsTheHostsIfItIsThatOfTheFirstProcess(String path, String word)
      throws Exception {
    RunSpec run = linux("\"namespaces\":[{\"type\":\"network\",\"path\":\"" + path + "\"}]");
    assertThat(run.namespaces().net()).isEqualTo(word);
  }

  @Test
  void aRuleThatClosesEverythingEndsWhatWasOpened() throws Exception {
    RunSpec run =
        linux(
            """
            "resources":{"devices":[
              {"allow":true,"type":"b","major":8,"minor":0,"access":"rw"},
              {"allow":false,"access":"rwm"},
              {"allow":true,"type":"c","major":1,"minor":3,"access":"rwm"},
              {"allow":true,"type":"b","access":"m"},
              {"allow":true,"type":"c","major":1,"minor":1,"access":"wr"}]}
            """);
    assertThat(run.devices()).containsExactly(new Device("cgroup-rule", "c 1:1 rw", "", ""));
  }

  @Test
  void aDeviceIsWhatItsNumbersSayAndNotItsName() throws Exception {
    RunSpec run =
        linux(
            """
            "devices":[
              {"path":"/dev/nothing","type":"b","major":8,"minor":0},
              {"path":"/dev/zero2","type":"c","major":1,"minor":5},
              {"path":"/dev/sda","type":"c","major":240,"minor":7}]
            """);
    assertThat(run.devices())
        .containsExactly(
            new Device("node", "/dev/sda", "/dev/nothing", "rwm"),
            new Device("node", "/dev/sda", "/dev/sda", "rwm"));
  }

  @Test
  void theEnginesOwnFilesAreNotItsState() throws Exception {
    RunSpec run =
        read(
            "",
            """
            ,"mounts":[
              {"destination":"/etc/resolv.conf","type":"bind","source":"/var/lib/docker/containers/1/resolv.conf"},
              {"destination":"/steal","type":"bind","source":"/var/lib/docker/containers/1/resolv.conf"},
              {"destination":"/etc/hosts","type":"bind","source":"/etc/hosts"},
              {"destination":"/v","type":"bind","source":"/var/lib/docker/volumes/v/_data"},
              {"destination":"/w","type":"bind","source":"/var/lib/docker/volumes/v/_data/.."}],
            "linux":{}
            """);
    assertThat(run.mounts())
        .extracting(Mount::kind)
        .containsExactly(
            Mount.Kind.OTHER, Mount.Kind.HOST, Mount.Kind.HOST, Mount.Kind.VOLUME, Mount.Kind.HOST);
  }

  @Test
  void brokenConfigsAreRefusedWithTheirLine() {
    assertThatThrownBy(() -> linux("\"namespaces\":{}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "run-spec-invalid: bundles/api/config.json: line 4: linux.namespaces: expected a list,"
                + " found an object");
    assertThatThrownBy(() -> linux("\"devices\":[{\"path\":\"/dev/x\"}]"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "run-spec-invalid: bundles/api/config.json: line 4: linux.devices.0.type: it is"
                + " missing, and without it nothing can be said");
    assertThatThrownBy(() -> read("", ",\n\"mounts\":[{\"destination\":\"/a\",\"type\":\"bind\"}]"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "run-spec-invalid: bundles/api/config.json: line 4: mounts.0: a bind mount without"
                + " source");
  }
}
