package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.json.JsonObject;
import dev.varve.layer.EntryKind;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Certainty;
import dev.varve.runtime.Effective;
import dev.varve.runtime.Gap;
import dev.varve.runtime.HostHooks;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.Reach;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Start;
import dev.varve.runtime.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Facts for every built-in rule: some that break it and some that nearly do. Each case names what
 * must be found, as {@code ID severity key}, with {@code ?} for undetermined.
 */
final class RuleCases {
  private RuleCases() {}

  /** The file capabilities cap_setuid and, second, cap_net_raw, effective, version 2. */
  private static final String CAP_SETUID = "0100000280000000000000000000000000000000";

  private static final String CAP_NET_RAW = "0100000200200000000000000000000000000000";
  private static final Bytes MD5 = Bytes.fromHex("00112233445566778899aabbccddeeff");
  private static final Bytes OTHER_MD5 = Bytes.fromHex("ff112233445566778899aabbccddeeff");

  private static final String CAP_NET_BIND = "0100000200040000000000000000000000000000";

  /** An image whose facts go to the rules of the image scope. */
  record ImageCase(String name, TestFacts image, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An image whose entries go to the rules of the file scope. */
  record FileCase(String name, TestFacts image, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What every container of these cases has against it, since none says more than it must. */
  private static final List<String> USUAL =
      List.of(
          "HYG-05 info health",
          "LIM-03 low cpu",
          "PRV-03 low drop",
          "PRV-06 info no_new_privs",
          "PRV-08 info rootfs_ro");

  /** What is expected, and the usual findings that it does not name itself. */
  private static List<String> andUsual(String... expected) {
    Map<String, String> byKey = new TreeMap<>();
    Stream.concat(USUAL.stream(), Stream.of(expected))
        .forEach(
            text -> {
              String[] parts = text.split(" ", 3);
              byKey.put(parts[0] + " " + parts[2].replaceFirst(" [?]$", ""), text);
            });
    return List.copyOf(byKey.values());
  }

  /** A container. */
  record ContainerCase(String name, ContainerFacts container, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static TestFacts plain() {
    return TestFacts.image().layer("COPY run /app/run").file("app/run", 0755, 10);
  }

  static List<ImageCase> images() {
    List<ImageCase> cases = new ArrayList<>();
    cases.add(new ImageCase("nothing wrong", plain(), List.of()));
    for (String root : List.of("", "root", "0", "00", "+0", "0:0", "root:app", ":1000")) {
      List<String> expected = new ArrayList<>(List.of("ENT-01 medium user"));
      if (root.equals("root:app")) {
        expected.add(0, "CMB-09 medium group");
      }
      if (root.equals("+0")) {
        expected.add("ENT-02 high sign");
      }
      cases.add(new ImageCase("root as '" + root + "'", plain().user(root), expected));
    }
    cases.add(
        new ImageCase(
            "root under another name",
            plain()
                .user("toor")
                .passwd("root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n")
                .shadow("root:*:::::::\ntoor:*:::::::\n"),
            List.of("ENT-01 medium user", "USR-01 high uid0:toor")));
    cases.add(
        new ImageCase(
            "root that certainly drops",
            plain().user("").drops(new Start.Drop(999L, "999", "/usr/sbin/gosu", true)),
            List.of("ENT-01 low user")));
    cases.add(
        new ImageCase(
            "unknown name",
            plain().user("nobody"),
            List.of("CMB-09 medium user", "ENT-01 medium user ?")));
    cases.add(
        new ImageCase(
            "number out of range",
            plain().user("4294967296"),
            List.of("ENT-02 high out-of-range")));
    cases.add(
        new ImageCase(
            "setuid start file",
            plain().link(new TestLink("app/run").mode(04755)),
            List.of("ENT-03 high setuid")));
    cases.add(
        new ImageCase(
            "start file with a capability",
            plain().link(new TestLink("app/run").capabilities(CAP_SETUID)),
            List.of("ENT-03 high filecap")));
    cases.add(
        new ImageCase(
            "start file that may bind low ports",
            plain().link(new TestLink("app/run").capabilities(CAP_NET_BIND)),
            List.of("ENT-03 low filecap")));
    cases.add(
        new ImageCase(
            "start through sudo",
            plain().link(new TestLink("usr/bin/sudo").direction("gain")),
            List.of("ENT-04 high /usr/bin/sudo")));
    cases.add(
        new ImageCase(
            "start that drops rights",
            plain().link(new TestLink("usr/bin/gosu").direction("drop")),
            List.of()));
    cases.add(
        new ImageCase(
            "start program replaced by a later layer",
            plain()
                .layer("RUN make install")
                .file("app/run", 0755, 11)
                .link(new TestLink("app/run").layer(1)),
            List.of("ENT-11 high replaced")));
    cases.add(
        new ImageCase(
            "start program of a package replaced by a later layer",
            plain()
                .installed("app", Bytes.EMPTY, "app/run")
                .layer("RUN make install")
                .file("app/run", 0755, 11)
                .link(new TestLink("app/run").layer(1)),
            List.of("ENT-11 medium replaced")));
    cases.add(
        new ImageCase(
            "start program replaced by a step that names it",
            plain()
                .layer("COPY build/run /app/")
                .file("app/run", 0755, 11)
                .link(new TestLink("app/run").layer(1)),
            List.of()));
    cases.add(
        new ImageCase(
            "start program replaced with its package",
            plain()
                .layer("RUN apt-get upgrade")
                .file("app/run", 0755, 11)
                .installed("app", Bytes.EMPTY, "app/run")
                .link(new TestLink("app/run").layer(1)),
            List.of()));
    cases.add(
        new ImageCase(
            "start program that is not what its package brought",
            TestFacts.image()
                .layer("COPY rootfs /")
                .program("usr/bin/run", 0755, OTHER_MD5)
                .installed("app", MD5, "usr/bin/run")
                .link(new TestLink("usr/bin/run")),
            List.of("ENT-11 high modified")));
    cases.add(
        new ImageCase(
            "package database that is not read",
            plain().pacman(),
            List.of("OPS-01 info gap:package-database")));
    cases.add(
        new ImageCase(
            "start file of the user",
            plain().link(new TestLink("app/run").uid(1000).writableBy("uid:1000")),
            List.of("ENT-05 high writable")));
    cases.add(
        new ImageCase(
            "start file of another user",
            plain().link(new TestLink("app/run").uid(33).writableBy("uid:33")),
            List.of()));
    cases.add(
        new ImageCase(
            "start file in the user's directory",
            plain().link(new TestLink("app/run").dirWritableBy("uid:1000 /app")),
            List.of("ENT-06 high replaceable")));
    cases.add(
        new ImageCase(
            "empty password",
            plain().file("usr/bin/su", 0755, 10).shadow("root:*:1::::::\napp::1::::::\n"),
            List.of("USR-01 high empty:app")));
    cases.add(
        new ImageCase(
            "30 MiB hidden",
            TestFacts.image()
                .layer("COPY big /big")
                .file("big", 0644, 30 << 20)
                .layer("RUN truncate /big")
                .file("big", 0644, 1),
            List.of("HYG-02 low hidden")));
    cases.add(
        new ImageCase(
            "19 MiB hidden",
            TestFacts.image()
                .layer("COPY big /big")
                .file("big", 0644, 19 << 20)
                .layer("RUN truncate /big")
                .file("big", 0644, 1),
            List.of()));
    cases.add(
        new ImageCase(
            "another diffID",
            plain().found(new StructureFinding(FindingCode.DIFF_ID_MISMATCH, 0, null, null, "")),
            List.of("OPS-01 high unverified")));
    cases.add(
        new ImageCase(
            "not read completely",
            plain().gap(new Gap("layers[0]", "too many entries", "")),
            List.of("OPS-01 high gap:layers[0]")));
    cases.add(
        new ImageCase(
            "secret in the environment",
            plain().env("DB_PASSWORD=hunter2hunter2"),
            List.of("SEC-05 high env:DB_PASSWORD")));
    cases.add(
        new ImageCase(
            "names that only look like secrets",
            plain().env("GPG_KEY=E3FF2839").env("MONKEY=abcdef").env("TOKEN_FILE=/run/t"),
            List.of()));
    cases.add(
        new ImageCase(
            "secret in a build step",
            TestFacts.image().layer("|1 API_TOKEN=abcd1234efgh /bin/sh -c make").dir("x", 0755),
            List.of("SEC-05 high history:API_TOKEN")));
    cases.addAll(starts());
    cases.addAll(contents());
    return cases;
  }

  /** Images whose start is odd in some way. */
  private static List<ImageCase> starts() {
    return List.of(
        new ImageCase(
            "user's own directory in front of PATH",
            plain().searched(new Start.PathElement("/app/bin", true, List.of("uid:1000"))),
            List.of("ENT-07 medium /app/bin")),
        new ImageCase(
            "root's directory in front of PATH",
            plain().searched(new Start.PathElement("/usr/local/bin", true, List.of())),
            List.of()),
        new ImageCase(
            "library that no package owns before all others",
            plain().env("LD_PRELOAD=/opt/x.so").file("opt/x.so", 0755, 10),
            List.of("ENT-08 medium LD_PRELOAD /opt/x.so")),
        new ImageCase("library that is not there", plain().env("LD_PRELOAD=/opt/x.so"), List.of()),
        new ImageCase(
            "start that is not there",
            plain().startStatus(Start.Status.MISSING),
            List.of("ENT-10 high missing")),
        new ImageCase(
            "start that is known only when it runs",
            plain().startStatus(Start.Status.DYNAMIC),
            List.of()),
        new ImageCase(
            "start file replaced by a step that does not name it",
            TestFacts.image()
                .layer("RUN make")
                .file("app/run", 0755, 10)
                .layer("RUN make other")
                .file("app/run", 0755, 11)
                .link(new TestLink("app/run").layer(1)),
            List.of("ENT-11 high replaced")),
        new ImageCase(
            "start file replaced by name",
            TestFacts.image()
                .layer("COPY run /app/run")
                .file("app/run", 0755, 10)
                .layer("COPY run /app/run")
                .file("app/run", 0755, 11)
                .link(new TestLink("app/run").layer(1)),
            List.of()),
        new ImageCase(
            "start that downloads",
            plain().startNote("fetch-evaluated"),
            List.of("ENT-12 high fetch-evaluated")),
        new ImageCase(
            "volume over the kernel's files",
            plain().volume("/proc/sys"),
            List.of("ENT-13 high volume /proc/sys")),
        new ImageCase("volume for data", plain().volume("/data"), List.of()));
  }

  /** Images whose contents say something about them as a whole. */
  private static List<ImageCase> contents() {
    return List.of(
        new ImageCase(
            "lists of packages",
            plain().file("var/lib/apt/lists/main", 0644, 2 << 20),
            List.of("HYG-01 low caches")),
        new ImageCase(
            "few lists of packages", plain().file("var/lib/apt/lists/main", 0644, 1000), List.of()),
        new ImageCase(
            "script piped to a shell",
            TestFacts.image()
                .layer("RUN /bin/sh -c curl -fsS https://example.com/i.sh | sh # buildkit")
                .file("app/run", 0755, 10),
            List.of("HYG-03 medium fetch-piped-to-interpreter 0")),
        new ImageCase(
            "download that is verified",
            TestFacts.image()
                .layer(
                    "RUN /bin/sh -c curl -o a.sh https://example.com/a.sh && echo \"$SUM a.sh\" |"
                        + " sha256sum -c - && sh a.sh # buildkit")
                .file("app/run", 0755, 10),
            List.of("HYG-03 info fetch-verified 0")),
        new ImageCase(
            "shell form", plain().shellForm("/app/run --all"), List.of("ENT-09 low shell")),
        new ImageCase("shell form with exec", plain().shellForm("exec /app/run"), List.of()),
        new ImageCase(
            "no health check", plain().withoutHealthcheck(), List.of("HYG-05 info health")),
        new ImageCase(
            "system past its end",
            plain().text("etc/os-release", "ID=debian\nVERSION_ID=\"10\"\n"),
            List.of("HYG-06 medium release")),
        new ImageCase(
            "system that is supported",
            plain().text("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n"),
            List.of()),
        new ImageCase(
            "image of the last year",
            plain().created("2025-05-02T08:00:00Z"),
            List.of("HYG-06 medium age")),
        new ImageCase(
            "image with a fixed date",
            plain().created("1970-01-01T00:00:00Z"),
            List.of("HYG-06 medium age ?")),
        new ImageCase(
            "sudo without a password",
            plain()
                .file("usr/bin/sudo", 04755, 10)
                .text("etc/sudoers.d/app", "# for app\napp ALL=(ALL) NOPASSWD: ALL\n"),
            List.of("USR-02 high sudo app")),
        new ImageCase(
            "sudo without a password for nobody",
            plain()
                .file("usr/bin/sudo", 04755, 10)
                .text("etc/sudoers", "%sudo ALL=(ALL:ALL) NOPASSWD: ALL\n"),
            List.of()),
        new ImageCase(
            "daemon for logins",
            plain().file("usr/sbin/sshd", 0755, 10).file("etc/ssh/ssh_host_rsa_key", 0600, 10),
            List.of("USR-03 medium daemon")),
        new ImageCase(
            "keys for logins",
            plain().text("root/.ssh/authorized_keys", "# team\nssh-ed25519 AAAA a@b\n"),
            List.of("USR-03 medium authorized_keys")),
        new ImageCase("client for logins", plain().file("usr/bin/ssh", 0755, 10), List.of()),
        new ImageCase(
            "setuid files of the distribution",
            plain()
                .file("usr/bin/su", 04755, 10)
                .file("usr/bin/wall", 02755, 10)
                .installed("login", Bytes.EMPTY, "usr/bin/su", "usr/bin/wall"),
            List.of("IMG-01 info usual")),
        new ImageCase(
            "setuid files of whom it cannot be told",
            plain().file("usr/bin/su", 04755, 10).pacman(),
            List.of("IMG-01 info usual-unknown-owner", "OPS-01 info gap:package-database")),
        new ImageCase(
            "setuid files that are findings of their own",
            plain()
                .file("usr/bin/su", 04755, 10)
                .file("usr/bin/helper", 04755, 10)
                .installed("x", Bytes.EMPTY, "usr/bin/helper"),
            List.of()));
  }

  static List<FileCase> files() {
    return List.of(
        new FileCase("nothing wrong", plain().dir("etc", 0755), List.of()),
        new FileCase(
            "setuid helper",
            plain().file("usr/bin/helper", 04755, 10),
            List.of("IMG-01 medium setuid")),
        new FileCase(
            "setuid su",
            plain().file("usr/bin/su", 04755, 10).installed("login", Bytes.EMPTY, "usr/bin/su"),
            List.of()),
        new FileCase(
            "setuid su as its package ships it",
            plain().program("usr/bin/su", 04755, MD5).installed("login", MD5, "usr/bin/su"),
            List.of()),
        new FileCase(
            "setuid su with other content than its package's",
            plain().program("usr/bin/su", 04755, OTHER_MD5).installed("login", MD5, "usr/bin/su"),
            List.of("IMG-01 medium setuid")),
        new FileCase(
            "setuid su of no package",
            plain().file("usr/bin/su", 04755, 10).installed("login", Bytes.EMPTY, "usr/bin/login"),
            List.of("IMG-01 medium setuid")),
        new FileCase(
            "setuid su whose owner cannot be told",
            plain().file("usr/bin/su", 04755, 10).pacman(),
            List.of()),
        new FileCase(
            "setuid helper of a package",
            plain().file("usr/bin/helper", 04755, 10).installed("x", Bytes.EMPTY, "usr/bin/helper"),
            List.of("IMG-01 low setuid")),
        new FileCase(
            "setuid shell", plain().file("usr/bin/bash", 04755, 10), List.of("IMG-02 high setuid")),
        new FileCase(
            "setuid shell of an ordinary user",
            plain().fileOf("usr/bin/bash", 04755, 1000),
            List.of("IMG-01 medium setuid")),
        new FileCase(
            "capability as good as root",
            plain().withCapabilities("usr/bin/tool", CAP_SETUID),
            List.of("IMG-02 high filecap")),
        new FileCase(
            "capability of ping", plain().withCapabilities("usr/bin/ping", CAP_NET_RAW), List.of()),
        new FileCase(
            "setuid file that a later layer covers",
            TestFacts.image()
                .layer("COPY helper /usr/bin")
                .file("usr/bin/helper", 04755, 10)
                .layer("RUN chmod 755 /usr/bin/helper")
                .file("usr/bin/helper", 0755, 11),
            List.of("IMG-01 info setuid")),
        new FileCase(
            "program that everybody may write",
            plain().file("usr/local/bin/x", 0777, 10),
            List.of("IMG-03 medium file")),
        new FileCase(
            "data that everybody may write",
            plain().file("srv/data", 0666, 10),
            List.of("IMG-03 low file")),
        new FileCase(
            "directory that everybody may write",
            plain().dir("srv", 0777),
            List.of("IMG-03 medium dir")),
        new FileCase(
            "tmp and a sticky directory", plain().dir("tmp", 0777).dir("srv", 01777), List.of()),
        new FileCase(
            "disk",
            plain().device("dev/sda", EntryKind.BLOCKDEV, 8, 0),
            List.of("IMG-04 high blockdev 8:0")),
        new FileCase("null device", plain().device("dev/null", EntryKind.CHARDEV, 1, 3), List.of()),
        new FileCase(
            "private key",
            plain().secret("app/key.pem", "pem-private-key"),
            List.of("SEC-01 high pem-private-key:line 1")),
        new FileCase(
            "cloud key pair",
            plain().secret("root/.aws/credentials", "aws-access-key"),
            List.of("SEC-02 critical aws-access-key:line 1")),
        new FileCase(
            "token",
            plain().secret("app/.npmrc", "npm-auth-token"),
            List.of("SEC-03 high npm-auth-token:line 1")),
        new FileCase(
            "secret in settings",
            plain().secret("app/.env", "config-secret"),
            List.of("SEC-04 medium config-secret:line 1")),
        new FileCase(
            "private key that a later layer deletes",
            TestFacts.image()
                .layer("COPY . /app")
                .secret("app/key.pem", "pem-private-key")
                .layer("RUN rm /app/key.pem")
                .file("app/.wh.key.pem", 0, 0),
            List.of("SEC-06 high pem-private-key:line 1")));
  }

  static List<ContainerCase> containers() throws IOException {
    return List.of(
        container("nothing wrong", run(), "1000"),
        container("root", run(), "0", "ENT-01 high user", "PRV-08 medium rootfs_ro"),
        container("unknown user", run(), "ghost", "ENT-01 high user ?", "PRV-08 low rootfs_ro"),
        new ContainerCase(
            "image not at hand",
            new ContainerFacts(run().build(), null, null),
            andUsual(
                "ENT-01 high user ?",
                "HYG-05 info health ?",
                "PRV-06 low no_new_privs",
                "PRV-08 low rootfs_ro")),
        container(
            "engine socket, read-only, misspelt",
            run().mount("/var//run/docker.sock", "/s", true),
            "0",
            "CMB-05 critical runtime-socket /s",
            "ENT-01 high user",
            "MNT-01 critical runtime-socket /s",
            "MNT-11 high /s",
            "PRV-08 medium rootfs_ro"),
        container(
            "parent of the socket, not root",
            run().mount("/run", "/host/run", false),
            "1000",
            "MNT-01 high runtime-socket /host/run"),
        container("API socket asked for", run().apiSocket(), "1000", "MNT-01 high use_api_socket"),
        container(
            "host root by a detour",
            run().mount("/proc/1/root/./", "/host", true),
            "1000",
            "MNT-01 high runtime-socket /host",
            "MNT-02 high root /host",
            "MNT-11 high /host"),
        container(
            "cron directory",
            run().mount("/etc/cron.d", "/c", false),
            "1000",
            "MNT-03 critical exec /c"),
        container(
            "keys of root",
            run().mount("/root/.ssh", "/k", false),
            "1000",
            "MNT-04 critical credential /k"),
        container("time zone", run().mount("/etc/localtime", "/etc/localtime", true), "1000"),
        container("data of the application", run().mount("./data", "/data", false), "1000"),
        container(
            "privileged",
            run().privileged(),
            "1000",
            "PRV-01 critical privileged",
            "PRV-02 high ALL"),
        container(
            "dangerous capability",
            run().capability("cap_sys_ptrace"),
            "1000",
            "PRV-02 medium SYS_PTRACE",
            "PRV-03 medium baseline"),
        container(
            "capability that controls the host",
            run().capability("SYS_ADMIN"),
            "1000",
            "PRV-02 high SYS_ADMIN",
            "PRV-03 medium baseline"),
        container("harmless capability", run().capability("NET_BIND_SERVICE"), "1000"),
        container("filter off", run().seccomp("unconfined"), "1000", "PRV-04 high seccomp"),
        container("filter unknown", run().seccomp("unknown"), "1000", "PRV-04 medium seccomp ?"),
        container("host network", run().namespace("net", "host"), "1000", "NS-01 high ns.net"),
        container("host processes", run().namespace("pid", "host"), "1000", "NS-02 high ns.pid"),
        container("joined network", run().namespace("net", "container:db"), "1000"),
        container("no memory limit", run().memory(null), "1000", "LIM-01 medium memory"),
        container("no process limit", run().pids(null), "1000", "LIM-02 medium pids"),
        chosenUser(
            "user of the run spec may write the start file",
            new TestLink("app/run").uid(33).writableBy("uid:33"),
            "ENT-05 high writable /app/run"),
        chosenUser(
            "user of the run spec may replace the start file",
            new TestLink("app/run").dirWritableBy("uid:33 /app"),
            "ENT-06 high replaceable /app/run"),
        chosenUser(
            "somebody else may write the start file",
            new TestLink("app/run").uid(1000).writableBy("uid:1000")));
  }

  /** Nothing is known of the image's tree. */
  static final Reach NO_REACH =
      new Reach(
          List.of(),
          List.of(),
          List.of(),
          0,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          new HostHooks(false, List.of(), List.of()),
          List.of(),
          true);

  /** A container that its run spec starts as uid 33, another user than the image's. */
  private static ContainerCase chosenUser(String name, TestLink link, String... expected)
      throws IOException {
    TestFacts image = plain().withoutHealthcheck().link(link);
    Effective effective =
        new Effective(
            ImageUser.resolve("33", image.accounts()),
            Certainty.YES,
            List.of(),
            List.of(),
            image.start(),
            "shared-kernel",
            NO_REACH);
    return new ContainerCase(
        name,
        new ContainerFacts(run().user("33").build(), image.facts(), effective),
        andUsual(expected));
  }

  private static ContainerCase container(String name, Run run, String user, String... expected)
      throws IOException {
    TestFacts image = plain().withoutHealthcheck().user(user);
    RunSpec spec = run.build();
    List<String> bounding = new ArrayList<>(List.of("CHOWN", "NET_RAW"));
    bounding.addAll(spec.privileges().caps().add());
    Effective effective =
        new Effective(
            ImageUser.resolve(user, image.accounts()),
            Certainty.YES,
            bounding,
            List.of(),
            image.start(),
            "shared-kernel",
            NO_REACH);
    return new ContainerCase(
        name, new ContainerFacts(spec, image.facts(), effective), andUsual(expected));
  }

  private static Run run() {
    return new Run();
  }

  /** A run spec with a memory limit and nothing else. */
  static final class Run {
    private final List<Mount> mounts = new ArrayList<>();
    private final List<String> capabilities = new ArrayList<>();
    private final TreeMap<String, Origin> origin = new TreeMap<>();
    private boolean privileged;
    private boolean apiSocket;
    private String seccomp = "default";
    private String net = "private";
    private String pid = "private";
    private @Nullable Long memory = 1L << 29;
    private @Nullable Long pids = 200L;
    private @Nullable String user;

    Run mount(String source, String target, boolean readOnly) {
      origin.put(
          "mounts[" + mounts.size() + "]",
          Origin.set("compose.yaml", "/services/api/volumes/" + mounts.size(), 12));
      mounts.add(Mount.host(source, true, target, Mount.Options.DEFAULT.readOnly(readOnly), null));
      return this;
    }

    Run privileged() {
      privileged = true;
      return this;
    }

    Run apiSocket() {
      apiSocket = true;
      return this;
    }

    Run capability(String name) {
      capabilities.add(name);
      return this;
    }

    Run seccomp(String value) {
      seccomp = value;
      return this;
    }

    Run namespace(String kind, String value) {
      net = kind.equals("net") ? value : net;
      pid = kind.equals("pid") ? value : pid;
      return this;
    }

    Run memory(@Nullable Long bytes) {
      memory = bytes;
      return this;
    }

    Run pids(@Nullable Long number) {
      pids = number;
      return this;
    }

    Run user(String value) {
      user = value;
      return this;
    }

    RunSpec build() {
      Privileges privileges =
          new Privileges(
              privileged,
              new CapabilitySettings(capabilities, List.of(), null, null),
              false,
              seccomp,
              "default",
              "default",
              "default",
              null,
              false);
      return new RunSpec(
          Unit.single("compose", "shop", "api"),
          "reg.example.com/shop/api:4.2",
          new ProcessSpec(null, null, user, List.of(), null, List.of(), false),
          privileges,
          new Namespaces(pid, net, "private", "private", "host", "private", "private"),
          mounts,
          List.of(),
          false,
          new ResourceLimits(memory, null, null, pids, null, false, null),
          List.of(),
          null,
          "no",
          apiSocket,
          new TreeMap<>(),
          new TreeMap<>(),
          origin,
          List.of());
    }
  }

  /** All documents of all cases with the scope they belong to. */
  static List<JsonObject> documents(RuleScope scope) throws IOException {
    List<JsonObject> documents = new ArrayList<>();
    switch (scope) {
      case IMAGE -> {
        for (ImageCase image : images()) {
          documents.add(image.image().facts().document());
        }
      }
      case CONTAINER -> {
        for (ContainerCase container : containers()) {
          documents.add(container.container().document());
        }
      }
      case FILE -> {
        for (FileCase file : files()) {
          documents.addAll(file.image().fileDocuments());
        }
      }
      case DIFF, FLEET, RAW -> {
        // Written as documents: see RuleFixture.
      }
    }
    return documents;
  }
}
