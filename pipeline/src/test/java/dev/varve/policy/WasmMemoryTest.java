package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WasmMemoryTest {
  private static final int SEED = 20_260_601;
  private static final int STEPS = 20_000;
  private static final int MOST_PAGES = 8;

  /** Chicory's own memory is the authority: the same accesses read the same. */
  @Test
  void readsAndWritesAsChicorysMemoryDoes() {
    List<Object> own = accesses(new WasmMemory(1, MOST_PAGES));
    List<Object> chicorys = accesses(new ByteArrayMemory(new MemoryLimits(1, MOST_PAGES)));
    assertThat(own).isEqualTo(chicorys);
  }

  private static List<Object> accesses(Memory memory) {
    Random random = new Random(SEED);
    List<Object> seen = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      int size = memory.pages() * Memory.PAGE_SIZE;
      int at = random.nextInt(size - 64);
      int to = random.nextInt(size - 64);
      long value = random.nextLong();
      switch (random.nextInt(14)) {
        case 0 -> memory.writeByte(at, (byte) value);
        case 1 -> memory.writeShort(at, (short) value);
        case 2 -> memory.writeI32(at, (int) value);
        case 3 -> memory.writeLong(at, value);
        case 4 -> memory.writeF32(at, value);
        case 5 -> memory.writeF64(at, value);
        case 6 -> memory.copy(to, at, random.nextInt(64));
        case 7 -> memory.copy(at + random.nextInt(8), at, random.nextInt(32));
        case 8 -> memory.fill((byte) value, at, at + random.nextInt(64));
        case 9 -> memory.write(at, new byte[] {1, 2, 3, 4, (byte) value}, 1, 4);
        case 10 -> seen.add(random.nextInt(500) == 0 ? memory.grow(1) : memory.pages());
        case 11 -> seen.add(List.of(memory.read(at), memory.readShort(at), memory.readU16(at)));
        case 12 -> seen.add(List.of(memory.readInt(at), memory.readF32(at), memory.readLong(at)));
        default -> seen.add(List.of(memory.readFloat(at), memory.readDouble(at)));
      }
    }
    seen.add(memory.grow(MOST_PAGES));
    byte[] all = memory.readBytes(0, memory.pages() * Memory.PAGE_SIZE);
    for (byte one : all) {
      seen.add(one);
    }
    return seen;
  }

  @Test
  void accessesOutsideTrap() {
    Memory memory = new WasmMemory(1, 2);
    assertThatThrownBy(() -> memory.readInt(Memory.PAGE_SIZE - 3))
        .isInstanceOf(WasmRuntimeException.class)
        .hasMessageStartingWith("out of bounds memory access beyond 65536 bytes");
    assertThatThrownBy(() -> memory.read(-1)).isInstanceOf(WasmRuntimeException.class);
    assertThatThrownBy(() -> memory.writeLong(Integer.MAX_VALUE, 1))
        .isInstanceOf(WasmRuntimeException.class);
    assertThatThrownBy(() -> memory.copy(0, Memory.PAGE_SIZE, 1))
        .isInstanceOf(WasmRuntimeException.class);
    assertThatThrownBy(() -> memory.fill((byte) 1, 5, 4)).isInstanceOf(WasmRuntimeException.class);
    assertThatThrownBy(() -> memory.readBytes(0, -1)).isInstanceOf(WasmRuntimeException.class);
  }

  @Test
  void growsUpToItsMaximumAndKeepsWhatItHolds() {
    Memory memory = new WasmMemory(1, 3);
    memory.writeI32(Memory.PAGE_SIZE - 4, 7);
    assertThat(memory.grow(3)).isEqualTo(-1);
    assertThat(memory.grow(-1)).isEqualTo(-1);
    assertThat(memory.grow(2)).isEqualTo(1);
    assertThat(memory.pages()).isEqualTo(3);
    assertThat(memory.readInt(Memory.PAGE_SIZE - 4)).isEqualTo(7);
    assertThat(memory.readLong(3 * Memory.PAGE_SIZE - 8)).isZero();
  }
}
