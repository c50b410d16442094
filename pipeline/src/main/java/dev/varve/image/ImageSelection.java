package dev.varve.image;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which image of a source is meant (semantics.md section 1): never guessed, never simply the first.
 *
 * @param tag a name, a manifest or config digest, or {@code #N} by position from 0; null for any
 * @param platform null for any
 */
public record ImageSelection(@Nullable String tag, @Nullable Platform platform)
    implements java.io.Serializable {
  private static final int MAX_POSITION_DIGITS = 9;

  /**
   * The one image meant.
   *
   * @throws InputException {@code several-images} or {@code no-such-image}; the detail lists what
   *     there is
   */
  public Image one(ImageSource source) throws InputException, IOException {
    List<Image> all = source.images(platform);
    List<Image> chosen = withoutCopies(matching(all));
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    throw new InputException(
        chosen.isEmpty() ? ReasonCode.NO_SUCH_IMAGE : ReasonCode.SEVERAL_IMAGES,
        source.name(),
        options(all));
  }

  /**
   * Every image meant, in stored order: all of the source if nothing is asked for, all platforms of
   * a tag if only the tag is. {@code no-such-image} if there is none.
   */
  public List<Image> all(ImageSource source) throws InputException, IOException {
    List<Image> all = source.images(platform);
    List<Image> chosen = matching(all);
    if (chosen.isEmpty()) {
      throw new InputException(ReasonCode.NO_SUCH_IMAGE, source.name(), options(all));
    }
    return chosen;
  }

  private List<Image> matching(List<Image> all) {
    List<Image> chosen = tag == null ? all : matchingTag(all, tag);
    return platform == null
        ? chosen
        : chosen.stream().filter(image -> platform.accepts(image.platform())).toList();
  }

  private static List<Image> matchingTag(List<Image> all, String tag) {
    if (tag.matches("#[0-9]+")) {
      if (tag.length() > MAX_POSITION_DIGITS) {
        return List.of();
      }
      int position = Integer.parseInt(tag.substring(1));
      return position < all.size() ? List.of(all.get(position)) : List.of();
    }
    List<Image> exact =
        all.stream()
            .filter(
                image ->
                    image.refs().contains(tag)
                        || isDigest(tag, image.manifestDigest())
                        || isDigest(tag, image.configDigest()))
            .toList();
    if (!exact.isEmpty()) {
      return exact;
    }
    String completed = ImageReference.completed(tag);
    return all.stream()
        .filter(
            image ->
                image.refs().stream()
                    .anyMatch(ref -> ImageReference.completed(ref).equals(completed)))
        .toList();
  }

  private static boolean isDigest(String tag, @Nullable Object digest) {
    return digest != null && digest.toString().equals(tag);
  }

  /** The same manifest and config under several names is one image. */
  private static List<Image> withoutCopies(List<Image> images) {
    Set<String> seen = new HashSet<>();
    List<Image> distinct = new ArrayList<>();
    for (Image image : images) {
      boolean identified = image.configDigest() != null || image.manifestDigest() != null;
      if (!identified || seen.add(image.manifestDigest() + " " + image.configDigest())) {
        distinct.add(image);
      }
    }
    return distinct;
  }

  private static String options(List<Image> images) {
    return images.stream()
        .map(
            image ->
                "#"
                    + image.position()
                    + " "
                    + (image.refs().isEmpty() ? "-" : String.join(",", image.refs()))
                    + " "
                    + image.platform())
        .collect(Collectors.joining("; "));
  }
}
