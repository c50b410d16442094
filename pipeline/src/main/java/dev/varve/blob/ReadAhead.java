package dev.varve.blob;

import dev.varve.failure.InputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source on a thread of its own and hashes the bytes on another, so that inflating, the
 * digest of the whole and whatever the caller does with the chunks run side by side (design.md
 * section 10). A few buffers go round; nothing else is allocated.
 *
 * <p>Threads end with the data, with a failure or with {@link #close()}, which waits for them. They
 * are never interrupted: an interrupt would close a file channel that other readers share.
 */
public final class ReadAhead implements ChunkSource, Closeable {
  private static final int BUFFERS = 6;
  private static final int BUFFER_BYTES = 256 << 10;
  private static final Slot END = new Slot(0);

  private final ByteSource source;
  private final List<MessageDigest> digests;
  private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final BlockingQueue<Slot> toHash = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final BlockingQueue<Slot> toCaller = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final Thread reader;
  private final Thread hasher;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private @Nullable Slot current;
  private boolean ended;

  private ReadAhead(ByteSource source, List<MessageDigest> digests) {
    this.source = source;
    this.digests = digests;
    for (int i = 0; i < BUFFERS; i++) {
      free.add(new Slot(BUFFER_BYTES));
    }
    reader = thread(this::readAll, "varve-inflate");
    hasher = thread(this::hashAll, "varve-digest");
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts reading at once.
   *
   * @param digests updated with all bytes; complete once {@link #next()} has returned null
   */
  public static ReadAhead start(ByteSource source, List<MessageDigest> digests) {
    ReadAhead started = new ReadAhead(source, List.copyOf(digests));
    started.reader.start();
    started.hasher.start();
    return started;
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException, InputException {
    if (ended) {
      return null;
    }
    releaseCurrent();
    Slot slot;
    try {
      slot = toCaller.take();
      if (slot == END) {
        hasher.join();
        ended = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading a blob");
    }
    Throwable trouble = failure;
    if (slot == END && trouble != null) {
      throw rethrown(trouble);
    }
    if (slot == END) {
      return null;
    }
    current = slot;
    return ByteBuffer.wrap(slot.bytes, 0, slot.length);
  }

  /** The reader's own exception, as what it is; never returns normally. */
  private static RuntimeException rethrown(Throwable trouble) throws IOException, InputException {
    if (trouble instanceof InputException e) {
      throw e;
    }
    if (trouble instanceof IOException e) {
      throw e;
    }
    if (trouble instanceof Error e) {
      throw e;
    }
    return new IllegalStateException("reading a blob failed", trouble);
  }

  private void readAll() {
    try {
      while (true) {
        Slot slot = free.take();
        if (closed || !fill(slot)) {
          return;
        }
        slot.holders.set(2);
        toHash.add(slot);
        toCaller.add(slot);
      }
    } catch (Throwable e) { // handed to the caller's thread by next()
      failure = e;
    } finally {
      toHash.add(END);
      toCaller.add(END);
    }
  }

  private boolean fill(Slot slot) throws IOException, InputException {
    slot.length = 0;
    while (slot.length < slot.bytes.length) {
      int got = source.read(slot.bytes, slot.length, slot.bytes.length - slot.length);
      if (got < 0) {
        return slot.length > 0;
      }
      slot.length += got;
    }
    return true;
  }

  private void hashAll() {
    try {
      for (Slot slot = toHash.take(); slot != END; slot = toHash.take()) {
        for (MessageDigest digest : digests) {
          digest.update(slot.bytes, 0, slot.length);
        }
        release(slot);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void release(Slot slot) {
    if (slot.holders.decrementAndGet() == 0) {
      free.add(slot);
    }
  }

  private void releaseCurrent() {
    if (current != null) {
      release(current);
      current = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    free.add(END); // wakes a reader that waits for a buffer
    boolean interrupted = false;
    for (Thread thread : List.of(reader, hasher)) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Slot {
    final byte[] bytes;
    final AtomicInteger holders = new AtomicInteger();
    int length;

    Slot(int capacity) {
      bytes = new byte[capacity];
    }
  }
}
