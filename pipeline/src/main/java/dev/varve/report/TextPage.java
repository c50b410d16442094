package dev.varve.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where text for people goes: UTF-8 lines, in colour or not, on a page of some width. Does not
 * close what it writes to.
 *
 * <p>A terminal's page has an edge: what does not fit is cut off with an ellipsis. In a file or a
 * pipe the width is that of paragraphs only, and nothing is ever cut, since a program or a search
 * may want all of it.
 */
public final class TextPage {
  /** Narrower pages are written as if they were this wide. */
  private static final int MIN_COLUMNS = 60;

  /** Longer lines of prose are hard to read. */
  private static final int MAX_PROSE_COLUMNS = 100;

  /** The least that is left of a text that is cut. */
  private static final int MIN_ROOM = 8;

  private final Writer out;
  private final Ink ink;
  private final int columns;
  private final boolean edged;

  private TextPage(OutputStream out, Ink ink, int columns, boolean edged) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 15);
    this.ink = ink;
    this.columns = Math.max(MIN_COLUMNS, columns);
    this.edged = edged;
  }

  /**
   * The page of a terminal.
   *
   * @param columns of the terminal
   */
  public static TextPage terminal(OutputStream out, Ink ink, int columns) {
    return new TextPage(out, ink, columns, true);
  }

  /**
   * The page of a file or a pipe.
   *
   * @param columns of paragraphs
   */
  public static TextPage file(OutputStream out, Ink ink, int columns) {
    return new TextPage(out, ink, columns, false);
  }

  /** A page like this one that goes elsewhere. */
  public TextPage on(OutputStream elsewhere) {
    return new TextPage(elsewhere, ink, columns, edged);
  }

  public Ink ink() {
    return ink;
  }

  public int columns() {
    return columns;
  }

  /** Columns of paragraphs of more than a sentence or two. */
  public int proseColumns() {
    return Math.min(columns, MAX_PROSE_COLUMNS);
  }

  /** As much of a safe text as some columns hold, its end cut off where this page has an edge. */
  public String cut(String safe, int room) {
    return edged ? TerminalText.cut(safe, Math.max(MIN_ROOM, room)) : safe;
  }

  /** As {@link #cut}, of a path its middle. */
  public String cutPath(String safe, int room) {
    return edged ? TerminalText.cutMiddle(safe, Math.max(MIN_ROOM, room)) : safe;
  }

  /**
   * The words of a safe text on lines of at most some columns. A word that is longer is broken
   * where this page has an edge; elsewhere it stays whole, since it may be copied.
   *
   * @return one line at least
   */
  public List<String> wrap(String safe, int room) {
    return TerminalText.wrap(safe, Math.max(MIN_ROOM, room), edged);
  }

  /** Writes a line; what comes from an image in it must be safe already. */
  public TextPage line(String safe) throws IOException {
    out.write(safe);
    out.write('\n');
    return this;
  }

  /**
   * Writes a safe text after a beginning on as many lines as it needs, those that follow indented.
   *
   * @param start takes {@code indent} columns, colours apart
   */
  public TextPage wrapped(String start, int indent, String safe) throws IOException {
    List<String> lines = wrap(safe, columns - indent);
    line(start + lines.get(0));
    for (String next : lines.subList(1, lines.size())) {
      line(" ".repeat(indent) + next);
    }
    return this;
  }

  public TextPage blank() throws IOException {
    out.write('\n');
    return this;
  }

  /** A heading apart from what is before and behind it. */
  public TextPage heading(String safe) throws IOException {
    return wrapped("", 2, ink.paint(Ink.Tone.HEADING, safe));
  }

  public void flush() throws IOException {
    out.flush();
  }
}
