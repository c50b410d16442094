package dev.varve.report.html;

import dev.varve.report.TerminalText;
import dev.varve.report.ToolVersion;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateException;
import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.WriterOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every page shares: the policy under which a browser shows it, one style, one script, and the
 * frame around its content ({@code frame.jte}: heading, choice of theme, link past the navigation).
 * A page's own template has its content in it: {@code @template.frame(page = page, content
 * = @`...`)}.
 *
 * <p>{@code page.css} says which colours there are, in light and in dark; pages use those and no
 * others. Neither style attributes nor event attributes work under the policy: shapes take their
 * colours from classes, and scripts add their listeners.
 */
public final class HtmlPage {
  private static final String COMMON = "page";

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, HtmlPage.class.getClassLoader(), HtmlPage.class.getPackageName());

  private final String title;
  private final String style;
  private final String script;

  private HtmlPage(String title, String style, String script) {
    this.title = title;
    this.style = style;
    this.script = script;
  }

  /**
   * A page with a style and a script of its own after the common ones.
   *
   * @param title of the window and of the page
   * @param kind {@code diff} for {@code diff.css} and {@code diff.js} beside this class; either may
   *     be missing
   */
  public static HtmlPage of(String title, String kind) {
    return new HtmlPage(
        title,
        asset(COMMON + ".css", true) + asset(kind + ".css", false),
        asset(COMMON + ".js", true) + asset(kind + ".js", false));
  }

  private static String asset(String name, boolean required) {
    try (@Nullable InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        if (required) {
          throw new IllegalStateException(name + " is not on the class path");
        }
        return "";
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String title() {
    return title;
  }

  /** What stands between the tags of the one style element. */
  public String style() {
    return style;
  }

  /** What stands between the tags of the one script element. */
  public String script() {
    return script;
  }

  /** Which program made the page. */
  public String generator() {
    return "varve " + ToolVersion.own();
  }

  /**
   * The page's Content-Security-Policy: it loads nothing, sends nothing, and runs nothing but the
   * script it came with. Trusted types let that script make text and elements, never markup.
   */
  public String policy() {
    return "default-src 'none'; style-src "
        + digest(style)
        + "; script-src "
        + digest(script)
        + "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types"
        + " 'none'";
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Writes what a template makes of its parameters and leaves {@code out} open. Nothing is held
   * back, so that a page may be larger than memory.
   *
   * @param template such as {@code report.jte}
   */
  public static void render(String template, Map<String, Object> parameters, OutputStream out)
      throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    try {
      TEMPLATES.render(template, parameters, new VisibleText(new WriterOutput(writer)));
    } catch (TemplateException e) {
      if (e.getCause() instanceof UncheckedIOException disk) {
        throw disk.getCause();
      }
      throw e;
    }
    writer.flush();
  }

  /** Escapes for HTML what has been made visible before. */
  private static final class VisibleText extends OwaspHtmlTemplateOutput {
    VisibleText(TemplateOutput out) {
      super(out);
    }

    @Override
    public void writeUserContent(@Nullable String text) {
      if (text != null) {
        super.writeUserContent(TerminalText.of(text));
      }
    }
  }
}
