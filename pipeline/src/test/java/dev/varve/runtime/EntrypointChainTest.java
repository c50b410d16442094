package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntrypointChainTest {
  private static final Accounts ACCOUNTS =
      Accounts.parse(Bytes.utf8("root:x:0:0::/root:/bin/sh\npostgres:x:999:999::/:\n"), null, null);

  /** A merged-/usr system with a shell, env and a few tools. */
  private static TestImage base() {
    return new TestImage()
        .link("bin", "usr/bin")
        .link("lib64", "usr/lib64")
        .program("usr/bin/dash")
        .link("usr/bin/sh", "dash")
        .program("usr/bin/env")
        .program("usr/bin/app")
        .program("usr/bin/python3.11")
        .link("usr/bin/python3", "python3.11")
        .program("usr/bin/tini")
        .program("usr/sbin/gosu")
        .program("usr/bin/sudo", "4755");
  }

  private static Start start(TestImage image, String... argv) {
    return start(image, List.of(), argv);
  }

  private static Start start(TestImage image, List<Mount> mounts, String... argv) {
    return EntrypointChain.of(
        new EntrypointChain.Request(
            List.of(argv), "exec", Map.of("APP_HOME", "/opt/app"), "/app", "amd64", mounts),
        image,
        ACCOUNTS);
  }

  /** One line for each link: role, name asked, how found, where, status. */
  private static List<String> shown(Start start) {
    List<String> lines = new ArrayList<>();
    lines.add(start.status().label());
    for (ChainLink link : start.links()) {
      lines.add(
          link.role().label()
              + " "
              + link.asked()
              + " <"
              + link.via()
              + "> "
              + (link.path() == null ? "-" : "/" + link.path().text())
              + (link.status() == Start.Status.OK ? "" : " " + link.status().label()));
    }
    return lines;
  }

  @Test
  void aBareNameIsFoundInThePath() {
    assertThat(shown(start(base(), "app", "--serve")))
        .containsExactly("ok", "binary app <PATH:/usr/bin> /usr/bin/app");
  }

  @Test
  void pathElementsSearchedInVainAreListedWithThoseWhoMayFillThem() {
    TestImage image = base().dir("usr/local/bin", "0777").dir("usr/local", "0755", "uid=7");
    assertThat(start(image, "app").pathBeforeHit())
        .containsExactly(
            new Start.PathElement("/usr/local/sbin", false, List.of("uid:7")),
            new Start.PathElement("/usr/local/bin", true, List.of("gid:0", "uid:7", "world")),
            new Start.PathElement("/usr/sbin", true, List.of()));
  }

  @Test
  void aScriptLeadsToItsInterpreterAndToWhatItExecutesLast() {
    TestImage image =
        base()
            .elf("usr/bin/server", 62, "/lib64/ld.so")
            .program("usr/lib64/ld.so")
            .file(
                "entry.sh",
                "#!/bin/sh\nset -e\n# exec false\necho \"exec no\"\ncat <<EOF\nexec no\nEOF\n"
                    + "exec \"$@\"\n");
    assertThat(shown(start(image, "/entry.sh", "server", "-p", "80")))
        .containsExactly(
            "ok",
            "script /entry.sh <argv> /entry.sh",
            "interpreter /bin/sh <shebang> /usr/bin/dash",
            "binary server <exec> /usr/bin/server",
            "loader /lib64/ld.so <PT_INTERP> /usr/lib64/ld.so");
  }

  @Test
  void aSetuidProgramIsFoundThroughSymlinkAndWrapper() {
    TestImage image =
        base()
            .program("opt/app/bin/real", "4755", "layer=3")
            .link("start", "/opt/app/current")
            .link("opt/app/current", "bin/real")
            .file("wrap", "#!/usr/bin/env sh\nexec /start --now\n");
    Start start = start(image, "tini", "--", "/wrap");
    assertThat(shown(start))
        .containsExactly(
            "ok",
            "launcher tini <PATH:/usr/bin> /usr/bin/tini",
            "script /wrap <tini> /wrap",
            "launcher /usr/bin/env <shebang> /usr/bin/env",
            "interpreter sh <env> /usr/bin/dash",
            "binary /start <exec> /opt/app/bin/real");
    ChainLink last = start.links().get(4);
    assertThat(last)
        .extracting(ChainLink::modeBits, ChainLink::layer, ChainLink::symlinks)
        .containsExactly(04755, 3, List.of(Bytes.utf8("start"), Bytes.utf8("opt/app/current")));
  }

  @Test
  void envSplitsTheWordsOfItsOption() {
    TestImage image = base().file("run", "#!/usr/bin/env -S -u X FOO=1 python3 -u\nprint()\n");
    assertThat(shown(start(image, "/run")))
        .containsExactly(
            "ok",
            "script /run <argv> /run",
            "launcher /usr/bin/env <shebang> /usr/bin/env",
            "interpreter python3 <env> /usr/bin/python3.11");
  }

  @Test
  void aDropOfPrivilegesNamesTheUserAndWhetherItIsCertain() {
    String script =
        "#!/bin/sh\nif [ \"$(id -u)\" = '0' ]; then\n  exec gosu postgres \"$0\" \"$@\"\nfi\n"
            + "exec \"$@\"\n";
    Start start = start(base().file("e", script), "/e", "app");
    assertThat(start.dropsTo()).isEqualTo(new Start.Drop(999L, "postgres", "/usr/sbin/gosu", true));
    assertThat(shown(start))
        .contains("privilege gosu <exec> /usr/sbin/gosu", "binary app <exec> /usr/bin/app");

    String branch = script.replace("[ \"$(id -u)\" = '0' ]", "[ -n \"$DROP\" ]");
    assertThat(start(base().file("e", branch), "/e", "app").dropsTo())
        .isEqualTo(new Start.Drop(999L, "postgres", "/usr/sbin/gosu", false));
    assertThat(start(base(), "gosu", "1234:5", "app").dropsTo())
        .isEqualTo(new Start.Drop(1234L, "1234:5", "/usr/sbin/gosu", true));
  }

  @Test
  void sudoGainsAndIsSeenBehindAnotherName() {
    TestImage image = base().link("run-it", "/usr/bin/sudo");
    ChainLink link = start(image, "/run-it", "-E", "-u", "root", "app").links().get(0);
    assertThat(link)
        .extracting(ChainLink::role, ChainLink::direction, ChainLink::target)
        .containsExactly(ChainLink.Role.PRIVILEGE, "gain", "root");
    assertThat(shown(start(base().program("usr/bin/sudoku"), "sudoku")))
        .containsExactly("ok", "binary sudoku <PATH:/usr/bin> /usr/bin/sudoku");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app --x | ok",
        "exec app --x | ok",
        "cd /tmp && exec app | ok",
        "FOO=1 app | ok",
        "app $PORT | dynamic",
        "$APP_HOME/bin/app | dynamic",
        "missing-app | missing"
      })
  void shellStringsRunTheirFirstCommand(String text, String status) {
    TestImage image = base().program("opt/app/bin/app");
    Start start = start(image, "/bin/sh", "-c", text);
    assertThat(start.status().label()).isEqualTo(status);
    assertThat(start.links()).hasSize(2);
    assertThat(start.links().get(1).role()).isEqualTo(ChainLink.Role.COMMAND);
  }

  @Test
  void launchersAreUnwrapped() {
    String[][] starts = {
      {"env", "-i", "A=b", "app"},
      {"timeout", "-s", "KILL", "10", "app"},
      {"nice", "-n", "5", "app"},
      {"setpriv", "--reuid=999", "--clear-groups", "app"},
      {"chpst", "-u", "postgres", "app"},
      {"su", "-s", "/bin/sh", "-c", "exec app", "postgres"},
      {"runuser", "-u", "postgres", "--", "app"},
      {"busybox", "env", "app"},
    };
    for (String[] argv : starts) {
      TestImage image = base();
      for (String tool : List.of("timeout", "nice", "setpriv", "chpst", "su", "runuser")) {
        image.program("usr/bin/" + tool);
      }
      image.program("usr/bin/busybox");
      Start start = start(image, argv);
      assertThat(start.links().get(start.links().size() - 1).path())
          .as(String.join(" ", argv))
          .isEqualTo(Bytes.utf8("usr/bin/app"));
    }
  }

  @Test
  void codeFilesBelongToTheChain() {
    TestImage image =
        base()
            .program("usr/bin/java")
            .program("usr/bin/node")
            .file("app/a.jar", "PK", "0644")
            .file("app/m.py", "print()", "0666")
            .file("srv/index.js", "x", "0644");
    assertThat(shown(start(image, "java", "-Xmx1g", "-jar", "a.jar", "x")))
        .containsExactly(
            "ok", "interpreter java <PATH:/usr/bin> /usr/bin/java", "code a.jar <java> /app/a.jar");
    assertThat(shown(start(image, "python3", "-W", "ignore", "m.py")))
        .containsExactly(
            "ok",
            "interpreter python3 <PATH:/usr/bin> /usr/bin/python3.11",
            "code m.py <python3.11> /app/m.py");
    assertThat(shown(start(image, "node", "/srv")))
        .containsExactly(
            "ok",
            "interpreter node <PATH:/usr/bin> /usr/bin/node",
            "code /srv <node> /srv/index.js");
    assertThat(start(image, "python3", "m.py").links().get(1).writableBy())
        .containsExactly("gid:0", "world");
  }

  @Test
  void whoMayReplaceAFileDependsOnEveryDirectoryWalked() {
    TestImage image =
        base()
            .dir("opt", "0755")
            .dir("opt/loose", "0777")
            .program("opt/loose/a")
            .dir("opt/sticky", "1777")
            .program("opt/sticky/b")
            .program("opt/sticky/c", "uid=33")
            .dir("opt/team", "2775", "gid=50")
            .dir("opt/team/bin", "0755", "uid=12")
            .program("opt/team/bin/d");
    assertThat(start(image, "/opt/loose/a").links().get(0).dirWritableBy())
        .containsExactly("gid:0", "world");
    assertThat(start(image, "/opt/sticky/b").links().get(0).dirWritableBy()).isEmpty();
    assertThat(start(image, "/opt/sticky/c").links().get(0).dirWritableBy())
        .containsExactly("uid:33");
    ChainLink team = start(image, "/opt/team/bin/d").links().get(0);
    assertThat(team.dirWritableBy()).containsExactly("gid:50", "uid:12");
    assertThat(team.notes())
        .containsExactly("replaceable-in:/opt/team", "replaceable-in:/opt/team/bin");
  }

  @Test
  void accessListsCountAndTheirMaskLimitsThem() {
    // user 1000 rw, mask rw; then the same with mask r.
    String head = "02000000" + "01000600ffffffff" + "02000600e8030000" + "04000400ffffffff";
    TestImage image =
        base()
            .program("w", "0764", "acl=" + head + "10000600ffffffff")
            .program("r", "0744", "acl=" + head + "10000400ffffffff");
    assertThat(start(image, "/w").links().get(0).writableBy()).containsExactly("uid:1000");
    assertThat(start(image, "/r").links().get(0).writableBy()).isEmpty();
  }

  @Test
  void whatCannotStartSaysWhy() {
    TestImage image =
        base()
            .file("plain", "echo hi\n")
            .file("crlf", "#!/bin/sh\r\nexec app\r\n")
            .file("noexec", "#!/bin/sh\n", "0644")
            .dir("folder")
            .link("dangling", "gone")
            .link("loop", "loop")
            .elf("arm", 183, null)
            .elf("dyn", 62, "/lib/ld-missing.so")
            .file("nointerp", "#!/opt/none\n");
    assertThat(
            List.of(
                    "/plain",
                    "/crlf",
                    "/noexec",
                    "/folder",
                    "/dangling",
                    "/loop",
                    "/arm",
                    "/dyn",
                    "/nointerp",
                    "/none",
                    "none")
                .stream()
                .map(name -> name + " " + start(image, name).status().label()))
        .containsExactly(
            "/plain not-executable",
            "/crlf missing",
            "/noexec not-executable",
            "/folder directory",
            "/dangling dangling",
            "/loop loop",
            "/arm wrong-arch",
            "/dyn missing",
            "/nointerp missing",
            "/none missing",
            "none missing");
    assertThat(start(image, "/crlf").links().get(1).notes()).containsExactly("crlf");
    assertThat(start(image).notes()).containsExactly("no-command");
  }

  @Test
  void aMountHidesLinksAndWhatFollows() {
    Mount bind = Mount.host("./e.sh", true, "/entry.sh", Mount.Options.DEFAULT, null);
    TestImage image = base().file("entry.sh", "#!/bin/sh\nexec app\n");
    Start start = start(image, List.of(bind), "/entry.sh");
    assertThat(shown(start))
        .containsExactly("covered", "binary /entry.sh <argv> /entry.sh covered");
    assertThat(start.links().get(0).coveredBy()).isEqualTo("/entry.sh");

    Mount overBin = Mount.host("/srv/bin", true, "/bin", Mount.Options.DEFAULT, null);
    assertThat(start(base(), List.of(overBin), "app").status()).isEqualTo(Start.Status.COVERED);

    Mount copied =
        Mount.other(
            Mount.Kind.VOLUME, "code", true, "/usr/bin", Mount.Options.DEFAULT.copyUp(true));
    Start volume = start(base(), List.of(copied), "app");
    assertThat(volume.status()).isEqualTo(Start.Status.OK);
    assertThat(volume.links().get(0).coveredBy()).isEqualTo("/usr/bin");
  }

  @Test
  void chainsThatNeverEndAreCutOff() {
    TestImage image = base().file("self", "#!/bin/sh\nexec /self more \"$@\"\n");
    Start start = start(image, "/self");
    assertThat(start.notes()).contains("too-deep");
    assertThat(start(base().file("s", "#!/s\n"), "/s").notes()).contains("too-deep");
  }

  @Test
  void defaultProgramsOfWrappersAreTaken() {
    String script =
        "#!/bin/sh\nif [ \"${1#-}\" != \"$1\" ]; then\n  set -- app \"$@\"\nfi\nexec \"$@\"\n";
    assertThat(shown(start(base().file("e", script), "/e", "-v")))
        .contains("ok", "binary app <exec> /usr/bin/app");
  }

  @Test
  void downloadsThatAreRunAreNoted() {
    String script =
        "#!/bin/sh\necho 'curl x | sh'\n# wget x | sh\ncurl -s https://x | bash\n"
            + "eval \"$(wget -qO- https://y)\"\nexec app\n";
    assertThat(start(base().file("e", script), "/e").notes())
        .containsExactly("fetch-evaluated", "fetch-piped-to-interpreter");
  }
}
