package dev.varve.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Where text for people goes: UTF-8 lines, in colour or not, on a page of some width. Does not
 * close what it writes to.
 */
public final class TextPage {
  private final Writer out;
  private final Ink ink;
  private final int columns;

  /**
   * @param columns of the page; only tables heed it
   */
  public TextPage(OutputStream out, Ink ink, int columns) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 15);
    this.ink = ink;
    this.columns = columns;
  }

  public Ink ink() {
    return ink;
  }

  public int columns() {
    return columns;
  }

  /** Writes a line; what comes from an image in it must be safe already. */
  public TextPage line(String safe) throws IOException {
    out.write(safe);
    out.write('\n');
    return this;
  }

  public TextPage blank() throws IOException {
    out.write('\n');
    return this;
  }

  /** A heading on a line of its own. */
  public TextPage heading(String safe) throws IOException {
    return line(ink.paint(Ink.Tone.HEADING, safe));
  }

  public void flush() throws IOException {
    out.flush();
  }
}
