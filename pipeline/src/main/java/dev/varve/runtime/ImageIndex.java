package dev.varve.runtime;

import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Images by all that a container may call them, so that finding the image of each of many
 * containers does not look at all images each time. Says the same as {@link ImageMatch#matches}.
 */
public final class ImageIndex {
  /** What follows every digit of a digest. */
  private static final char PAST_DIGITS = 'g';

  private final Map<String, String> bySource = new HashMap<>();
  private final Map<String, String> byName = new HashMap<>();
  private final Map<String, String> byDigest = new HashMap<>();
  private final SortedMap<String, String> byDigits = new TreeMap<>();

  /**
   * What the index needs of an image.
   *
   * @param key by which it is found; of several images that match, the first key is taken
   */
  public record Names(
      String key,
      String source,
      List<String> refs,
      @Nullable Digest configDigest,
      @Nullable Digest manifestDigest)
      implements java.io.Serializable {
    public Names {
      refs = List.copyOf(refs);
    }

    public static Names of(String key, Image image) {
      return new Names(
          key, image.source(), image.refs(), image.configDigest(), image.manifestDigest());
    }
  }

  public void add(Names image) {
    first(bySource, image.source(), image.key());
    for (String ref : image.refs()) {
      first(byName, ImageReference.completed(ref), image.key());
    }
    addDigest(image.configDigest(), image.key());
    addDigest(image.manifestDigest(), image.key());
  }

  private void addDigest(@Nullable Digest digest, String key) {
    if (digest != null) {
      first(byDigits, digest.hex(), key);
      first(byDigest, digest.toString(), key);
    }
  }

  /** The key of the image that has this source, or null. */
  @Nullable String ofSource(String source) {
    return bySource.get(source);
  }

  /** The key of the first image that answers to a reference, or null. */
  @Nullable String answeringTo(String reference) {
    String digest = reference.substring(reference.indexOf('@') + 1);
    String key = byName.get(ImageReference.completed(reference));
    key = lesserOf(key, byDigest.get(digest));
    if (Image.isImageId(digest)) {
      for (String one : byDigits.subMap(digest, digest + PAST_DIGITS).values()) {
        key = lesserOf(key, one);
      }
    }
    return key;
  }

  static @Nullable String lesserOf(@Nullable String a, @Nullable String b) {
    return a == null || b == null ? (a == null ? b : a) : lesser(a, b);
  }

  private static void first(Map<String, String> keys, String name, String key) {
    keys.merge(name, key, ImageIndex::lesser);
  }

  private static String lesser(String a, String b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
