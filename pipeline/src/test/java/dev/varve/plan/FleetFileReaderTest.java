package dev.varve.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Platform;
import dev.varve.runtime.source.RunSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetFileReaderTest {
  private static final FleetFile.RunReading PLAIN = FleetFile.RunReading.PLAIN;

  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("fleet.yaml");
  }

  @Test
  void readsEverythingAFleetFileMaySay() throws Exception {
    FleetFile fleet =
        read(
            "version: 1",
            "images:",
            "  - {archive: app.tar, tag: 'app:1'}",
            "  - {archive: app.tar, digest: 'sha256:00'}",
            "  - {layout: build/oci, platforms: [linux/amd64, linux/arm/v7]}",
            "runs:",
            "  - compose: compose.yaml",
            "  - inspect: node7.json",
            "  - runtime: api/config.json",
            "pairs:",
            "  - {from: 'app:1', to: 'app:2'}",
            "  - {repository: 'team/*', order: semver}",
            "  - {baseline: 'golden/base:2026'}",
            "policies: [builtin, ours/, more.tar.gz]",
            "params: params.yaml",
            "exceptions: accepted/exceptions.yaml",
            "host_profile: node.yaml",
            "profile: pss-baseline");

    assertThat(fleet)
        .isEqualTo(
            new FleetFile(
                List.of(
                    image("app.tar", "app:1"),
                    image("app.tar", "sha256:00"),
                    new ImageRequest(
                        "build/oci",
                        folder.resolve("build/oci").toString(),
                        null,
                        List.of(
                            new Platform("linux", "amd64", ""),
                            new Platform("linux", "arm", "v7")))),
                List.of(),
                List.of(
                    run(7, "compose.yaml"),
                    run(RunSource.Kind.INSPECT, 8, "node7.json"),
                    run(RunSource.Kind.OCI, 9, "api/config.json")),
                List.of(
                    new PairRule.Explicit("app:1", "app:2"),
                    new PairRule.Consecutive("team/*"),
                    new PairRule.Baseline("golden/base:2026")),
                List.of(
                    new NamedFile("ours", folder.resolve("ours").toString()),
                    new NamedFile("more.tar.gz", folder.resolve("more.tar.gz").toString())),
                new NamedFile("params.yaml", folder.resolve("params.yaml").toString()),
                new NamedFile(
                    "accepted/exceptions.yaml",
                    folder.resolve("accepted/exceptions.yaml").toString()),
                new NamedFile("node.yaml", folder.resolve("node.yaml").toString()),
                new FleetFile.ProfileName("pss-baseline", file + " line 18")));
  }

  @Test
  void aRunMayBeAProjectOfSeveralFilesOrACommand() throws Exception {
    touch("a.yaml", "b.yaml", "prod.env");
    FleetFile fleet =
        read(
            "version: 1",
            "images: [{archive: app.tar}]",
            "runs:",
            "  - compose: [a.yaml, b.yaml]",
            "    profiles: [debug]",
            "    env_files: [prod.env]",
            "    env: {TAG: 7}",
            "  - command: docker run app:1",
            "    image: app:1",
            "  - kubernetes: rollout.yaml",
            "    pod_templates: {Rollout: /spec/template}");

    assertThat(fleet.runs())
        .containsExactly(
            new FleetFile.RunRequest(
                RunSource.Kind.COMPOSE,
                run(4, "a.yaml", "b.yaml").files(),
                null,
                file.toString(),
                4,
                folder.toString(),
                new FleetFile.RunReading(
                    List.of("debug"),
                    List.of(folder.resolve("prod.env").toString()),
                    Map.of("TAG", "7"),
                    Map.of()),
                null),
            new FleetFile.RunRequest(
                RunSource.Kind.ANY,
                List.of(),
                "docker run app:1",
                file.toString(),
                8,
                folder.toString(),
                PLAIN,
                "app:1"),
            new FleetFile.RunRequest(
                RunSource.Kind.KUBERNETES,
                List.of(
                    new FleetFile.RunFile(
                        "rollout.yaml", folder.resolve("rollout.yaml").toString())),
                null,
                file.toString(),
                10,
                folder.toString(),
                new FleetFile.RunReading(
                    List.of(), List.of(), Map.of(), Map.of("Rollout", "/spec/template")),
                null));
  }

  @Test
  void manifestsAreNamedByAGlob() throws Exception {
    touch("k8s/b.yaml", "k8s/a.yaml");
    FleetFile fleet =
        read("version: 1", "images: [{archive: app.tar}]", "runs:", "  - kubernetes: k8s/*.yaml");

    assertThat(fleet.runs())
        .containsExactly(
            run(RunSource.Kind.KUBERNETES, 4, "k8s/a.yaml"),
            run(RunSource.Kind.KUBERNETES, 4, "k8s/b.yaml"));
  }

  @Test
  void globsNameFilesInOrder() throws Exception {
    touch("images/b.tar", "images/a.tar", "images/c.tgz", "images/deep/d.tar");

    assertThat(read("version: 1", "images: [{archive: 'images/*.tar'}]").images())
        .containsExactly(image("images/a.tar", null), image("images/b.tar", null));
    assertThat(read("version: 1", "images: [{archive: 'images/**/[a-b].tar'}]").images())
        .containsExactly(image("images/a.tar", null), image("images/b.tar", null));
    assertThat(read("version: 1", "images: [{archive: '**/?.tar'}]").images())
        .containsExactly(
            image("images/a.tar", null),
            image("images/b.tar", null),
            image("images/deep/d.tar", null));
  }

  @Test
  void namesDoNotDependOnHowTheFleetFileWasNamed() throws Exception {
    touch("images/a.tar", "fleets/x");
    Path inner = folder.resolve("fleets/fleet.yaml");
    Files.writeString(
        inner, "version: 1\nimages: [{archive: ../images/a.tar}, {archive: '../images/*.tar'}]\n");
    Path roundabout = folder.resolve("images/../fleets/fleet.yaml");

    for (Path named : List.of(inner, roundabout)) {
      assertThat(FleetFileReader.read(named, Limits.DEFAULT).images())
          .extracting(ImageRequest::name)
          .containsExactly("../images/a.tar", "../images/a.tar");
    }
    assertThat(FleetFileReader.read(inner, Limits.DEFAULT).images())
        .allMatch(image -> Files.exists(Path.of(image.path())));
  }

  @Test
  void absolutePathsStayAsWritten() throws Exception {
    touch("a.tar");

    assertThat(read("version: 1", "images: [{archive: '" + folder + "/*.tar'}]").images())
        .containsExactly(
            new ImageRequest(
                folder.resolve("a.tar").toString(),
                folder.resolve("a.tar").toString(),
                null,
                List.of()));
  }

  @Test
  void unknownKeyIsNamedWithItsLineAndTheNearestOne() {
    assertRefused(
        "line 3",
        "unknown key 'archiv'; did you mean 'archive'?",
        "version: 1",
        "images:",
        "  - archiv: a.tar");
    assertRefused(
        "line 4",
        "unknown key 'pears'; did you mean 'pairs'?",
        "version: 1",
        "images:",
        "  - archive: a.tar",
        "pears: []");
    assertRefused(
        "line 2",
        "unknown key 'zzzzzzzzzz'; valid are exceptions, host_profile, images, pairs, params, policies, profile, runs, version",
        "version: 1",
        "zzzzzzzzzz: 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "version: 2                        | line 3 | 'version' must be 1",
        "version: '1'                      | line 3 | 'version' must be 1",
        "pairs: []                         |        | 'version' must be 1",
      })
  void versionMustBeOne(String line, String place, String detail) {
    assertRefused(place == null ? "" : place, detail, "images:", "  - archive: a.tar", line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "- {}                                | an image needs one of 'archive', 'layout', 'reference' and 'registry'",
        "- {archive: a.tar, layout: b}       | an image needs one of 'archive', 'layout', 'reference' and 'registry'",
        "- {archive: a, tag: t, digest: d}   | an image takes 'tag' or 'digest', not both",
        "- {archive: a, platforms: [linux]}  | a platform is written os/arch or os/arch/variant",
        "- {archive: a, platforms: [1]}      | a platform is written os/arch or os/arch/variant",
        "- {archive: ''}                     | a path must not be empty or hold a zero byte",
        "- {archive: \"a\\0b\"}               | a path must not be empty or hold a zero byte",
        "- {archive: 'nothing/*.tar'}        | 'nothing/*.tar' matches no file",
        "- {archive: '[z-a].tar'}            | '[z-a].tar' matches no file",
        "- a.tar                             | an item of images is a string, not a mapping",
      })
  void imagesThatMakeNoSenseAreRefused(String item, String detail) {
    assertRefused("line 3", detail, "version: 1", "images:", "  " + item);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "runs | - {}                              | a run needs exactly one of compose,"
            + " kubernetes, inspect, runtime, command",
        "runs | - {compose: a, inspect: b}        | a run needs exactly one of compose,"
            + " kubernetes, inspect, runtime, command",
        "pairs | - {from: a}                      | a pair is {from, to}, {repository, order:"
            + " semver} or {baseline}",
        "pairs | - {repository: a, order: time}   | the only order is 'semver'",
        "pairs | - 1                              | an item of pairs is a number, not a mapping",
      })
  void runsAndPairsThatMakeNoSenseAreRefused(String list, String item, String detail) {
    assertRefused(
        "line 4", detail, "version: 1", "images: [{archive: a.tar}]", list + ":", "  " + item);
  }

  @Test
  void policiesAreNamedByTheirPaths() {
    assertRefused(
        "line 3",
        "a policy is a number, not a folder or a bundle",
        "version: 1",
        "images: [{archive: a.tar}]",
        "policies: [7]");
    assertRefused(
        "line 3",
        "'none-*' matches no file",
        "version: 1",
        "images: [{archive: a.tar}]",
        "policies: ['none-*']");
  }

  @Test
  void fleetWithoutImagesIsRefused() {
    assertRefused("line 2", "'images' names no image", "version: 1", "images: []");
    assertRefused("", "'images' names no image", "version: 1");
  }

  @Test
  void referencesAndRegistriesAreRead() throws Exception {
    String digest = "sha256:" + "1".repeat(64);
    FleetFile fleet =
        read(
            "version: 1",
            "images:",
            "  - reference: 'app:1'",
            "  - {reference: 'docker://127.0.0.1:5000/team/app@" + digest + "',",
            "     platforms: [linux/arm64]}",
            "  - registry: http://registry.lan:5000",
            "    repositories: ['team/*']",
            "    tags: ['v*']",
            "    include: ['team/a*']",
            "    exclude: ['**:*-rc*']",
            "    max_images: 20",
            "    platforms: [linux/amd64]",
            "  - registry: registry.example");

    assertThat(fleet.images())
        .containsExactly(
            new ImageRequest(
                "docker.io/library/app:1", "docker://docker.io/library/app:1", null, List.of()),
            new ImageRequest(
                "127.0.0.1:5000/team/app@" + digest,
                "docker://127.0.0.1:5000/team/app@" + digest,
                null,
                List.of(new Platform("linux", "arm64", ""))));
    assertThat(fleet.registries())
        .containsExactly(
            new RegistryRequest(
                "http://registry.lan:5000",
                "registry.lan:5000",
                true,
                List.of("team/*"),
                List.of("v*"),
                new ImageFilter(List.of("team/a*"), List.of("**:*-rc*"), 20),
                List.of(new Platform("linux", "amd64", ""))),
            new RegistryRequest(
                "registry.example",
                "registry.example",
                false,
                List.of(),
                List.of(),
                ImageFilter.ALL,
                List.of()));
  }

  @Test
  void whatIsWrongWithAReferenceOrARegistryIsTold() {
    assertRefused(
        "line 3",
        "'App' is not an image reference: 'library/App' is not a repository (lower case only)",
        "version: 1",
        "images:",
        "  - reference: App");
    assertRefused(
        "line 3",
        "unknown key 'tag'; valid are platforms, reference",
        "version: 1",
        "images:",
        "  - {reference: app, tag: '1'}");
    for (String scheme : List.of("https://", "HTTP://", "ftp://", "")) {
      assertRefused(
          "line 2",
          "an address with '@' before the host is not taken, since reports would show the password;"
              + " keep accounts in Docker's config.json (docker login) and leave them out here",
          "version: 1",
          "images: [{registry: '" + scheme + "user:hunter2@registry.example'}]");
    }
    for (String address : List.of("ftp://x", "https://x/y", "https://")) {
      assertRefused(
          "line 2",
          "'" + address + "' is not a registry's address, such as https://registry.example:5000",
          "version: 1",
          "images: [{registry: '" + address + "'}]");
    }
    assertRefused(
        "line 2",
        "'max_images' is a number from 1 on",
        "version: 1",
        "images: [{registry: x, max_images: 0}]");
    assertRefused(
        "line 2",
        "'tags' is a list of names or globs",
        "version: 1",
        "images: [{registry: x, tags: ['']}]");
  }

  @Test
  void whatIsNoYamlMappingIsRefused() {
    assertRefused("line 1", "a fleet file is an array, not a mapping", "- version: 1");
    assertThatThrownBy(() -> read("images: [")).satisfies(FleetFileReaderTest::isInvalid);
    assertThatThrownBy(() -> read("version: 1", "version: 1"))
        .satisfies(FleetFileReaderTest::isInvalid);
    assertThatThrownBy(() -> read("")).satisfies(FleetFileReaderTest::isInvalid);
  }

  @Test
  void missingFileIsTheInputsTrouble() {
    assertThatThrownBy(() -> FleetFileReader.read(file, Limits.DEFAULT))
        .isInstanceOf(InputException.class)
        .hasMessage("unreadable: " + file + ": there is no such file");
  }

  @Test
  void hugeFileIsRefusedUnread() throws IOException {
    Files.write(file, new byte[Limits.DEFAULT.maxJsonBytes() + 1]);

    assertThatThrownBy(() -> FleetFileReader.read(file, Limits.DEFAULT))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.JSON_TOO_LARGE));
  }

  private static void isInvalid(Throwable e) {
    assertThat(e)
        .isInstanceOfSatisfying(
            InputException.class,
            input -> assertThat(input.reason()).isEqualTo(ReasonCode.FLEET_FILE_INVALID));
  }

  private void assertRefused(String place, String detail, String... lines) {
    assertThatThrownBy(() -> read(lines))
        .satisfies(FleetFileReaderTest::isInvalid)
        .hasMessage(
            "fleet-file-invalid: " + file + (place.isEmpty() ? "" : " " + place) + ": " + detail);
  }

  private FleetFile read(String... lines) throws InputException, IOException {
    Files.write(file, Arrays.asList(lines));
    return FleetFileReader.read(file, Limits.DEFAULT);
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path path = folder.resolve(name);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
    }
  }

  private ImageRequest image(String name, @org.jspecify.annotations.Nullable String tag) {
    return new ImageRequest(name, folder.resolve(name).toString(), tag, List.of());
  }

  private FleetFile.RunRequest run(int line, String... names) {
    return run(RunSource.Kind.COMPOSE, line, names);
  }

  private FleetFile.RunRequest run(RunSource.Kind kind, int line, String... names) {
    return new FleetFile.RunRequest(
        kind,
        Arrays.stream(names)
            .map(name -> new FleetFile.RunFile(name, folder.resolve(name).toString()))
            .toList(),
        null,
        file.toString(),
        line,
        folder.toString(),
        PLAIN,
        null);
  }
}
