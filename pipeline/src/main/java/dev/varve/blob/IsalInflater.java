package dev.varve.blob;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.zip.DataFormatException;

/**
 * libisal's inflater (Intel ISA-L), twice as fast as zlib. Called through JNA because the
 * foreign-function API of Java 17 is still an incubator module.
 *
 * <p>The layout of {@code struct inflate_state} is that of libisal.so.2 (igzip_lib.h); {@link
 * #available()} proves it once by inflating a known stream before anybody relies on it.
 */
final class IsalInflater implements RawInflater {
  private static final int NEXT_OUT = 0;
  private static final int AVAIL_OUT = 8;
  private static final int NEXT_IN = 16;
  private static final int AVAIL_IN = 32;
  private static final int READ_IN_LENGTH = 36;

  /** After the 40 bytes above come the literal (18,912 bytes) and distance (2,208) tables. */
  private static final int BLOCK_STATE = 40 + 18_912 + 2_208;

  private static final int CRC_FLAG = BLOCK_STATE + 12;
  private static final int BLOCK_FINISH = 5;

  /** The state is about 87 KB in version 2.30; the rest is room for another minor version. */
  private static final int STATE_BYTES = 192 << 10;

  private static final int BUFFER_BYTES = 256 << 10;

  /** Deflate data of 40 times "varve", a fixed Huffman block: 10 bytes, then 2 that follow it. */
  private static final String PROBE = "2b4b2c2a4b2d1bfa04004c1c";

  private final Memory state = new Memory(STATE_BYTES);
  private final Memory input = new Memory(BUFFER_BYTES);
  private final Memory output = new Memory(BUFFER_BYTES);
  private byte[] pending = new byte[0];
  private int pendingFrom;
  private int pendingLength;
  private boolean outputWasFull;

  private IsalInflater() {
    state.clear();
    reset();
  }

  /** Whether libisal.so.2 is installed and works as expected here. */
  static boolean available() {
    return Probe.WORKS;
  }

  /** A new inflater; only where {@link #available()}. */
  static IsalInflater create() {
    if (!available()) {
      throw new IllegalStateException("libisal.so.2 is not available");
    }
    return new IsalInflater();
  }

  @Override
  public void reset() {
    Isal.isal_inflate_init(state);
    state.setInt(CRC_FLAG, 0);
    state.setInt(AVAIL_IN, 0);
    pendingLength = 0;
    outputWasFull = false;
  }

  @Override
  public void setInput(byte[] bytes, int from, int length) {
    pending = bytes;
    pendingFrom = from;
    pendingLength = length;
  }

  @Override
  public int inflate(byte[] into, int from, int length) throws DataFormatException {
    int wanted = Math.min(length, BUFFER_BYTES);
    while (!finished()) {
      // Input goes in only when the library has used up what it has: it holds up to 8 bytes in a
      // register, and those must never belong to an earlier piece when the stream ends.
      if (state.getInt(AVAIL_IN) == 0 && !outputWasFull) {
        if (pendingLength == 0) {
          return 0;
        }
        int piece = Math.min(pendingLength, BUFFER_BYTES);
        input.write(0, pending, pendingFrom, piece);
        pendingFrom += piece;
        pendingLength -= piece;
        state.setPointer(NEXT_IN, input);
        state.setInt(AVAIL_IN, piece);
      }
      state.setPointer(NEXT_OUT, output);
      state.setInt(AVAIL_OUT, wanted);
      int result = Isal.isal_inflate(state);
      if (result < 0) {
        throw new DataFormatException("invalid deflate data");
      }
      int got = wanted - state.getInt(AVAIL_OUT);
      outputWasFull = got == wanted;
      if (got > 0) {
        output.read(0, into, from, got);
        return got;
      }
    }
    return 0;
  }

  @Override
  public boolean finished() {
    return state.getInt(BLOCK_STATE) == BLOCK_FINISH;
  }

  @Override
  public int remaining() {
    return pendingLength + state.getInt(AVAIL_IN) + Math.max(0, state.getInt(READ_IN_LENGTH)) / 8;
  }

  @Override
  public void close() {
    state.close();
    input.close();
    output.close();
  }

  /** The library itself; loading this class loads it. */
  private static final class Isal {
    static {
      Native.register(Isal.class, "libisal.so.2");
    }

    @SuppressWarnings("MethodName") // the C function's name
    static native void isal_inflate_init(Pointer state);

    @SuppressWarnings("MethodName") // the C function's name
    static native int isal_inflate(Pointer state);
  }

  private static final class Probe {
    static final boolean WORKS = works();

    private static boolean works() {
      byte[] probe = Bytes.fromHex(PROBE).toArray();
      byte[] expected = "varve".repeat(40).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      try (IsalInflater inflater = new IsalInflater()) {
        inflater.setInput(probe, 0, probe.length);
        byte[] out = new byte[expected.length + 1];
        int got = inflater.inflate(out, 0, out.length);
        return got == expected.length
            && java.util.Arrays.equals(expected, 0, got, out, 0, got)
            && inflater.finished()
            && inflater.remaining() == 2;
      } catch (LinkageError | DataFormatException e) {
        // Not installed, or another layout than expected: the JDK inflates.
        return false;
      }
    }
  }
}
