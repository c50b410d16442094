package dev.varve.blob;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JDK's inflater (zlib). */
final class JdkInflater implements RawInflater {
  private final Inflater inflater = new Inflater(true);

  @Override
  public void reset() {
    inflater.reset();
  }

  @Override
  public void setInput(byte[] input, int from, int length) {
    inflater.setInput(input, from, length);
  }

  @Override
  public int inflate(byte[] into, int from, int length) throws DataFormatException {
    int got = inflater.inflate(into, from, length);
    if (inflater.needsDictionary()) {
      throw new DataFormatException("preset dictionary");
    }
    return got;
  }

  @Override
  public boolean finished() {
    return inflater.finished();
  }

  @Override
  public int remaining() {
    return inflater.getRemaining();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
