package dev.varve.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSpecsTest {
  @TempDir Path dir;

  private List<RunSpec> read(String name, String text) throws Exception {
    Path file = dir.resolve(name);
    Files.writeString(file, text);
    return RunSpecs.read(file, Limits.DEFAULT);
  }

  private void refused(String text, ReasonCode reason, String detail) {
    assertThatThrownBy(() -> read("x", text))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.detail()).contains(detail);
            });
  }

  @Test
  void theKindIsToldByContentAndNotByName() throws Exception {
    String inspect = "[{\"Name\":\"/c\",\"HostConfig\":{},\"Config\":{\"Image\":\"i\"}}]";
    assertThat(read("compose.yaml", inspect).get(0).unit().key()).isEqualTo("docker c");
    assertThat(read("node.json", "name: p\nservices:\n  a: {image: i}\n").get(0).unit().key())
        .isEqualTo("compose p/a");
    assertThat(read("c.json", "{\"name\":\"p\",\"services\":{\"a\":{}}}").get(0).unit().key())
        .isEqualTo("compose p/a");
  }

  @Test
  void theEnvFileBesideAComposeFileIsRead() throws Exception {
    Files.writeString(dir.resolve(".env"), "TAG=7\n");
    assertThat(read("c.yaml", "services: {a: {image: 'x:${TAG}'}}").get(0).imageRef())
        .isEqualTo("x:7");
  }

  @Test
  void otherKindsAndBrokenFilesAreRefusedWithAReason() {
    refused("apiVersion: v1\nkind: Pod\n", ReasonCode.RUN_SPEC_INVALID, "a Kubernetes manifest");
    refused("{\"ociVersion\":\"1.0\"}", ReasonCode.RUN_SPEC_INVALID, "an OCI runtime config");
    refused("{\"HostConfig\":{}}", ReasonCode.RUN_SPEC_INVALID, "an array of them");
    refused("hello", ReasonCode.RUN_SPEC_INVALID, "not a compose file");
    refused("a: [", ReasonCode.RUN_SPEC_INVALID, "line");
    refused("[{]", ReasonCode.RUN_SPEC_INVALID, "line 1");
    assertThatThrownBy(() -> RunSpecs.read(dir.resolve("none.yaml"), Limits.DEFAULT))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.UNREADABLE));
  }
}
