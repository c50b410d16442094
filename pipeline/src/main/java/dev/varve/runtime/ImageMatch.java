package dev.varve.runtime;

import dev.varve.image.Image;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which image a container goes with: the one that the user maps it to, else the one that its run
 * spec names, by name, completed on both sides, or by digest.
 *
 * @param mapped images by the key of a unit ({@code compose shop/api}) or its name ({@code api});
 *     an image is a reference, or the path it is read from
 */
public record ImageMatch(Map<String, String> mapped) implements java.io.Serializable {
  public static final ImageMatch BY_NAME = new ImageMatch(Map.of());

  public ImageMatch {
    mapped = new TreeMap<>(mapped);
  }

  /** False also if nothing names an image for the container. */
  public boolean matches(RunSpec run, Image image) {
    String wanted = mapped.getOrDefault(run.unit().key(), mapped.get(run.unit().name()));
    if (wanted != null) {
      return image.source().equals(wanted) || image.answersTo(wanted);
    }
    String ref = run.imageRef();
    return ref != null && !ref.isEmpty() && image.answersTo(ref);
  }

  /** The key of the first image that {@link #matches}, or null. */
  public @Nullable String find(RunSpec run, ImageIndex images) {
    String wanted = mapped.getOrDefault(run.unit().key(), mapped.get(run.unit().name()));
    if (wanted != null) {
      return ImageIndex.lesserOf(images.ofSource(wanted), images.answeringTo(wanted));
    }
    String ref = run.imageRef();
    return ref == null || ref.isEmpty() ? null : images.answeringTo(ref);
  }

  /** Whether nothing at all says which image a container goes with. */
  public boolean isOpen(RunSpec run) {
    return run.imageRef() == null
        && !mapped.containsKey(run.unit().key())
        && !mapped.containsKey(run.unit().name());
  }
}
