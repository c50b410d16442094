package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
  private static TestRun service(String name) {
    return TestRun.docker().unit(Unit.single("compose", "shop", name));
  }

  private static Mount data(String project, boolean readOnly) {
    return Mount.other(
            Mount.Kind.VOLUME, "data", true, "/data", Mount.Options.DEFAULT.readOnly(readOnly))
        .on(new Mount.Volume("data", "", project + "/data", List.of()));
  }

  private static Mount data(boolean readOnly) {
    return data("shop", readOnly);
  }

  @Test
  void aVolumeNamesItsOtherUsersAndWhoWrites() {
    List<RunSpec> runs =
        Neighbourhood.introduce(
            List.of(
                service("a").mount(data(true)).build(),
                service("b").mount(data(false)).host("/var/log", "/l", false).build(),
                TestRun.docker()
                    .unit(Unit.single("compose", "other", "c"))
                    .mount(data("other", false))
                    .build()));

    assertThat(runs.get(0).mounts().get(0).volume().sharedWith())
        .containsExactly(new Mount.Sharer("compose shop/b", true));
    assertThat(runs.get(0).surroundings().neighbours())
        .containsExactly(
            new Peer(
                "compose shop/b",
                List.of("volumes"),
                true,
                false,
                List.of(),
                List.of(),
                List.of("state")));
    assertThat(runs.get(2).mounts().get(0).volume().sharedWith()).isEmpty();
  }

  @Test
  void aJoinedNamespaceTellsWhatItsOwnerOpens() {
    Namespaces usual = Namespaces.DOCKER_DEFAULT;
    Namespaces joined =
        new Namespaces(
            "private", "service:proxy", "private", "private", "host", "default", "private");
    Namespaces hostNet =
        new Namespaces(
            usual.pid(), "host", usual.ipc(), usual.uts(), usual.user(), "private", "private");
    List<RunSpec> runs =
        Neighbourhood.introduce(
            List.of(
                service("api").namespaces(joined).build(),
                service("proxy").namespaces(hostNet).build()));
    assertThat(runs.get(0).surroundings().neighbours())
        .containsExactly(
            new Peer(
                "compose shop/proxy",
                List.of("ns.net"),
                true,
                false,
                List.of("net"),
                List.of(),
                List.of()));
  }

  @Test
  void aPeerThatIsNotInTheScanIsNamed() {
    Namespaces joined =
        new Namespaces(
            "container:db", "private", "private", "private", "host", "default", "private");
    assertThat(
            Neighbourhood.introduce(List.of(service("api").namespaces(joined).build()))
                .get(0)
                .surroundings()
                .neighbours())
        .containsExactly(
            new Peer("db", List.of("ns.pid"), false, false, List.of(), List.of(), List.of()));
  }
}
