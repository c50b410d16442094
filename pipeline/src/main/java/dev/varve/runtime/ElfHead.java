package dev.varve.runtime;

import dev.varve.blob.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of an ELF file say about starting it (System V ABI, "ELF Header" and
 * "Program Header").
 *
 * @param machine {@code e_machine}
 * @param wide whether it is made of 64-bit words
 * @param bigEndian whether the highest byte of a word comes first
 * @param interpreter the loader's path, or null for a static program or if it lies past the bytes
 *     that were kept
 */
public record ElfHead(int machine, boolean wide, boolean bigEndian, @Nullable String interpreter) {
  private static final int PT_INTERP = 3;
  private static final int MAX_HEADERS = 128;

  /** Reads the head of a file, or null if it is no ELF file. */
  public static @Nullable ElfHead read(Bytes head) {
    if (head.length() < 20
        || head.at(0) != 0x7F
        || head.at(1) != 'E'
        || head.at(2) != 'L'
        || head.at(3) != 'F') {
      return null;
    }
    boolean wide = head.at(4) == 2;
    boolean bigEndian = head.at(5) == 2;
    ByteBuffer in =
        ByteBuffer.wrap(head.toArray())
            .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int machine = Short.toUnsignedInt(in.getShort(18));
    if (head.length() < (wide ? 64 : 52)) {
      return new ElfHead(machine, wide, bigEndian, null);
    }
    long offset = wide ? in.getLong(32) : Integer.toUnsignedLong(in.getInt(28));
    int size = Short.toUnsignedInt(in.getShort(wide ? 54 : 42));
    int count = Math.min(MAX_HEADERS, Short.toUnsignedInt(in.getShort(wide ? 56 : 44)));
    for (int i = 0; i < count; i++) {
      long at = offset + (long) i * size;
      if (at < 0 || at > head.length() - (wide ? 56 : 32)) {
        break;
      }
      int header = (int) at;
      if (in.getInt(header) == PT_INTERP) {
        long from = wide ? in.getLong(header + 8) : Integer.toUnsignedLong(in.getInt(header + 4));
        long length =
            wide ? in.getLong(header + 32) : Integer.toUnsignedLong(in.getInt(header + 16));
        return new ElfHead(machine, wide, bigEndian, text(head, from, length));
      }
    }
    return new ElfHead(machine, wide, bigEndian, null);
  }

  private static @Nullable String text(Bytes head, long from, long length) {
    if (from < 0 || length <= 0 || from > head.length() || length > head.length() - from) {
      return null;
    }
    Bytes field = head.slice((int) from, (int) (from + length));
    int end = field.indexOf((byte) 0, 0);
    return field.slice(0, end < 0 ? field.length() : end).text();
  }

  /** Whether a processor of that name (as image configs spell it) runs this machine's code. */
  boolean runsOn(String architecture) {
    return switch (architecture) {
      case "amd64" -> machine == 62 || machine == 3;
      case "386" -> machine == 3;
      case "arm64" -> machine == 183 || machine == 40;
      case "arm" -> machine == 40;
      case "ppc64le", "ppc64" -> machine == 21;
      case "s390x" -> machine == 22;
      case "riscv64" -> machine == 243;
      case "mips", "mipsle", "mips64", "mips64le" -> machine == 8;
      case "loong64" -> machine == 258;
      // An architecture that is not said or not known cannot be contradicted.
      default -> true;
    };
  }

  /** The processor it is built for, as image configs spell it; {@code other} for rarer ones. */
  public String architecture() {
    return switch (machine) {
      case 62 -> "amd64";
      case 3 -> "386";
      case 183 -> "arm64";
      case 40 -> "arm";
      case 21 -> bigEndian ? "ppc64" : "ppc64le";
      case 22 -> "s390x";
      case 243 -> "riscv64";
      case 8 -> "mips" + (wide ? "64" : "") + (bigEndian ? "" : "le");
      case 258 -> "loong64";
      default -> "other";
    };
  }
}
