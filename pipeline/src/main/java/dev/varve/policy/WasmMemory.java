package dev.varve.policy;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The memory of one instance of a policy, in one array. For one thread at a time, and so without
 * Wasm's atomic accesses.
 *
 * <p>The array is longer than the memory, so that growing seldom copies it. What lies between the
 * end of the memory and that of the array reads as zeros instead of trapping; nothing but the
 * module that owns the memory can see that.
 *
 * <p>Decision: Chicory's own memory is a table of pages, since threads may share it. Rules do
 * little else than look into memory, and one array saves them the look into the table: the rules of
 * the catalogue take 40 % less time (JDK 25, same facts in turn). A memory of Chicory's that is for
 * one thread would change our mind.
 */
final class WasmMemory implements Memory {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int initialPages;
  private final int maximumPages;
  private byte[] bytes;
  private int pages;
  private DataSegment[] segments = {};

  /**
   * @param maximumPages less than 2 GiB
   */
  WasmMemory(int initialPages, int maximumPages) {
    this.initialPages = initialPages;
    this.maximumPages = maximumPages;
    this.pages = initialPages;
    this.bytes = new byte[Math.multiplyExact(initialPages, PAGE_SIZE)];
  }

  @Override
  public int pages() {
    return pages;
  }

  @Override
  public int grow(int added) {
    int before = pages;
    if (added < 0 || added > maximumPages - before) {
      return -1;
    }
    int after = before + added;
    if (after * PAGE_SIZE > bytes.length) {
      int roomy = Math.min(maximumPages, after + after / 2);
      try {
        bytes = Arrays.copyOf(bytes, roomy * PAGE_SIZE);
      } catch (OutOfMemoryError e) {
        // As Wasm has it; the module then breaks off, and the rule to blame is named.
        return -1;
      }
    }
    pages = after;
    return before;
  }

  @Override
  public int initialPages() {
    return initialPages;
  }

  @Override
  public int maximumPages() {
    return maximumPages;
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  @Deprecated
  public Object lock(int address) {
    throw notShared();
  }

  @Override
  public int waitOn(int address, int expected, long timeout) {
    throw notShared();
  }

  @Override
  public int waitOn(int address, long expected, long timeout) {
    throw notShared();
  }

  @Override
  public int notify(int address, int maxThreads) {
    return 0;
  }

  private static WasmRuntimeException notShared() {
    return new WasmRuntimeException("the memory of a policy is not shared");
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments) {
    if (dataSegments == null) {
      return;
    }
    segments = dataSegments.clone();
    for (DataSegment segment : dataSegments) {
      if (segment instanceof ActiveDataSegment active) {
        long[] offset =
            ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions());
        byte[] data = active.data();
        if (offset[0] < 0 || offset[0] + data.length > (long) pages * PAGE_SIZE) {
          throw new UninstantiableException("out of bounds memory access: a data segment");
        }
        System.arraycopy(data, 0, bytes, (int) offset[0], data.length);
      }
    }
  }

  @Override
  public void initPassiveSegment(int segment, int address, int offset, int size) {
    write(address, segments[segment].data(), offset, size);
  }

  @Override
  public void drop(int segment) {
    segments[segment] = PassiveDataSegment.EMPTY;
  }

  @Override
  public void write(int address, byte[] data, int offset, int size) {
    try {
      System.arraycopy(data, offset, bytes, address, size);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public byte read(int address) {
    try {
      return bytes[address];
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public byte[] readBytes(int address, int size) {
    try {
      byte[] copy = new byte[size];
      System.arraycopy(bytes, address, copy, 0, size);
      return copy;
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public void writeI32(int address, int value) {
    try {
      INTS.set(bytes, address, value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public int readInt(int address) {
    try {
      return (int) INTS.get(bytes, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public void writeLong(int address, long value) {
    try {
      LONGS.set(bytes, address, value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public long readLong(int address) {
    try {
      return (long) LONGS.get(bytes, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public void writeShort(int address, short value) {
    try {
      SHORTS.set(bytes, address, value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public short readShort(int address) {
    try {
      return (short) SHORTS.get(bytes, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public long readU16(int address) {
    return readShort(address) & 0xffffL;
  }

  @Override
  public void writeByte(int address, byte value) {
    try {
      bytes[address] = value;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public void writeF32(int address, float value) {
    writeI32(address, Float.floatToRawIntBits(value));
  }

  @Override
  public long readF32(int address) {
    return readInt(address);
  }

  @Override
  public float readFloat(int address) {
    return Float.intBitsToFloat(readInt(address));
  }

  @Override
  public void writeF64(int address, double value) {
    writeLong(address, Double.doubleToRawLongBits(value));
  }

  @Override
  public double readDouble(int address) {
    return Double.longBitsToDouble(readLong(address));
  }

  @Override
  public long readF64(int address) {
    return readLong(address);
  }

  @Override
  public void zero() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public void fill(byte value, int from, int to) {
    try {
      Arrays.fill(bytes, from, to, value);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw outOfBounds(e);
    }
  }

  @Override
  public void copy(int to, int from, int size) {
    write(to, bytes, from, size);
  }

  private WasmRuntimeException outOfBounds(RuntimeException cause) {
    return new WasmRuntimeException(
        "out of bounds memory access beyond "
            + (long) pages * PAGE_SIZE
            + " bytes: "
            + cause.getMessage());
  }
}
