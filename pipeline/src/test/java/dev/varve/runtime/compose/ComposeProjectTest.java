package dev.varve.runtime.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several documents as one project: merging, extends, include, profiles, variables. */
class ComposeProjectTest {
  private static RunSpec merged(String base, String over) throws Exception {
    String head = "services:\n  a:\n    image: x\n";
    return TestProject.of(head + base.indent(4))
        .file("over.yaml", "services:\n  a:\n" + over.indent(4))
        .runs("compose.yaml", "over.yaml")
        .get(0);
  }

  private static void refused(TestProject project, ReasonCode reason, String detail) {
    assertThatThrownBy(project::runs)
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.detail()).contains(detail);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[/a:/t, bb:/u]        | ['cc:/t:ro']                             | cc:/t bb:/u",
        "[/a:/t]               | [{type: bind, source: /z, target: /t/}]  | /z:/t",
        "[{type: tmpfs, target: /t}] | ['/a:/t']                           | /a:/t",
        "[/a:/t]               | !override ['/b:/u']                      | /b:/u",
        "[/a:/t]               | !reset []                                | ''"
      })
  void mountsAreMergedByTheirTargetsInWhateverForm(String base, String over, String expected)
      throws Exception {
    RunSpec run = merged("volumes: " + base, "volumes: " + over);

    assertThat(run.mounts().stream().map(m -> m.source().raw() + ":" + m.target()))
        .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" "));
  }

  @Test
  void eachValueComesFromTheFileThatWon() throws Exception {
    RunSpec run =
        merged(
            "privileged: true\npid: host\nvolumes: [/a:/t, /b:/u]\nenvironment: [A=1, B=2]\n",
            "privileged: false\nvolumes: [/c:/t]\nenvironment: {B: 3}\n");

    assertThat(
            List.of(
                run.originOf("privileged"),
                run.originOf("ns.pid"),
                run.originOf("mounts[0]"),
                run.originOf("mounts[1]"),
                run.originOf("env[0]"),
                run.originOf("env[1]")))
        .containsExactly(
            Origin.set("over.yaml", "/services/a/privileged", 3),
            Origin.set("compose.yaml", "/services/a/pid", 5),
            Origin.set("over.yaml", "/services/a/volumes/0", 4),
            Origin.set("compose.yaml", "/services/a/volumes/1", 6),
            Origin.set("compose.yaml", "/services/a/environment/0", 7),
            Origin.set("over.yaml", "/services/a/environment/B", 5));
  }

  @Test
  void portsAreMergedByWhatTheyPublish() throws Exception {
    RunSpec run =
        merged(
            "ports: ['80:80', '0.0.0.0:81:81']",
            "ports: [{target: 80, published: 80}, {target: 81, published: '81'}, '80:80/udp']");

    assertThat(run.ports().stream().map(p -> p.hostPort() + "/" + p.protocol()))
        .containsExactly("80/tcp", "81/tcp", "80/udp");
  }

  @Test
  void commandsAreReplacedAndOtherListsAppendedOnce() throws Exception {
    RunSpec run =
        merged(
            "command: [a, b]\nentrypoint: [e]\ngroup_add: [1, 2]\nsecurity_opt: ['label=disable']\n",
            "command: c\nentrypoint:\ngroup_add: [2, 3]\nsecurity_opt: ['no-new-privileges']\n");

    assertThat(run.process().command()).containsExactly("c");
    assertThat(run.process().entrypoint()).isNull();
    assertThat(run.process().groups()).containsExactly("1", "2", "3");
    assertThat(run.privileges().selinux() + run.privileges().noNewPrivs()).isEqualTo("disabletrue");
  }

  @Test
  void aResetTakesAwayWhatEarlierFilesSayHoweverDeep() throws Exception {
    RunSpec run =
        merged(
            "deploy: {resources: {limits: {memory: 1g, pids: 5}}}\nenvironment: {A: 1, B: 2}\n",
            "deploy: {resources: {limits: {memory: !reset null}}}\nenvironment: {A: !reset null}\n");

    assertThat(run.limits().memoryBytes()).isNull();
    assertThat(run.limits().pids()).isEqualTo(5);
    assertThat(run.process().env()).containsExactly(new EnvVar("B", "2"));
  }

  @Test
  void documentsOfOneFileAreMergedLikeFiles() throws Exception {
    RunSpec run =
        TestProject.of(
                "services: {a: {image: x, privileged: true}}\n---\n---\n"
                    + "services: {a: {image: y}}\n")
            .runs()
            .get(0);

    assertThat(run.imageRef() + run.privileges().privileged()).isEqualTo("ytrue");
    assertThat(run.originOf("image_ref").line()).isEqualTo(4);
  }

  @Test
  void servicesExtendOthersOverAnyNumberOfFiles() throws Exception {
    RunSpec run =
        TestProject.of(
                """
                services:
                  a:
                    extends: {service: b, file: base/b.yaml}
                    environment: {LAST: a}
                """)
            .file(
                "base/b.yaml",
                """
                services:
                  b:
                    extends: {service: c, file: deep/c.yaml}
                    volumes: ["./b:/b"]
                    environment: {LAST: b, B: 1}
                """)
            .file(
                "base/deep/c.yaml",
                """
                services:
                  c: {extends: d, volumes: ["../c:/c"]}
                  d: {image: "d:${TAG-1}", privileged: true}
                """)
            .runs()
            .get(0);

    assertThat(run.imageRef()).isEqualTo("d:1");
    assertThat(run.mounts().stream().map(m -> m.source().raw()))
        .containsExactly("./base/c", "./base/b");
    assertThat(run.process().env()).containsExactly(new EnvVar("LAST", "a"), new EnvVar("B", "1"));
    assertThat(run.originOf("privileged"))
        .isEqualTo(Origin.set("base/deep/c.yaml", "/services/d/privileged", 3));
  }

  @Test
  void circlesAndMissingPartsAreRefused() {
    refused(
        TestProject.of("services: {a: {extends: b}, b: {extends: a}}"),
        ReasonCode.RUN_SPEC_INVALID,
        "services extend each other: compose.yaml: a -> compose.yaml: b -> compose.yaml: a");
    refused(
        TestProject.of("services: {a: {extends: {service: z, file: x.yaml}}}")
            .file("x.yaml", "services: {b: {}}"),
        ReasonCode.RUN_SPEC_INVALID,
        "there is no service 'z' in x.yaml");
    refused(
        TestProject.of("include: [x.yaml]").file("x.yaml", "include: [compose.yaml]"),
        ReasonCode.RUN_SPEC_INVALID,
        "files include each other: compose.yaml -> x.yaml");
    refused(
        TestProject.of("include: [none.yaml]"),
        ReasonCode.RUN_SPEC_INVALID,
        "there is no file 'none.yaml'");
    refused(
        TestProject.of("services: {a: {volumes: {b: c}}}\n---\nservices: {a: {volumes: [x]}}"),
        ReasonCode.RUN_SPEC_INVALID,
        "it cannot override what is a mapping at compose.yaml:1");
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/c.yaml",
    "oci://example.org/app:1",
    "git@example.org:team/app.git",
    "https://github.com/team/app.git#main:deploy"
  })
  void nothingIsFetched(String address) {
    refused(
        TestProject.of("include: ['" + address + "']"),
        ReasonCode.REMOTE_SPEC,
        "'" + address + "' lies elsewhere, and varve fetches nothing");
    refused(
        TestProject.of("services: {a: {extends: {service: b, file: '" + address + "'}}}"),
        ReasonCode.REMOTE_SPEC,
        "line 1");
  }

  @Test
  void whatIsIncludedLosesToTheFileThatIncludes() throws Exception {
    List<RunSpec> runs =
        TestProject.of(
                """
                include:
                  - path: [sub/one.yaml, two.yaml]
                    env_file: sub.env
                services:
                  a: {privileged: false}
                """)
            .file("sub/one.yaml", "services: {a: {image: 'i:${TAG}', privileged: true}}")
            .file("two.yaml", "services: {a: {volumes: ['./v:/v']}, b: {image: b}}")
            .file("sub.env", "TAG=$BASE-9\n")
            .file(".env", "BASE=alpine\n")
            .runs();

    assertThat(runs.stream().map(r -> r.unit().key()))
        .containsExactly("compose myshop/a", "compose myshop/b");
    RunSpec run = runs.get(0);
    assertThat(run.imageRef()).isEqualTo("i:alpine-9");
    assertThat(run.privileges().privileged()).isFalse();
    assertThat(run.mounts().get(0).source().raw()).isEqualTo("./sub/v");
    assertThat(run.originOf("privileged").file()).isEqualTo("compose.yaml");
    assertThat(run.originOf("image_ref").file()).isEqualTo("sub/one.yaml");
  }

  @Test
  void servicesWithoutAnActiveProfileAreNamedAndLeftOut() throws Exception {
    TestProject project =
        TestProject.of(
            """
            services:
              a: {image: a}
              b: {image: b, profiles: [debug]}
              c:
                image: c
                profiles: [x, y]
              d: {provider: {type: model}}
            """);

    ComposeProject usual = project.read();
    assertThat(usual.runs().stream().map(r -> r.unit().name())).containsExactly("a");
    assertThat(usual.leftOut())
        .containsExactly(
            new Gap(
                "services.b.profiles",
                "service 'b' is left out: of its profiles (debug) none is active",
                "compose.yaml:3"),
            new Gap(
                "services.c.profiles",
                "service 'c' is left out: of its profiles (x, y) none is active",
                "compose.yaml:6"),
            new Gap(
                "services.d.provider",
                "service 'd' is left out: a provider runs it, not the engine",
                "compose.yaml:7"));
    assertThat(project.profiles("y").runs().stream().map(r -> r.unit().name()))
        .containsExactly("a", "c");
    assertThat(project.profiles("*").runs().stream().map(r -> r.unit().name()))
        .containsExactly("a", "b", "c");
    assertThat(
            project.profiles().file(".env", "COMPOSE_PROFILES=debug, x\n").runs().stream()
                .map(r -> r.unit().name()))
        .containsExactly("a", "b", "c");
  }

  @Test
  void variablesOfFilesAreBelowThoseOfTheService() throws Exception {
    RunSpec run =
        TestProject.of(
                """
                services:
                  a:
                    env_file:
                      - one.env
                      - {path: two.env, format: raw}
                      - {path: none.env, required: false}
                      - gone.env
                    environment: [OWN=1, OUTER, MISSING, TWO=own]
                """)
            .file("one.env", "ONE=1\nTWO='x\ny' # note\nexport UP: \"a\\tb $OUTER\"\nOPEN=$NOT\n")
            .file("two.env", "RAW=\"$x\"\n")
            .set("OUTER", "o")
            .runs()
            .get(0);

    assertThat(run.process().env())
        .containsExactly(
            new EnvVar("ONE", "1", "file:one.env"),
            new EnvVar("TWO", "own"),
            new EnvVar("UP", "a\tb o", "file:one.env"),
            new EnvVar("OPEN", null, "file:one.env"),
            new EnvVar("RAW", "\"$x\"", "file:two.env"),
            new EnvVar("OWN", "1"),
            new EnvVar("OUTER", "o"),
            new EnvVar("MISSING", null));
    assertThat(run.gaps())
        .containsExactly(
            new Gap(
                "services.a.env_file.3",
                "the file 'gone.env' is not there, so its variables are not known",
                "compose.yaml:7"));
  }

  @Test
  void whatTheUserSetsWinsOverTheFileBesideTheProject() throws Exception {
    TestProject project =
        TestProject.of("services: {a: {image: 'x:${TAG}-${OTHER}'}}")
            .file(".env", "TAG=file\nOTHER=$TAG\n")
            .set("TAG", "user");

    assertThat(project.runs().get(0).imageRef()).isEqualTo("x:user-user");
  }

  @Test
  void aNetworkMayBeTheHostsUnderAnotherName() throws Exception {
    List<RunSpec> runs =
        TestProject.of(
                """
                services:
                  a: {networks: [front, outside]}
                  b: {networks: {front: {aliases: [b]}}}
                  c: {networks: [old]}
                networks:
                  front:
                  outside: {external: true, name: host}
                  old: {external: {name: none}}
                """)
            .runs();

    assertThat(runs.stream().map(r -> r.namespaces().net()))
        .containsExactly("host", "private", "none");
    assertThat(runs.get(0).originOf("ns.net"))
        .isEqualTo(Origin.set("compose.yaml", "/networks/outside", 7));
  }

  @Test
  void servicesThatShareAVolumeKnowEachOther() throws Exception {
    List<RunSpec> runs =
        TestProject.of(
                """
                services:
                  a: {volumes: ["vol:/v"]}
                  b: {volumes: ["vol:/w:ro", "own:/o"]}
                volumes: {vol: , own: }
                """)
            .runs();

    assertThat(runs.get(0).mounts().get(0).volume())
        .isEqualTo(
            new Mount.Volume(
                "vol",
                "",
                "docker volume myshop_vol",
                List.of(new Mount.Sharer("compose myshop/b", false))));
    assertThat(runs.get(1).mounts().get(1).volume().sharedWith()).isEmpty();
  }

  /** Ten lines that stand for 10^9 values, and a service that ten thousand others take over. */
  @Test
  void whatGrowsWithoutEndIsRefused() {
    StringBuilder laughs = new StringBuilder("services:\n  a:\n    labels: &l0 [x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      laughs.append("    k").append(i).append(": &l").append(i).append(" [*l");
      laughs.append(i - 1).append(", *l").append(i - 1).append(", *l").append(i - 1).append("]\n");
    }
    refused(TestProject.of(laughs.toString()), ReasonCode.JSON_TOO_LARGE, "aliases write out");

    StringBuilder heavy = new StringBuilder("services:\n  z:\n    environment:\n");
    for (int i = 0; i < 1_000; i++) {
      heavy.append("      V").append(i).append(": x\n");
    }
    for (int i = 0; i < 2_000; i++) {
      heavy.append("  s").append(i).append(": {extends: z, environment: {A: b}}\n");
    }
    refused(TestProject.of(heavy.toString()), ReasonCode.JSON_TOO_LARGE, "values");

    StringBuilder chain = new StringBuilder("services:\n  s0: {image: x}\n");
    for (int i = 1; i < 5_000; i++) {
      chain.insert(10, "  s" + i + ": {extends: s" + (i - 1) + "}\n");
    }
    refused(TestProject.of(chain.toString()), ReasonCode.RUN_SPEC_INVALID, "more than 64 steps");
  }
}
