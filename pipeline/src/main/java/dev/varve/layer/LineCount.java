package dev.varve.layer;

/** Tells lines of ascending offsets, looking at each character once. */
final class LineCount {
  private final String text;
  private int at;
  private int line = 1;

  LineCount(String text) {
    this.text = text;
  }

  /** The line of an offset, from 1. */
  int at(int offset) {
    if (offset < at) {
      at = 0;
      line = 1;
    }
    while (at < offset) {
      line += text.charAt(at) == '\n' ? 1 : 0;
      at++;
    }
    return line;
  }
}
