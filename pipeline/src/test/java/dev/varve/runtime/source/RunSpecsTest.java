package dev.varve.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    refused("apiVersion: v1\nkind: Pod\n", ReasonCode.RUN_SPEC_INVALID, "without containers");
    refused("{\"ociVersion\":\"1.0\"}", ReasonCode.RUN_SPEC_INVALID, "nothing is started");
    refused("{\"HostConfig\":{}}", ReasonCode.RUN_SPEC_INVALID, "an array of them");
    refused("hello", ReasonCode.RUN_SPEC_INVALID, "not a compose file");
    refused("a: [", ReasonCode.RUN_SPEC_INVALID, "line");
    refused("[{]", ReasonCode.RUN_SPEC_INVALID, "line 1");
    assertThatThrownBy(() -> RunSpecs.read(dir.resolve("none.yaml"), Limits.DEFAULT))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.UNREADABLE));
  }

  private List<RunSpec> read(RunSettings settings, String argument) throws Exception {
    return new RunSpecs(settings, Limits.DEFAULT).read(RunSource.parse(argument, "--run")).runs();
  }

  private static RunSettings settings(Map<String, String> variables, Path... files) {
    return new RunSettings(variables, List.of(files), Set.of(), false);
  }

  private void refusedBecause(ReasonCode reason, String argument) {
    assertThatThrownBy(() -> read(RunSettings.DEFAULT, argument))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void whatDocumentsNameStaysInTheirFolder() throws Exception {
    Path project = Files.createDirectory(dir.resolve("project"));
    String secret = "services: {a: {image: x, labels: {found: secret}}}";
    Files.writeString(dir.resolve("outside.yaml"), secret);
    Files.createSymbolicLink(project.resolve("link.yaml"), dir.resolve("outside.yaml"));
    Path file = project.resolve("compose.yaml");
    for (String name : List.of("../outside.yaml", "link.yaml", dir.resolve("outside.yaml") + "")) {
      Files.writeString(file, "include: ['" + name + "']");
      refusedBecause(ReasonCode.OUTSIDE_PROJECT, file.toString());
      assertThat(read(new RunSettings(Map.of(), List.of(), Set.of(), true), file.toString()))
          .hasSize(1);
    }
  }

  @Test
  void aFileWithVariablesOutsideIsAGapAndTheOneBesideIsNoWayOut() throws Exception {
    Path project = Files.createDirectory(dir.resolve("project"));
    Files.writeString(dir.resolve("secret.env"), "TOKEN=planted\n");
    Path file = project.resolve("compose.yaml");
    Files.writeString(file, "services: {a: {image: x, env_file: ../secret.env}}");
    RunSpec run = read(RunSettings.DEFAULT, file.toString()).get(0);

    assertThat(run.process().env()).isEmpty();
    assertThat(run.gaps())
        .containsExactly(
            new Gap(
                "services.a.env_file",
                "'../secret.env' lies outside the project's folder (say --allow-outside if what the"
                    + " run spec names may be read), so its variables are not known",
                file + ":1"));
    Files.createSymbolicLink(project.resolve(".env"), dir.resolve("secret.env"));
    refusedBecause(ReasonCode.OUTSIDE_PROJECT, file.toString());
    Files.delete(project.resolve(".env"));
    Files.writeString(project.resolve(".env"), "COMPOSE_FILE=../outside.yaml");
    refusedBecause(ReasonCode.OUTSIDE_PROJECT, project.toString());
  }

  @Test
  void aFolderStandsForItsUsualFilesAndCommasJoinFiles() throws Exception {
    Files.writeString(dir.resolve("compose.yaml"), "services: {a: {image: x}, b: {image: y}}");
    Files.writeString(dir.resolve("compose.override.yaml"), "services: {a: {image: z}}");
    Files.writeString(dir.resolve("three.yaml"), "services: {a: {image: three}}");

    assertThat(read(RunSettings.DEFAULT, dir.toString()).stream().map(RunSpec::imageRef))
        .containsExactly("z", "y");
    assertThat(
            read(RunSettings.DEFAULT, dir.resolve("compose.yaml") + "," + dir.resolve("three.yaml"))
                .stream()
                .map(RunSpec::imageRef))
        .containsExactly("three", "y");
    Files.writeString(dir.resolve(".env"), "COMPOSE_FILE=three.yaml");
    assertThat(read(RunSettings.DEFAULT, dir.toString()).stream().map(RunSpec::imageRef))
        .containsExactly("three");
  }

  @Test
  void variablesComeFromWhatTheUserNames() throws Exception {
    Path file = dir.resolve("c.yaml");
    Files.writeString(file, "services: {a: {image: '${A:-}-${B:-}-${C:-}'}}");
    Files.writeString(dir.resolve(".env"), "A=dot\nB=dot\n");
    Path one = Files.writeString(dir.resolve("one.env"), "A=one\nB=one\n");
    Path two = Files.writeString(dir.resolve("two.env"), "B=two\nC=${A}2\n");

    assertThat(read(RunSettings.DEFAULT, file + "").get(0).imageRef()).isEqualTo("dot-dot-");
    assertThat(read(settings(Map.of(), one, two), file + "").get(0).imageRef())
        .isEqualTo("one-two-one2");
    assertThat(read(settings(Map.of("A", "set"), one, two), file + "").get(0).imageRef())
        .isEqualTo("set-two-set2");
  }

  @Test
  void aCommandMayStandInAScriptOrInTheArgumentItself() throws Exception {
    assertThat(read("run.txt", "# start\ndocker run --pid=host \\\n  img\n").get(0))
        .satisfies(
            run -> {
              assertThat(run.unit().key()).isEqualTo("command img");
              assertThat(run.originOf("ns.pid").line()).isEqualTo(2);
              assertThat(run.originOf("image_ref").line()).isEqualTo(3);
            });
    assertThat(
            read(RunSettings.DEFAULT, "docker run --name a -v /a,b:/x img")
                .get(0)
                .originOf("mounts[0]"))
        .isEqualTo(new Origin(Origin.How.SET, "--run", null, 1));
    assertThat(
            read("ci.yaml", "services:\n  a:\n    command: |\n      docker run x\n")
                .get(0)
                .unit()
                .key())
        .endsWith("/a");
  }

  @Test
  void manifestsMayBeSeveralDocumentsOfYamlOrJson() throws Exception {
    String pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},";
    String spec = "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}\n";
    assertThat(
            read("pods.json", pod.formatted("a") + spec + "---\n" + pod.formatted("b") + spec)
                .stream()
                .map(run -> run.unit().key()))
        .containsExactly("Pod a/c", "Pod b/c");
  }

  @Test
  void aTemplateIsRefusedWithTheLineOfItsFirstAction() {
    refused(
        "apiVersion: v1\nkind: Pod\n{{- if .Values.on }}\nspec: {}\n{{- end }}\n",
        ReasonCode.RUN_SPEC_INVALID,
        "line 3: a template; render it first");
    refused(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
        ReasonCode.RUN_SPEC_INVALID,
        "line 4: a template; render it first");
  }

  @Test
  void hostileManifestsAreRefusedInTime() {
    refused(
        "apiVersion: v1\nkind: Pod\nspec: " + "[".repeat(5000), ReasonCode.JSON_TOO_DEEP, "line 3");
    StringBuilder bomb =
        new StringBuilder("apiVersion: v1\nkind: Pod\na0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append(("*a" + (i - 1) + ",").repeat(9)).append("]\n");
    }
    assertThatThrownBy(() -> read("x", bomb.toString())).isInstanceOf(InputException.class);
  }

  @Test
  void aPrefixMakesTheKindCertain() throws Exception {
    Path file = dir.resolve("f");
    Files.writeString(file, "apiVersion: v1\nkind: Service\n");
    for (String kind : List.of("compose", "inspect", "oci-runtime", "runtime")) {
      RunSource source = RunSource.parse(kind + ":" + file, "--run");
      assertThatThrownBy(() -> new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT).read(source))
          .isInstanceOfSatisfying(
              InputException.class, e -> assertThat(e.detail()).startsWith("not "));
    }
    RunSource manifest = RunSource.parse("kubernetes:" + file, "--run");
    assertThat(new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT).read(manifest).runs()).isEmpty();
    Files.writeString(file, "services: {a: {image: i}}\n");
    assertThatThrownBy(() -> new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT).read(manifest))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.detail())
                    .isEqualTo("not a Kubernetes manifest: no document has apiVersion and kind"));
    RunSource command = RunSource.parse("command:docker run --privileged i", "--run");
    assertThat(new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT).read(command).runs())
        .singleElement()
        .satisfies(run -> assertThat(run.privileges().privileged()).isTrue());
  }
}
