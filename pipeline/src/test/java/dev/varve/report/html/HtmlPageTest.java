package dev.varve.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.jte.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
  private static final String HOSTILE =
      "</title><script>alert(1)</script>\u001b[31m\n\u202Eevil\u2028\u0000 \" ' & \ud800";

  @Test
  void thePolicyRunsAndPaintsNothingButWhatThePageCameWith() throws Exception {
    String page = page("A page", "text");

    String policy = between(page, "Content-Security-Policy\" content=\"", "\">");
    assertThat(policy.replace("&#39;", "'"))
        .isEqualTo(
            "default-src 'none'; style-src "
                + digest(between(page, "<style>", "</style>"))
                + "; script-src "
                + digest(between(page, "<script>", "</script>"))
                + "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
                + " trusted-types 'none'");
    assertThat(page).doesNotContain("style=\"").doesNotContainPattern("\\son\\w+=");
  }

  @Test
  void textsOfImagesAreShownAndNotActedUpon() throws IOException {
    String page = page(HOSTILE, HOSTILE);

    String shown =
        "&lt;/title>&lt;script>alert(1)&lt;/script>\\x1b[31m\\n\\u202eevil\\u2028\\x00 \" ' &amp;"
            + " \\ud800";
    assertThat(page.replace("&gt;", ">"))
        .contains("<title>" + shown + "</title>")
        .contains("<h1>" + shown + "</h1>")
        .contains("<p>" + shown + "</p>");
    Matcher scripts = Pattern.compile("<script").matcher(page);
    assertThat(scripts.results().count()).isEqualTo(1);
    assertThat(page.chars().filter(c -> c < 0x20 && c != '\n')).isEmpty();
  }

  @Test
  void aFullDiskIsNoFaultOfThePage() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };

    assertThatThrownBy(() -> write("title", "text".repeat(10_000), full))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
  }

  private static String page(String title, String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(title, text, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void write(String title, String text, OutputStream out) throws IOException {
    Content content =
        output -> {
          output.writeContent("<p>");
          output.writeUserContent(text);
          output.writeContent("</p>");
        };
    HtmlPage page = HtmlPage.of(title, "no-such-kind");
    HtmlPage.render("frame.jte", Map.of("page", page, "content", content), out);
  }

  private static String between(String page, String start, String end) {
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf(end, from));
  }

  private static String digest(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }
}
