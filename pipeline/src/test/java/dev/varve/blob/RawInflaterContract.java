package dev.varve.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** What every {@link RawInflater} does alike. */
abstract class RawInflaterContract {
  abstract RawInflater create();

  static byte[] deflated(byte[] content, int level, int strategy) {
    Deflater deflater = new Deflater(level, true);
    deflater.setStrategy(strategy);
    deflater.setInput(content);
    deflater.finish();
    byte[] out = new byte[content.length + 1000];
    int length = 0;
    while (!deflater.finished()) {
      length += deflater.deflate(out, length, out.length - length);
    }
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  /** Half text, half noise, so that every kind of block occurs. */
  static byte[] content(int length) {
    byte[] content = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (i / 5000 % 2 == 0 ? "varve ".charAt(i % 6) : random.nextInt());
    }
    return content;
  }

  @Test
  void givesBackWhatWasDeflated() throws Exception {
    try (RawInflater inflater = create()) {
      for (int length : new int[] {0, 1, 5000, 1_000_000}) {
        for (int level : new int[] {0, 1, 6, 9}) {
          for (int strategy : new int[] {Deflater.DEFAULT_STRATEGY, Deflater.HUFFMAN_ONLY}) {
            byte[] content = content(length);
            byte[] data = deflated(content, level, strategy);
            assertThat(inflate(inflater, data, 1 << 16, 1 << 16)).isEqualTo(content);
          }
        }
      }
    }
  }

  @Test
  void theSizesOfPiecesDoNotMatter() throws Exception {
    byte[] content = content(60_000);
    byte[] data = deflated(content, 6, Deflater.DEFAULT_STRATEGY);
    try (RawInflater inflater = create()) {
      for (int in : new int[] {1, 3, 1000}) {
        for (int out : new int[] {1, 7, 600_000}) {
          assertThat(inflate(inflater, data, in, out)).isEqualTo(content);
        }
      }
    }
  }

  @Test
  void tellsExactlyWhatItDidNotUse() throws Exception {
    byte[] data = deflated(content(3000), 6, Deflater.DEFAULT_STRATEGY);
    for (int extra = 0; extra < 20; extra++) {
      try (RawInflater inflater = create()) {
        byte[] longer = Arrays.copyOf(data, data.length + extra);
        inflater.setInput(longer, 0, longer.length);
        byte[] out = new byte[4000];
        int got = 0;
        while (!inflater.finished()) {
          got += inflater.inflate(out, got, out.length - got);
        }
        assertThat(got).isEqualTo(3000);
        assertThat(inflater.remaining()).isEqualTo(extra);
      }
    }
  }

  @Test
  void refusesInvalidData() {
    try (RawInflater inflater = create()) {
      byte[] reservedBlockType = {7};
      inflater.setInput(reservedBlockType, 0, 1);
      assertThatThrownBy(() -> inflater.inflate(new byte[10], 0, 10))
          .isInstanceOf(DataFormatException.class);
    }
  }

  private static byte[] inflate(RawInflater inflater, byte[] data, int in, int out)
      throws DataFormatException {
    inflater.reset();
    byte[] result = new byte[1_100_000];
    int length = 0;
    int at = 0;
    while (!inflater.finished()) {
      int got = inflater.inflate(result, length, Math.min(out, result.length - length));
      length += got;
      if (got == 0 && !inflater.finished()) {
        int piece = Math.min(in, data.length - at);
        assertThat(piece).isPositive();
        inflater.setInput(data, at, piece);
        at += piece;
      }
    }
    return Arrays.copyOf(result, length);
  }
}
