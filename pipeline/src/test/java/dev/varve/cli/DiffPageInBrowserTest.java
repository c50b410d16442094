package dev.varve.cli;

import static dev.varve.testing.BrowserRun.assertAccessible;
import static dev.varve.testing.BrowserRun.step;
import static dev.varve.testing.BrowserRun.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonObject;
import dev.varve.report.TerminalText;
import dev.varve.testing.BrowserRun;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of two images in a real Chromium, as {@link dev.varve.report.html} has them: no console
 * error, no request leaves it, and axe-core finds no fault of accessibility.
 */
class DiffPageInBrowserTest {
  private static final String SCRIPT = "diff-check.mjs";

  @TempDir private Path folder;

  private Path image(String ref, TestLayer... layers) throws IOException {
    Path archive = folder.resolve(ref.replace(':', '-') + ".tar");
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE).write(List.of(TestImage.of(ref, layers)), archive);
    return archive;
  }

  private Path page(Path a, Path b) throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            Map.of("VARVE_STORE", folder.resolve("store").toString()),
            List.of("diff", a.toString(), b.toString(), "--format", "html"));
    assertThat(run.exitCode()).as(run.err()).isIn(0, 1);
    Path page = folder.resolve("diff.html");
    Files.writeString(page, run.out(), StandardCharsets.UTF_8);
    return page;
  }

  @Test
  void pageCanBeUsedInEveryWay() throws Exception {
    TestLayer base = TestLayer.start().dir("etc").file("etc/hosts", "127.0.0.1 localhost\n");
    Path a =
        image(
            "app:1",
            base,
            TestLayer.start()
                .file("etc/app/app.conf", "port = 80\nname = app\n")
                .file("srv/old/deep/file", "gone")
                .file("usr/bin/tool", "#!/bin/sh\nexit 0\n", 0755));
    Path b =
        image(
            "app:2",
            base,
            TestLayer.start()
                .file("etc/app/app.conf", "port = 8080\nname = app\nworkers = 4\n")
                .dir("srv/new")
                .file("srv/new/one", "1")
                .file("srv/new/two", "2")
                .file("usr/bin/tool", "#!/bin/sh\nexit 0\n", 04755));

    JsonObject told =
        BrowserRun.of(
            SCRIPT,
            folder,
            page(a, b),
            List.of(
                step("folds"),
                step("filters", "app conf"),
                step("leavesOut", "added"),
                step("reads", "etc/app/app.conf"),
                step("opensAt", "#%E0%A4%A"),
                step("themes"),
                step("prints"),
                step("plain"),
                step("accessible", "light", 1280, "diff-light-1280"),
                step("accessible", "dark", 1280, "diff-dark-1280"),
                step("accessible", "light", 400, "diff-light-400"),
                step("accessible", "dark", 400, "diff-dark-400")));

    JsonObject folded = told.optionalObjectIn("", "folds");
    assertThat(folded.numberOr("folded", -1)).isZero();
    assertThat(folded.get("first").boolOrNull()).isTrue();
    assertThat(folded.numberOr("unfolded", -1)).isEqualTo(5);
    JsonObject filtered = told.optionalObjectIn("", "filters app conf");
    assertThat(texts(filtered, "paths")).containsExactly("etc/app/app.conf");
    assertThat(filtered.textIn("", "status")).isEqualTo("1 of 5 files shown");
    assertThat(texts(told, "leavesOut added"))
        .containsExactly("etc/app/app.conf", "srv/old/deep/file", "usr/bin/tool");
    JsonObject read = told.optionalObjectIn("", "reads etc/app/app.conf");
    assertThat(read.textIn("", "heading")).isEqualTo("/etc/app/app.conf");
    assertThat(texts(read, "lines"))
        .containsExactly(
            "1|port = 80|1|port = 8080", "2|name = app|2|name = app", "||3|workers = 4");
    assertThat(texts(read, "removed")).containsExactly("port = 80");
    assertThat(texts(read, "added")).containsExactly("port = 8080", "workers = 4");
    assertThat(told.get("opensAt #%E0%A4%A").boolOrNull()).isTrue();
    assertThat(texts(told, "themes"))
        .containsExactly(
            "Theme: system rgb(255, 255, 255)",
            "Theme: light rgb(255, 255, 255)",
            "Theme: dark rgb(15, 20, 25)");
    JsonObject printed = told.optionalObjectIn("", "prints");
    assertThat(printed.numberOr("during", -1)).isZero();
    assertThat(printed.numberOr("after", -1)).isEqualTo(printed.numberOr("all", -2));
    JsonObject plain = told.optionalObjectIn("", "plain");
    assertThat(plain.numberOr("files", -1)).isEqualTo(5);
    assertThat(plain.get("controls").boolOrNull()).isFalse();
    assertAccessible(told);
  }

  @Test
  void nothingOfHostileImagesIsExecutedAndAllOfThemIsShown() throws Exception {
    Path a = HostileImage.write(folder, "hostile/app:1", 04755, "one");
    Path b = HostileImage.write(folder, "hostile/app:2", 04711, "two");

    JsonObject told =
        BrowserRun.of(
            SCRIPT, folder, page(a, b), List.of(step("holds"), step("accessible", "dark", 1280)));

    JsonObject held = told.optionalObjectIn("", "holds");
    assertThat(held.get("hacked").boolOrNull()).isFalse();
    assertThat(held.numberOr("scripts", -1)).isEqualTo(1);
    assertThat(held.numberOr("frames", -1)).isZero();
    assertThat(held.numberOr("handlers", -1)).isZero();
    String text = held.textIn("", "text");
    for (Bytes name : HostileImage.NAMES) {
      assertThat(text).contains(TerminalText.of(name));
    }
    assertAccessible(told);
  }
}
