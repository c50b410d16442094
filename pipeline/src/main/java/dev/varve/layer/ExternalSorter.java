package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts records by path in tree order, then by ordinal, within a bound on memory. Records lie
 * encoded in large slabs and only their positions are sorted, so that millions of them are a few
 * arrays and not millions of objects. A full slab is sorted and written to a temporary file as a
 * run; at the end the runs are merged. Members that already come in order cost one comparison each.
 *
 * <p>A record is: length of what follows, ordinal, length of the path (three big-endian ints), the
 * path, the payload.
 */
final class ExternalSorter implements Closeable {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int FIXED_BYTES = 12;

  /** Bits of a position that tell the offset inside a slab; the others tell the slab. */
  private static final int OFFSET_BITS = 22;

  private static final int SLAB_BYTES = 1 << OFFSET_BITS;
  private static final int FIRST_SLAB_BYTES = 64 << 10;

  /** More runs than this are merged into one before sorting goes on, which bounds read buffers. */
  private static final int MAX_RUNS = 64;

  private static final int RUN_BUFFER_BYTES = 128 << 10;

  private final Path spillFile;
  private final int memoryBytes;
  private final List<byte[]> slabs = new ArrayList<>();
  private int slabFill;
  private int usedBytes;
  private int[] positions = new int[1024];
  private int count;
  private boolean inOrder = true;
  private final List<Run> runs = new ArrayList<>();
  private @Nullable FileChannel spill;
  private long spillEnd;

  /** A sorted stretch of the temporary file. */
  private record Run(long from, long to) {}

  /**
   * @param spillFile created only when needed, deleted by {@link #close}
   * @param memoryBytes of encoded records kept in memory, positions included
   */
  ExternalSorter(Path spillFile, int memoryBytes) {
    if (memoryBytes > 1 << 30) {
      throw new IllegalArgumentException("positions reach no further than 1 GiB");
    }
    this.spillFile = spillFile;
    this.memoryBytes = memoryBytes;
  }

  void add(Bytes path, int ordinal, RecordBytes payload) throws IOException {
    int length = FIXED_BYTES + path.length() + payload.length();
    if (count > 0 && usedBytes + length > memoryBytes) {
      spill();
    }
    int position = allocate(length);
    byte[] slab = slabs.get(position >>> OFFSET_BITS);
    int at = position & (SLAB_BYTES - 1);
    INT.set(slab, at, length - 4);
    INT.set(slab, at + 4, ordinal);
    INT.set(slab, at + 8, path.length());
    System.arraycopy(path.unsafeArray(), 0, slab, at + FIXED_BYTES, path.length());
    System.arraycopy(payload.array(), 0, slab, at + FIXED_BYTES + path.length(), payload.length());
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count * 2);
    }
    positions[count++] = position;
    usedBytes += length + 2 * Integer.BYTES;
    inOrder = inOrder && (count == 1 || compare(positions[count - 2], position) <= 0);
  }

  /** All records in order. Nothing may be added any more. */
  Merge merge() throws IOException {
    sortSlabs();
    List<Source> sources = new ArrayList<>();
    for (Run run : runs) {
      sources.add(new FileSource(openSpill(), run));
    }
    sources.add(new SlabSource());
    return new Merge(sources);
  }

  @Override
  public void close() throws IOException {
    slabs.clear();
    positions = new int[0];
    count = 0;
    if (spill != null) {
      spill.close();
      Files.deleteIfExists(spillFile);
    }
  }

  private int allocate(int length) {
    boolean fits = !slabs.isEmpty() && slabFill + length <= slabs.get(slabs.size() - 1).length;
    if (!fits) {
      int doubled = FIRST_SLAB_BYTES << Math.min(slabs.size(), 6);
      slabs.add(new byte[Math.max(length, Math.min(doubled, SLAB_BYTES))]);
      slabFill = 0;
    }
    int position = (slabs.size() - 1) << OFFSET_BITS | slabFill;
    // A record longer than a slab has a slab of its own, so that no later offset gets too large.
    slabFill = length > SLAB_BYTES ? length : slabFill + length;
    return position;
  }

  private int compare(int a, int b) {
    return compare(
        slabs.get(a >>> OFFSET_BITS),
        a & (SLAB_BYTES - 1),
        slabs.get(b >>> OFFSET_BITS),
        b & (SLAB_BYTES - 1));
  }

  private static int compare(byte[] a, int aAt, byte[] b, int bAt) {
    int aPath = aAt + FIXED_BYTES;
    int bPath = bAt + FIXED_BYTES;
    int byPath =
        PathOrder.compare(
            a,
            aPath,
            aPath + (int) INT.get(a, aAt + 8),
            b,
            bPath,
            bPath + (int) INT.get(b, bAt + 8));
    return byPath != 0
        ? byPath
        : Integer.compare((int) INT.get(a, aAt + 4), (int) INT.get(b, bAt + 4));
  }

  private void sortSlabs() {
    if (!inOrder) {
      new PositionSort(positions, count, this::compare).run();
    }
  }

  private void spill() throws IOException {
    sortSlabs();
    writeRun(new SlabSource());
    slabs.clear();
    slabFill = 0;
    usedBytes = 0;
    count = 0;
    inOrder = true;
    if (runs.size() == MAX_RUNS) {
      List<Source> sources = new ArrayList<>();
      for (Run run : runs) {
        sources.add(new FileSource(openSpill(), run));
      }
      runs.clear();
      writeRun(new Merge(sources));
    }
  }

  private void writeRun(Source source) throws IOException {
    FileChannel channel = openSpill();
    long from = spillEnd;
    ByteBuffer out = ByteBuffer.allocate(RUN_BUFFER_BYTES);
    while (source.next()) {
      int length = 4 + (int) INT.get(source.array, source.at);
      if (out.remaining() < length) {
        drain(out, channel);
      }
      if (out.remaining() < length) {
        drain(ByteBuffer.wrap(source.array, source.at, length).slice().position(length), channel);
      } else {
        out.put(source.array, source.at, length);
      }
    }
    drain(out, channel);
    runs.add(new Run(from, spillEnd));
  }

  private void drain(ByteBuffer out, FileChannel channel) throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      spillEnd += channel.write(out, spillEnd);
    }
    out.clear();
  }

  private FileChannel openSpill() throws IOException {
    FileChannel channel = spill;
    if (channel == null) {
      channel = PrivateFiles.createFile(spillFile);
      spill = channel;
    }
    return channel;
  }

  /** Something that yields records in order. */
  abstract static class Source {
    byte[] array = new byte[0];
    int at;

    /** Moves to the next record; false at the end. */
    abstract boolean next() throws IOException;

    Bytes path() {
      int from = at + FIXED_BYTES;
      return Bytes.copyOf(array, from, from + (int) INT.get(array, at + 8));
    }

    int ordinal() {
      return (int) INT.get(array, at + 4);
    }

    void payload(RecordReader reader) {
      int from = at + FIXED_BYTES + (int) INT.get(array, at + 8);
      reader.reset(array, from, at + 4 + (int) INT.get(array, at));
    }
  }

  private final class SlabSource extends Source {
    private int index;

    @Override
    boolean next() {
      if (index == count) {
        return false;
      }
      int position = positions[index++];
      array = slabs.get(position >>> OFFSET_BITS);
      at = position & (SLAB_BYTES - 1);
      return true;
    }
  }

  private static final class FileSource extends Source {
    private final FileChannel channel;
    private final long end;
    private long fileAt;
    private int filled;
    private int following;

    FileSource(FileChannel channel, Run run) {
      this.channel = channel;
      this.fileAt = run.from();
      this.end = run.to();
      this.array = new byte[(int) Math.min(RUN_BUFFER_BYTES, run.to() - run.from())];
    }

    @Override
    boolean next() throws IOException {
      if (following == filled && fileAt == end) {
        return false;
      }
      fill(FIXED_BYTES);
      int length = 4 + (int) INT.get(array, following);
      fill(length);
      at = following;
      following += length;
      return true;
    }

    /** Makes sure that {@code wanted} bytes from {@link #following} on are in the buffer. */
    private void fill(int wanted) throws IOException {
      if (filled - following >= wanted) {
        return;
      }
      byte[] target = wanted > array.length ? new byte[wanted] : array;
      System.arraycopy(array, following, target, 0, filled - following);
      filled -= following;
      following = 0;
      array = target;
      while (filled < wanted) {
        int room = (int) Math.min(array.length - filled, end - fileAt);
        int got = room == 0 ? -1 : channel.read(ByteBuffer.wrap(array, filled, room), fileAt);
        if (got < 0) {
          throw new IOException("a temporary file of the facts store was cut short");
        }
        filled += got;
        fileAt += got;
      }
    }
  }

  /** Several sources as one. */
  static final class Merge extends Source {
    private final PriorityQueue<Source> waiting =
        new PriorityQueue<>((a, b) -> compare(a.array, a.at, b.array, b.at));
    private @Nullable Source current;

    private Merge(List<Source> sources) throws IOException {
      for (Source source : sources) {
        if (source.next()) {
          waiting.add(source);
        }
      }
    }

    @Override
    boolean next() throws IOException {
      Source ahead = current;
      if (ahead == null || !ahead.next()) {
        ahead = waiting.poll();
      } else {
        // Staying with the same source spares the queue while its records come first.
        Source rival = waiting.peek();
        if (rival != null && compare(rival.array, rival.at, ahead.array, ahead.at) < 0) {
          waiting.poll();
          waiting.add(ahead);
          ahead = rival;
        }
      }
      current = ahead;
      if (ahead == null) {
        return false;
      }
      array = ahead.array;
      at = ahead.at;
      return true;
    }
  }
}
