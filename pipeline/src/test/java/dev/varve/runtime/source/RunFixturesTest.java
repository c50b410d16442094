package dev.varve.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.runtime.Gap;
import dev.varve.runtime.ModelText;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SharedVolumes;
import dev.varve.testing.OptionalParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The run specs under {@code fixtures/runs}, each against its normalised model, which {@code
 * -Dvarve.rewrite=true} writes anew after an intended change.
 */
class RunFixturesTest {
  private static final Path FIXTURES = OptionalParts.projectRoot().resolve("fixtures/runs");
  private static final Path GOLDEN =
      OptionalParts.projectRoot()
          .resolve("pipeline/src/test/resources/dev/varve/runtime/source/run-fixtures");

  /** All of a folder are read as one scan. */
  private static Map<String, RunSpecs.Result> results(String folder) throws Exception {
    List<String> names;
    try (Stream<Path> files = Files.walk(FIXTURES.resolve(folder))) {
      names =
          files
              .filter(file -> file.toString().matches(".*\\.(yaml|json)"))
              .map(file -> FIXTURES.relativize(file).toString())
              .sorted()
              .toList();
    }
    List<RunSpecs.Request> requests = new ArrayList<>();
    for (String name : names) {
      requests.add(
          new RunSpecs.Request(
              RunSource.Documents.of(name, FIXTURES.resolve(name)), RunSettings.DEFAULT));
    }
    List<RunSpecs.Result> read = RunSpecs.readAll(requests, Limits.DEFAULT);
    Map<String, RunSpecs.Result> results = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      results.put(names.get(i), read.get(i));
    }
    return results;
  }

  @TestFactory
  Stream<DynamicTest> eachIsReadIntoItsModel() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (String folder : List.of("kubernetes", "oci", "inspect")) {
      for (Map.Entry<String, RunSpecs.Result> one : results(folder).entrySet()) {
        tests.add(DynamicTest.dynamicTest(one.getKey(), () -> compare(one)));
      }
    }
    return tests.stream();
  }

  private static void compare(Map.Entry<String, RunSpecs.Result> one) throws Exception {
    List<RunSpec> runs = SharedVolumes.linked(one.getValue().runs());
    String text = ModelText.of(runs);
    Path golden = GOLDEN.resolve(one.getKey().replaceAll("\\.(yaml|json)$", "") + ".txt");
    if (Boolean.getBoolean("varve.rewrite")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @Test
  void whatIsNotReadIsTold() throws Exception {
    assertThat(
            results("kubernetes").values().stream()
                .flatMap(result -> result.leftOut().stream())
                .toList())
        .containsExactly(
            new Gap(
                "Rollout canary",
                "the kind Rollout is not known and was skipped; it holds a pod template: name it"
                    + " with --pod-template Rollout=/spec/template",
                "kubernetes/list.yaml:25"));
  }

  @Test
  void aKindOfTheUsersIsReadOnceItsPodTemplateIsNamed() throws Exception {
    RunSettings settings =
        new RunSettings(Map.of(), List.of(), Set.of(), false, Map.of("Rollout", "/spec/template"));
    RunSource list =
        new RunSource.Documents(
            RunSource.Kind.KUBERNETES,
            List.of(new RunSource.Named("list.yaml", FIXTURES.resolve("kubernetes/list.yaml"))));

    assertThat(
            RunSpecs.readAll(List.of(new RunSpecs.Request(list, settings)), Limits.DEFAULT).stream()
                .flatMap(result -> result.runs().stream())
                .map(run -> run.unit().key()))
        .containsExactly(
            "ReplicationController legacy/old",
            "Pod legacy/windows/agent",
            "Rollout legacy/canary");
  }

  @Test
  void aFolderStandsForTheManifestsInIt() throws Exception {
    RunSource folder = RunSource.parse("kubernetes:" + FIXTURES.resolve("kubernetes"), "--run");
    List<RunSpec> apart =
        results("kubernetes").values().stream().flatMap(result -> result.runs().stream()).toList();

    assertThat(
            RunSpecs.readAll(
                    List.of(new RunSpecs.Request(folder, RunSettings.DEFAULT)), Limits.DEFAULT)
                .get(0)
                .runs())
        .extracting(RunSpec::unit)
        .containsExactlyElementsOf(apart.stream().map(RunSpec::unit).toList());
  }
}
