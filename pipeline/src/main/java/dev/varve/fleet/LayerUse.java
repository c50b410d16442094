package dev.varve.fleet;

import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.LayerDescriptor;
import dev.varve.report.RunRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of one image, yet to be read. There are as many of these as images times layers, so
 * they carry no more of the image than reading the layer takes.
 *
 * @param imageKey of the handle
 * @param imageName as reports call it
 * @param path of the source
 * @param bare the image with an empty config and without history
 * @param descriptor of the layer, without its command
 * @param layer index from 0
 * @param storedBytes 0 if not known without reading it
 * @param createdBy the command that made it, or null
 */
record LayerUse(
    String imageKey,
    String imageName,
    String path,
    Packed<Image> bare,
    LayerDescriptor descriptor,
    int layer,
    long storedBytes,
    @Nullable String createdBy)
    implements Serializable {
  /** One for each layer of an image, lowest first. */
  static List<LayerUse> of(ImageHandle handle) {
    Image image = handle.image();
    Image bare =
        new Image(
            image.source(),
            image.position(),
            List.of(),
            image.format(),
            image.platform(),
            image.configDigest(),
            image.manifestDigest(),
            ImageConfig.EMPTY,
            image.manifestJson(),
            image.layers().stream().map(LayerDescriptor::withoutCommand).toList(),
            List.of());
    Packed<Image> packed = Packed.of(bare);
    List<LayerUse> uses = new ArrayList<>();
    for (int layer = 0; layer < image.layers().size(); layer++) {
      uses.add(
          new LayerUse(
              handle.key(),
              image.name(),
              handle.path(),
              packed,
              bare.layers().get(layer),
              layer,
              handle.storedBytes().get(layer),
              image.layers().get(layer).createdBy()));
    }
    return uses;
  }

  Image image() {
    return bare.get();
  }

  /** As {@code layers.jsonl} tells it. */
  RunRecords.LayerUse forRecord() {
    return new RunRecords.LayerUse(imageKey, imageName, layer, createdBy);
  }

  /** What the layer claims to be: layers that claim the same are read together. */
  String claim() {
    if (descriptor.claimedDiffId() != null) {
      return descriptor.claimedDiffId().toString();
    }
    if (descriptor.claimedDigest() != null) {
      return descriptor.claimedDigest().toString();
    }
    return place();
  }

  /** Where the bytes lie, with what they claim: uses of one place are read once. */
  String place() {
    return path + "\0" + descriptor.label() + "\0" + descriptor.claimedDigest();
  }
}
