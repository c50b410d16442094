package dev.varve.report;

/**
 * Texts in Markdown as GitHub and GitLab render it. Every character that could begin markup is
 * written as an entity, and the whole stands in {@code code}, where names of people and numbers of
 * issues are not turned into links.
 */
public final class MarkdownText {
  private MarkdownText() {}

  /** A text of unknown origin. */
  public static String code(String text) {
    return text.isEmpty() ? "" : "<code>" + escape(text) + "</code>";
  }

  /** A text of our own rules, or of the user's, without the frame. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder();
    String safe = TerminalText.of(text);
    for (int i = 0; i < safe.length(); i++) {
      char c = safe.charAt(i);
      boolean plain =
          c > 0x7f
              || c == ' '
              || c == '/'
              || c == ','
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z');
      if (plain) {
        out.append(c);
      } else {
        out.append("&#").append((int) c).append(';');
      }
    }
    return out.toString();
  }
}
