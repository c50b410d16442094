package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.Entry;
import dev.varve.tree.HiddenEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name that was found, with every image that ships it.
 *
 * @param path in the squashed tree; of a hidden entry as shipped
 * @param entry that shipped what the name stands for
 * @param layer diffID of the layer that gave the name its state
 * @param createdBy the command that made this layer, secrets taken out, or null
 * @param contentLayer diffID of the layer that ships the entry; another one for hard links
 * @param places in the order of the run's images
 */
public record Found(
    Bytes path,
    Entry entry,
    Digest layer,
    @Nullable String createdBy,
    Digest contentLayer,
    List<Place> places) {
  public Found {
    places = List.copyOf(places);
  }

  /**
   * An image that ships the name.
   *
   * @param layer index of the layer in it
   * @param hidden null if a container sees it
   */
  public record Place(RunImages.RunImage image, int layer, @Nullable Hidden hidden) {}

  /**
   * How a later layer hides it.
   *
   * @param by index of that layer
   * @param bytes that are shipped for nothing
   */
  public record Hidden(int by, HiddenEntry.Cause cause, long bytes) {}

  /** Takes what is found, in tree order. */
  public interface Taker {
    void take(Found found) throws java.io.IOException;
  }

  /**
   * What a search amounts to.
   *
   * @param names that were found, those of one layer once
   * @param layers distinct ones that ship them
   * @param images that ship one or more of them
   * @param searched images whose layers were all there
   * @param searchedLayers distinct layers of these
   * @param lost layers that the store no longer has, with the images that could not be searched
   */
  public record Totals(
      long names,
      int layers,
      List<RunImages.RunImage> images,
      int searched,
      int searchedLayers,
      List<Lost> lost) {
    public Totals {
      images = List.copyOf(images);
      lost = List.copyOf(lost);
    }
  }

  /** A layer without a listing, and the images that have it. */
  public record Lost(Digest layer, List<RunImages.RunImage> images) {
    public Lost {
      images = List.copyOf(images);
    }
  }
}
