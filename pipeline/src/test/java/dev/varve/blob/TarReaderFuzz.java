package dev.varve.blob;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Whatever the bytes are, the only trouble is the input's. */
class TarReaderFuzz {
  /** Small enough that a sparse member cannot make the fuzzer wait. */
  private static final Limits LIMITS =
      new Limits(1000, 4096, 256, 1 << 20, 200, 1 << 20, 64, 512, 64, 1 << 20);

  @FuzzTest
  void throwsNothingButInputException(byte[] tar) throws IOException {
    TarReader reader =
        new TarReader(ChunkSource.of(new ByteArrayInputStream(tar)), LIMITS, "fuzz", finding -> {});
    try {
      while (reader.next() != null) {
        reader.readContent((bytes, from, length) -> {});
      }
    } catch (InputException e) {
      // the one way to refuse
    }
  }
}
