package dev.varve.stack;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.ImageFormat;
import dev.varve.image.ImageSource;
import dev.varve.image.LayerDescriptor;
import dev.varve.image.Platform;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One image whose layers lie in memory and claim whatever a test wants. */
final class MemorySource implements ImageSource {
  private final List<LayerDescriptor> descriptors = new ArrayList<>();
  private final List<byte[]> blobs = new ArrayList<>();
  private int opened;

  /** A layer that claims nothing but its label. */
  MemorySource layer(byte[] blob) {
    return layer(blob, null, -1, null);
  }

  MemorySource layer(byte[] blob, @Nullable Digest digest, long bytes, @Nullable Digest diffId) {
    String label = digest == null ? "layer-" + blobs.size() + ".tar" : digest.toString();
    descriptors.add(new LayerDescriptor(label, digest, bytes, diffId, null, ""));
    blobs.add(blob);
    return this;
  }

  Image image() {
    ImageConfig config =
        new ImageConfig(
            "linux",
            "amd64",
            "",
            "",
            "",
            List.of(),
            null,
            null,
            List.of(),
            "",
            List.of(),
            List.of(),
            new TreeMap<>(),
            null,
            "",
            List.of(),
            null,
            List.of(),
            Bytes.EMPTY);
    return new Image(
        name(),
        0,
        List.of("app:1"),
        ImageFormat.OCI,
        new Platform("linux", "amd64", ""),
        null,
        null,
        config,
        Bytes.EMPTY,
        descriptors,
        List.of());
  }

  /** How often a layer's bytes were asked for. */
  int opened() {
    return opened;
  }

  static Digest sha512(byte[] content) {
    return new Digest(
        "sha512", HexFormat.of().formatHex(Digest.messageDigest("sha512").digest(content)));
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Image> images(@Nullable Platform platform) {
    return List.of(image());
  }

  @Override
  public InputStream openLayer(Image image, int layer) {
    opened++;
    return new ByteArrayInputStream(blobs.get(layer));
  }

  @Override
  public long layerBytes(Image image, int layer) {
    return blobs.get(layer).length;
  }

  @Override
  public void close() {
    // nothing is held
  }
}
