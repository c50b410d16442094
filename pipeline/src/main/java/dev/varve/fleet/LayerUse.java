package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.LayerDescriptor;
import dev.varve.report.RunRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One layer of one image, yet to be read, with as much of the image as reading the layer takes.
 *
 * @param imageKey of the handle
 * @param imageName as reports call it
 * @param path of the source
 * @param bare the image with an empty config and without history
 * @param descriptor of the layer, without its command
 * @param layer index from 0
 * @param storedBytes 0 if not known without reading it
 */
record LayerUse(
    String imageKey,
    String imageName,
    String path,
    Packed<Image> bare,
    LayerDescriptor descriptor,
    int layer,
    long storedBytes)
    implements Serializable {
  static final Comparator<LayerUse> ORDER =
      Comparator.comparing(LayerUse::imageKey).thenComparingInt(LayerUse::layer);

  static LayerUse of(ImageHandle handle, int layer) {
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
    return new LayerUse(
        handle.key(),
        image.name(),
        handle.path(),
        Packed.of(bare),
        bare.layers().get(layer),
        layer,
        handle.storedBytes().get(layer));
  }

  /** As {@code layers.jsonl} tells of every layer of an image, lowest first. */
  static List<RunRecords.LayerUse> records(ImageHandle handle) {
    Image image = handle.image();
    List<RunRecords.LayerUse> records = new ArrayList<>();
    for (int layer = 0; layer < image.layers().size(); layer++) {
      String createdBy = image.layers().get(layer).createdBy();
      records.add(new RunRecords.LayerUse(handle.key(), image.name(), layer, createdBy));
    }
    return records;
  }

  Image image() {
    return bare.get();
  }

  /**
   * What a layer claims to be: layers that claim the same are read together.
   *
   * @param place as {@link #place} says it
   */
  static String claim(LayerDescriptor descriptor, String place) {
    Digest claimed =
        descriptor.claimedDiffId() != null
            ? descriptor.claimedDiffId()
            : descriptor.claimedDigest();
    return claimed == null ? place : claimed.toString();
  }

  /** Where the bytes of a layer lie, with what they claim: layers of one place are read once. */
  static String place(String path, LayerDescriptor descriptor) {
    return path + "\0" + descriptor.label() + "\0" + descriptor.claimedDigest();
  }

  String place() {
    return place(path, descriptor);
  }
}
