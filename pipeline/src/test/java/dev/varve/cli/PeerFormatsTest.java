package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.TarMember;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of dockle and container-diff, as their programs write them. */
class PeerFormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "ghp_9xQ2v7LmZ4tR8wK1sD6fH3jN5bC0aYeUiPoT";

  @TempDir private Path folder;

  private Path image(String ref, Map<String, Object> config, List<String> steps, TestLayer layer)
      throws IOException {
    List<Map<String, Object>> history = new ArrayList<>();
    history.add(Map.of("created_by", "ADD rootfs.tar /"));
    steps.forEach(s -> history.add(Map.of("created_by", s, "empty_layer", Boolean.TRUE)));
    TestImage plain = TestImage.of(ref, layer);
    Path archive = folder.resolve(ref.replaceAll("[/:]", "-") + ".tar");
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE)
        .write(
            List.of(new TestImage(plain.refs(), "linux/amd64", plain.layers(), config, history)),
            archive);
    return archive;
  }

  private CommandLineRun run(String... arguments) {
    Map<String, String> environment =
        Map.of(
            "VARVE_STORE", folder.resolve("store").toString(), "SOURCE_DATE_EPOCH", "1767225600");
    return CommandLineRun.of(environment, List.of(arguments));
  }

  // ---------------------------------------------------------------- dockle

  private Path careless() throws IOException {
    TestLayer layer =
        TestLayer.start()
            .file(
                "etc/passwd",
                "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\nme:x:9:9::/:\n")
            .file("etc/shadow", "root:*:1::::::\ntoor:*:1::::::\nme::1::::::\n", 0600)
            .member(TarMember.program("bin/sh", "sh").mode(0755))
            .member(TarMember.program("bin/login", "login").mode(0755))
            .member(TarMember.program("bin/su", "su").mode(04755))
            .member(TarMember.program("bin/sudo", "sudo").mode(0755))
            .member(TarMember.program("bin/app", "app").mode(0755))
            .file("var/cache/apk/APKINDEX", "x".repeat(2 << 20))
            .file("var/cache/apt/pkgcache.bin", "y".repeat(2 << 20));
    return image(
        "team/careless:latest",
        Map.of(
            "Entrypoint", List.of("/bin/sudo", "/bin/app"),
            "Env", List.of("PATH=/bin", "GITHUB_TOKEN=" + SECRET)),
        List.of(
            "ADD https://example.org/tool.bin /bin/tool",
            "RUN /bin/sh -c apt-get update",
            "RUN /bin/sh -c apt-get update && apt-get -y dist-upgrade"),
        layer);
  }

  @Test
  void everyCheckpointOfDockleThatVarveHasARuleFor() throws IOException {
    CommandLineRun run = run("check", careless().toString(), "--format", "dockle-json");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    JsonNode report = JSON.readTree(run.out());
    assertThat(report.get("image").asText()).isEqualTo("team/careless:latest");
    Map<String, String> levels = new LinkedHashMap<>();
    report.get("details").forEach(d -> levels.put(d.get("code").asText(), d.get("level").asText()));
    assertThat(levels)
        .containsExactly(
            Map.entry("CIS-DI-0007", "FATAL"),
            Map.entry("CIS-DI-0009", "FATAL"),
            Map.entry("CIS-DI-0010", "FATAL"),
            Map.entry("DKL-DI-0001", "FATAL"),
            Map.entry("DKL-DI-0004", "FATAL"),
            Map.entry("DKL-DI-0005", "FATAL"),
            Map.entry("DKL-LI-0001", "FATAL"),
            Map.entry("DKL-LI-0002", "FATAL"),
            Map.entry("CIS-DI-0001", "WARN"),
            Map.entry("DKL-DI-0003", "WARN"),
            Map.entry("DKL-DI-0006", "WARN"),
            Map.entry("CIS-DI-0006", "INFO"),
            Map.entry("CIS-DI-0008", "INFO"),
            Map.entry("CIS-DI-0005", "SKIP"),
            Map.entry("DKL-DI-0002", "SKIP"),
            Map.entry("DKL-LI-0003", "SKIP"));
    assertThat(report.get("summary").toString())
        .isEqualTo("{\"fatal\":8,\"info\":2,\"pass\":0,\"skip\":3,\"warn\":3}");
    report.get("details").forEach(d -> assertThat(d.get("alerts")).as(d.toString()).isNotEmpty());
    assertThat(run.out()).doesNotContain(SECRET);
  }

  @Test
  void whatDockleWasToldToIgnorePasses() throws IOException {
    Path ignore = folder.resolve(".dockleignore");
    Files.writeString(ignore, "# set aside for now\nCIS-DI-0008\nCIS-DI-0006\n");
    CommandLineRun imported =
        run(
            "policy",
            "import-exceptions",
            ignore.toString(),
            "--owner",
            "me",
            "--expires",
            "2026-06-01");
    assertThat(imported.exitCode()).as(imported.err()).isZero();
    Path exceptions = folder.resolve("exceptions.yaml");
    Files.writeString(exceptions, imported.out());

    JsonNode report =
        JSON.readTree(
            run(
                    "check",
                    careless().toString(),
                    "--format",
                    "dockle-json",
                    "--exceptions",
                    exceptions.toString())
                .out());

    assertThat(report.at("/summary/info").asInt()).isZero();
    assertThat(report.at("/summary/pass").asInt()).isEqualTo(2);
  }

  // ---------------------------------------------------------------- container-diff

  @Test
  void everyTypeOfContainerDiff() throws IOException {
    String dpkg = "Package: %s\nStatus: install ok installed\nVersion: %s\nInstalled-Size: %d\n\n";
    Path a =
        image(
            "team/app:1",
            Map.of("User", "app", "Env", List.of("TOKEN=" + SECRET, "A=1"), "Tty", true),
            List.of("ENV A=1", "USER app"),
            TestLayer.start()
                .file(
                    "var/lib/dpkg/status",
                    String.format(dpkg, "libc6", "2.36-9", 12)
                        + String.format(dpkg, "old", "1", 3)
                        + String.format(dpkg, "same", "1", 3))
                .file("lib/apk/db/installed", "P:musl\nV:1.2.3-r0\nI:100\n\n")
                .file("srv/gone/file", "gone")
                .file("srv/text", "one")
                .file("srv/mode", "m")
                .symlink("srv/link", "text"));
    Path b =
        image(
            "team/app:2",
            Map.of("User", "app", "Env", List.of("TOKEN=" + SECRET + "x", "A=1")),
            List.of("ENV A=1"),
            TestLayer.start()
                .file(
                    "var/lib/dpkg/status",
                    String.format(dpkg, "libc6", "2.36-9+deb12u1", 14)
                        + String.format(dpkg, "new", "2", 1)
                        + String.format(dpkg, "same", "1", 4))
                .file("lib/apk/db/installed", "P:musl\nV:1.2.4-r0\nI:120\n\n")
                .dir("srv/fresh")
                .file("srv/fresh/deep/file", "12345")
                .symlink("srv/fresh/link", "deep/file")
                .file("srv/text", "three")
                .file("srv/mode", "m", 0600)
                .symlink("srv/link", "mode"));

    CommandLineRun run = run("diff", a.toString(), b.toString(), "--format", "container-diff-json");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).doesNotContain(SECRET);
    Map<String, String> diffs = new LinkedHashMap<>();
    for (JsonNode diff : JSON.readTree(run.out())) {
      assertThat(diff.get("Image1").asText()).isEqualTo("team/app:1");
      assertThat(diff.get("Image2").asText()).isEqualTo("team/app:2");
      diffs.put(diff.get("DiffType").asText(), diff.get("Diff").toString().replace('"', '\''));
    }
    assertThat(diffs)
        .containsExactly(
            Map.entry(
                "Apk",
                "{'InfoDiff':[{'Info1':{'Size':100,'Version':'1.2.3-r0'},"
                    + "'Info2':{'Size':120,'Version':'1.2.4-r0'},'Package':'musl'}],"
                    + "'Packages1':[],'Packages2':[]}"),
            Map.entry(
                "Apt",
                "{'InfoDiff':[{'Info1':{'Size':12288,'Version':'2.36-9'},"
                    + "'Info2':{'Size':14336,'Version':'2.36-9 deb12u1'},'Package':'libc6'}],"
                    + "'Packages1':[{'Name':'old','Size':3072,'Version':'1'}],"
                    + "'Packages2':[{'Name':'new','Size':1024,'Version':'2'}]}"),
            Map.entry(
                "File",
                "{'Adds':[{'Name':'/srv/fresh','Size':14},{'Name':'/srv/fresh/deep','Size':5},"
                    + "{'Name':'/srv/fresh/deep/file','Size':5},{'Name':'/srv/fresh/link','Size':9}],"
                    + "'Dels':[{'Name':'/srv/gone','Size':4},{'Name':'/srv/gone/file','Size':4}],"
                    + "'Mods':[{'Name':'/lib/apk/db/installed','Size1':25,'Size2':25},"
                    + "{'Name':'/srv/link','Size1':4,'Size2':4},"
                    + "{'Name':'/srv/text','Size1':3,'Size2':5},"
                    + "{'Name':'/var/lib/dpkg/status','Size1':225,'Size2':233}]}"),
            Map.entry("History", "{'Adds':[],'Dels':['USER app']}"),
            Map.entry(
                "Metadata",
                "{'Adds':['Tty: false','Env: TOKEN=****,A=1'],"
                    + "'Dels':['Tty: true','Env: TOKEN=****,A=1']}"),
            Map.entry("RPM", "{'InfoDiff':[],'Packages1':[],'Packages2':[]}"),
            Map.entry("Size", "[{'Name':'*','Size1':258,'Size2':269}]"),
            Map.entry("SizeLayer", "[{'Name':'0','Size1':258,'Size2':269}]"));
  }

  @Test
  void packagesThatCannotBeReadAreNamed() throws IOException {
    TestLayer broken = TestLayer.start().file("var/lib/dpkg/status", "no field here\n");
    Path a = image("team/broken:1", Map.of(), List.of(), broken);

    CommandLineRun run = run("diff", a.toString(), a.toString(), "--format", "container-diff-json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("note: team/broken:1: packages of dpkg are not compared:")
        .contains("a line without a field name");
    assertThat(Stream.of(JSON.readTree(run.out())).findFirst().orElseThrow()).hasSize(8);
  }
}
