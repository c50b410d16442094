package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.TarMember;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diff --format html} and {@code markdown}; the browser's tests are elsewhere. */
class DiffPagesTest {
  private static final String TOKEN = "ghp_9xQ2v7LmZ4tR8wK1sD6fH3jN5bC0aYeUiPoT";

  @TempDir private Path folder;

  private Path image(String ref, Map<String, Object> config, TestLayer... layers)
      throws IOException {
    TestImage plain = TestImage.of(ref, layers);
    Path archive = folder.resolve(ref.replaceAll("[/:]", "-") + ".tar");
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE)
        .write(
            List.of(new TestImage(plain.refs(), "linux/amd64", plain.layers(), config, List.of())),
            archive);
    return archive;
  }

  private CommandLineRun diff(Path a, Path b, String format) {
    return CommandLineRun.of(
        Map.of("VARVE_STORE", folder.resolve("store").toString()),
        List.of("diff", a.toString(), b.toString(), "--format", format));
  }

  private Path first() throws IOException {
    return image(
        "team/app:1",
        Map.of("User", "app", "Env", List.of("API_TOKEN=" + TOKEN)),
        TestLayer.start()
            .file("etc/app.conf", "port = 80\nurl = https://me:hunter2-Hunter2@example.org/\n")
            .file("srv/secret.env", "API_TOKEN=" + TOKEN + "\n")
            .member(TarMember.program("bin/tool", "one").mode(0755)));
  }

  private Path second() throws IOException {
    return image(
        "team/app:2",
        Map.of("Env", List.of("API_TOKEN=" + TOKEN + "x")),
        TestLayer.start()
            .file("etc/app.conf", "port = 8080\nurl = https://me:hunter2-Hunter3@example.org/\n")
            .file("srv/secret.env", "API_TOKEN=" + TOKEN + "y\n")
            .member(TarMember.program("bin/tool", "two").mode(04755)));
  }

  @Test
  void aPageHoldsTextsConfigAndAttributesButNoSecret() throws IOException {
    CommandLineRun run = diff(first(), second(), "html");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("<title>team/app:1 → team/app:2</title>")
        .contains("<del>port = 80</del>")
        .contains("<ins>port = 8080</ins>")
        .contains("mode 0755 -&gt; 4755")
        .contains("new rights")
        .contains("What differs in it is taken out as a secret.")
        .doesNotContain(TOKEN)
        .doesNotContain("hunter2-Hunter");
  }

  @Test
  void thePageIsTheSameEveryTime() throws IOException {
    assertThat(diff(first(), second(), "html").out())
        .isEqualTo(diff(first(), second(), "html").out());
  }

  @Test
  void equalImagesHaveAPageToo() throws IOException {
    CommandLineRun run = diff(first(), first(), "html");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("The files of both images are the same.")
        .contains("The configs say the same.");
  }

  @Test
  void aPageIsBounded() throws IOException {
    TestLayer many = TestLayer.start();
    for (int i = 0; i < 9_000; i++) {
      many.file(String.format("srv/%03d/%04d", i / 40, i), "text " + i + "\n");
    }
    TestLayer others = TestLayer.start();
    for (int i = 0; i < 9_000; i++) {
      others.file(String.format("srv/%03d/%04d", i / 40, i), "texts " + i + "\n");
    }

    String page =
        diff(image("big:1", Map.of(), many), image("big:2", Map.of(), others), "html").out();

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(4_000_000);
    assertThat(page).contains("srv/</span> <span class=\"dim\">9,000 changed");
    assertThat(page.split("class=\"file\"", -1)).hasSize(5_000 + 1);
    assertThat(page.split("class=\"text\"", -1)).hasSize(200 + 1);
    assertThat(page).contains("more differ and are not compared here");
  }

  @Test
  void aSummaryHoldsWhatMattersAndNoSecret() throws IOException {
    String summary = diff(first(), second(), "markdown").out();

    assertThat(summary)
        .startsWith("## <code>team/app&#58;1</code> → <code>team/app&#58;2</code>\n")
        .contains("### New rights\n\n- <code>/bin/tool</code> is now <code>&#45;rwsr&#45;xr&#45;x")
        .contains("| <code>user</code> | <code>app</code> |  |")
        .contains("<code>/etc/app&#46;conf</code>")
        .doesNotContain(TOKEN)
        .doesNotContain("hunter2");
  }

  @Test
  void aSummaryFitsAComment() throws IOException {
    TestLayer many = TestLayer.start();
    for (int i = 0; i < 3_000; i++) {
      many.file("srv/" + "x".repeat(60) + i, "text");
    }

    String summary =
        diff(image("s:1", Map.of(), TestLayer.start()), image("s:2", Map.of(), many), "markdown")
            .out();

    assertThat(summary.length()).isLessThan(65_536);
    assertThat(summary).containsPattern("And 2,\\d{3} more\\.\n$");
  }

  /** Marks take no column; outside of code a name with an at sign calls somebody. */
  @Test
  void aSummaryOfImagesThatAreAllNamesFitsACommentAndCallsNobody() throws IOException {
    TestLayer marks = TestLayer.start();
    for (int i = 0; i < 60; i++) {
      marks.member(TarMember.program(i + "\u0301".repeat(100), "one").mode(04755));
    }
    TestImage plain = TestImage.of("s:2", marks);
    Path archive = folder.resolve("names.tar");
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE)
        .write(
            List.of(
                new TestImage(
                    plain.refs(),
                    "linux/" + "@everyone ".repeat(10_000),
                    plain.layers(),
                    Map.of(),
                    List.of())),
            archive);

    String summary = diff(image("s:1", Map.of(), TestLayer.start()), archive, "markdown").out();

    assertThat(summary.length()).isLessThan(65_536);
    assertThat(summary)
        .contains("| platform | <code>linux/amd64</code> | <code>linux/&#64;everyone ")
        .contains("### New rights");
  }
}
