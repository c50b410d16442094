package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.ImageConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final String PASSWD = "root:x:0:0::/:\napp:x:1000:1000::/:\n";
  private static final ImageConfig CONFIG =
      TestRun.config("app", List.of("PATH=/usr/bin"), List.of("/app/run"), List.of("/data"));

  private static TestImage image() {
    return new TestImage()
        .program("app/run")
        .file("etc/passwd", PASSWD, "0644")
        .file("data/seed", "x", "0644")
        .program("usr/bin/su", "4755")
        .program("usr/bin/ping", "0755", "caps=0100000200200000000000000000000000000000")
        .program("usr/bin/wall", "2755", "gid=5")
        .program("usr/sbin/hidden", "4750");
  }

  private static Reach reach(TestRun run, ImageConfig config, TestImage image) {
    return Effective.of(run.build(), config, image, Accounts.of(image), image.census()).reach();
  }

  private static List<String> escalators(TestRun run) {
    return reach(run, CONFIG, image()).escalators().stream()
        .map(file -> file.path().text() + " " + file.gains())
        .toList();
  }

  @Test
  void aUserRisesByWhatItMayExecute() {
    assertThat(escalators(TestRun.docker()))
        .containsExactly("usr/bin/ping [NET_RAW]", "usr/bin/su [uid:0]", "usr/bin/wall [gid:5]");
  }

  @Test
  void nobodyRisesWithoutTheBits() {
    assertThat(
            escalators(
                TestRun.docker()
                    .privileges(TestRun.privileges(false, true, "default", List.of(), List.of()))))
        .isEmpty();
    assertThat(escalators(TestRun.docker().user("0"))).isEmpty();
    assertThat(
            escalators(
                TestRun.docker()
                    .privileges(
                        TestRun.privileges(
                            false, false, "default", List.of(), List.of("NET_RAW")))))
        .containsExactly("usr/bin/su [uid:0]", "usr/bin/wall [gid:5]");
    assertThat(escalators(TestRun.docker().host("./bin", "/usr/bin", true))).isEmpty();
  }

  @Test
  void aMountHidesWhatLiesBelowWhereItLands() {
    TestImage image = image().link("srv", "/app").dir("app/lib").file("app/lib/a.so", "12345");
    Placement placement =
        reach(TestRun.docker().host("./src", "/srv", false), CONFIG, image).placements().get(0);
    assertThat(placement.target()).isEqualTo("/app");
    assertThat(placement.symlinks()).containsExactly("/srv");
    assertThat(placement.hidden()).isEqualTo(new Subtree(3, 125, 2));
    assertThat(placement.links()).containsExactly("/app/run");
    assertThat(placement.code()).isEmpty();
    assertThat(placement.volume()).isNull();
  }

  @Test
  void aMountOverCodePlacesSaysWhich() {
    Placement placement =
        reach(TestRun.docker().host("./x", "/usr", false), CONFIG, image()).placements().get(0);
    assertThat(placement.code())
        .containsExactly(
            new Placement.CodePlace("/usr/bin", "path-dir"),
            new Placement.CodePlace("/usr/lib", "library-dir"),
            new Placement.CodePlace("/usr/lib64", "library-dir"),
            new Placement.CodePlace("/usr/local/lib", "library-dir"));
    assertThat(
            reach(TestRun.docker().host("./p", "/etc/passwd", true), CONFIG, image())
                .placements()
                .get(0)
                .hidden())
        .isEqualTo(new Subtree(1, PASSWD.length(), 0));
  }

  @Test
  void aDeclaredVolumeIsMountedHiddenOrLeft() {
    assertThat(reach(TestRun.docker(), CONFIG, image()).volumes())
        .containsExactly(new DeclaredVolume("/data", "unmounted", null, new Subtree(1, 1, 0)));
    assertThat(reach(TestRun.docker().host("./d", "/data", false), CONFIG, image()).volumes())
        .containsExactly(new DeclaredVolume("/data", "mounted", 0L, new Subtree(1, 1, 0)));
    assertThat(reach(TestRun.docker().host("./all", "/", false), CONFIG, image()).volumes())
        .containsExactly(new DeclaredVolume("/data", "hidden", 0L, new Subtree(1, 1, 0)));
  }

  @Test
  void whoMayNotExecuteItsProgramIsToldWhatIsInTheWay() {
    TestImage image = image().dir("opt", "0700").program("opt/run");
    ImageConfig config = TestRun.config("app", List.of(), List.of("/opt/run"), List.of());
    assertThat(reach(TestRun.docker(), config, image).obstacles())
        .containsExactly(
            new Obstacle("/opt", "directory", "search", 0L, true, 0700, 0, 0, List.of()));
    assertThat(reach(TestRun.docker().user("0"), config, image).obstacles()).isEmpty();
  }

  @Test
  void anAccessListDecidesBeforeTheMode() {
    // user:1000:r-x in a list whose mask lets it through; the mode alone would refuse.
    String acl =
        "02000000"
            + "01000700ffffffff"
            + "02000500e8030000"
            + "04000000ffffffff"
            + "10000500ffffffff"
            + "20000000ffffffff";
    TestImage image = image().program("opt/run", "0750", "acl=" + acl);
    ImageConfig config = TestRun.config("app", List.of(), List.of("/opt/run"), List.of());
    assertThat(reach(TestRun.docker(), config, image).obstacles()).isEmpty();
    assertThat(reach(TestRun.docker().user("1001"), config, image).obstacles()).hasSize(1);
  }

  @Test
  void aFileCapabilityOutsideTheBoundingSetStopsTheStart() {
    ImageConfig config = TestRun.config("app", List.of(), List.of("/usr/bin/ping"), List.of());
    TestImage image =
        image().program("usr/bin/ping", "caps=0100000200200000000000000000000000000000");
    assertThat(
            reach(
                    TestRun.docker()
                        .privileges(
                            TestRun.privileges(false, false, "default", List.of(), List.of("ALL"))),
                    config,
                    image)
                .obstacles())
        .containsExactly(
            new Obstacle(
                "/usr/bin/ping",
                "filecap",
                "capability",
                0L,
                true,
                0755,
                0,
                0,
                List.of("NET_RAW")));
  }

  @Test
  void theRootFileSystemIsWritableAsFarAsItsModesSay() {
    TestImage image = image().dir("tmp", "1777").file("app/log", "", "0664", "gid=1000");
    Reach reach = reach(TestRun.docker(), CONFIG, image);
    assertThat(reach.rootfsWritable()).isEqualTo(2);
    assertThat(reach.writable())
        .containsExactly(
            new Reach.Writable("/app/log", "rootfs", "gid:1000"),
            new Reach.Writable("/tmp", "rootfs", "world"));
    assertThat(reach(TestRun.docker().readOnly(), CONFIG, image).writable()).isEmpty();
    assertThat(reach(TestRun.docker().user("0"), CONFIG, image).writable())
        .containsExactly(new Reach.Writable("/", "rootfs", "root"));
  }

  @Test
  void commandsOfProbesAndHooksAreLookedUpAsTheStartIs() {
    Hook probe =
        new Hook(
            "liveness", Hook.Way.EXEC, List.of("curl", "localhost"), "", null, false, List.of());
    Reach reach =
        reach(
            TestRun.docker()
                .health(new Health(List.of("CMD", "/usr/bin/ping"), false, List.of(probe))),
            CONFIG,
            image());
    assertThat(reach.commands())
        .extracting(
            c -> c.what() + " " + c.status().label() + " " + c.path() + " " + c.executable())
        .containsExactly("health ok /usr/bin/ping yes", "probe missing null unknown");
  }

  @Test
  void theImagesLoaderVariablesReachHooksOfTheHost() {
    ImageConfig config =
        TestRun.config("app", List.of("LD_PRELOAD=./evil.so"), List.of("/app/run"), List.of());
    Reach reach =
        reach(
            TestRun.docker().device(new Device("request", "nvidia", "", "")),
            config,
            image().file("evil.so", "x"));
    assertThat(reach.hostHooks().gpu()).isTrue();
    assertThat(reach.hostHooks().preloads())
        .extracting(p -> p.name() + " " + p.origin() + " " + p.relative() + " " + p.status())
        .containsExactly("LD_PRELOAD image true OK");
  }

  private static List<String> recipes(TestRun run) {
    return reach(run, CONFIG, image()).recipes().stream()
        .filter(recipe -> recipe.complete() != Certainty.NO)
        .map(recipe -> recipe.id() + " " + recipe.complete().label())
        .toList();
  }

  @Test
  void recipesNeedEveryIngredient() {
    Namespaces usual = Namespaces.DOCKER_DEFAULT;
    Namespaces hostPid =
        new Namespaces(
            "host", usual.net(), usual.ipc(), usual.uts(), usual.user(), usual.cgroup(), "private");
    Privileges trace =
        TestRun.privileges(false, false, "default", List.of("SYS_PTRACE"), List.of());
    assertThat(recipes(TestRun.docker().user("0"))).isEmpty();
    assertThat(recipes(TestRun.docker().user("0").namespaces(hostPid)))
        .containsExactly("host-process-root unknown");
    assertThat(recipes(TestRun.docker().user("0").namespaces(hostPid).privileges(trace)))
        .containsExactly("ptrace-host-processes yes", "host-process-root unknown");
    assertThat(
            recipes(
                TestRun.docker()
                    .user("0")
                    .privileges(TestRun.privileges(true, false, "default", List.of(), List.of()))))
        .containsExactly("cgroup-release-agent unknown", "open-by-handle yes", "raw-device yes");
  }
}
