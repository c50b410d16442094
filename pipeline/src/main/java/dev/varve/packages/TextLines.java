package dev.varve.packages;

import dev.varve.blob.Bytes;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The lines of a database, without their ends and without a decision on the encoding of paths. Made
 * one by one, since a hostile file may be nothing but ends of lines.
 */
record TextLines(Bytes text) implements Iterable<Bytes> {
  static TextLines of(Bytes text) {
    return new TextLines(text);
  }

  @Override
  public Iterator<Bytes> iterator() {
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < text.length();
      }

      @Override
      public Bytes next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int newline = text.indexOf((byte) '\n', at);
        int end = newline < 0 ? text.length() : newline;
        int last = end > at && text.at(end - 1) == '\r' ? end - 1 : end;
        Bytes line = text.slice(at, last);
        at = end + 1;
        return line;
      }
    };
  }
}
