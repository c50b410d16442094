package dev.varve.fleet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.jspecify.annotations.Nullable;

/**
 * A large part of an element, serialized once. Beam's local runner clones a whole group through its
 * coder with every bundle that adds to the group; serializing images anew each time took a tenth of
 * a scan's CPU time. The bytes of a part are cloned by copying, and read when somebody looks.
 *
 * @param <T> what is inside; immutable
 */
final class Packed<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

  private final byte[] bytes;
  private transient volatile @Nullable T content;

  private Packed(byte[] bytes, @Nullable T content) {
    this.bytes = bytes;
    this.content = content;
  }

  static <T extends Serializable> Packed<T> of(T content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 13);
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(content);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    return new Packed<>(bytes.toByteArray(), content);
  }

  /** Copies bytes and looks at nothing. */
  static <T extends Serializable> Coder<Packed<T>> coder() {
    return new PackedCoder<>();
  }

  private static final class PackedCoder<T extends Serializable> extends CustomCoder<Packed<T>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Packed<T> value, OutputStream out) throws IOException {
      BYTES.encode(value.bytes, out);
    }

    @Override
    public Packed<T> decode(InputStream in) throws IOException {
      return new Packed<>(BYTES.decode(in), null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof PackedCoder<?>;
    }

    @Override
    public int hashCode() {
      return PackedCoder.class.hashCode();
    }
  }

  T get() {
    T known = content;
    if (known == null) {
      known = read();
      content = known;
    }
    return known;
  }

  /** A hash that costs no unpacking; the same wherever the same was packed. */
  int packedHash() {
    return Arrays.hashCode(bytes);
  }

  private T read() {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      @SuppressWarnings("unchecked") // it was packed as one
      T read = (T) in.readObject();
      return read;
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("a part of an element does not come back", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Packed<?> packed && get().equals(packed.get());
  }

  @Override
  public int hashCode() {
    return get().hashCode();
  }

  @Override
  public String toString() {
    return get().toString();
  }
}
