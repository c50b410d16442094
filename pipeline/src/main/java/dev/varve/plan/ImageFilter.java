package dev.varve.plan;

import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import dev.varve.layer.PathGlob;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the images that are there are wanted, by their names, wherever they lie. A glob is of a
 * repository, with or without its registry, and may go on with a colon and a tag: {@code team/*},
 * {@code registry.example/**:1.*}; {@code *} stays between slashes and {@code **} does not.
 *
 * @param include globs of which one must match; none for all
 * @param exclude globs of which none may match
 * @param maxImages at most so many, those of the newest versions; null for all
 */
public record ImageFilter(List<String> include, List<String> exclude, @Nullable Integer maxImages)
    implements java.io.Serializable {
  /** Everything is wanted. */
  public static final ImageFilter ALL = new ImageFilter(List.of(), List.of(), null);

  public ImageFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** Whether some images may not be wanted for their names. */
  public boolean selects() {
    return !include.isEmpty() || !exclude.isEmpty();
  }

  /** Whether an image is wanted; one without a name is called by its source. */
  public boolean accepts(Image image) {
    return accepts(image.refs().isEmpty() ? List.of(image.source()) : image.refs());
  }

  /** Whether an image called so is not wanted, be it there or not. */
  public boolean leavesOut(String name) {
    return !accepts(List.of(name));
  }

  /** Whether something with these names is wanted. */
  boolean accepts(List<String> names) {
    return (include.isEmpty() || anyMatches(include, names)) && !anyMatches(exclude, names);
  }

  private static boolean anyMatches(List<String> globs, List<String> names) {
    List<String> forms = names.stream().flatMap(ImageFilter::forms).distinct().toList();
    return globs.stream()
        .map(PathGlob::of)
        .anyMatch(glob -> forms.stream().anyMatch(glob::matches));
  }

  /** As written and completed, with and without registry, with and without tag. */
  private static Stream<String> forms(String name) {
    String completed = ImageReference.completed(name);
    return Stream.of(name, completed, completed.substring(completed.indexOf('/') + 1))
        .flatMap(form -> Stream.of(form, ImageReference.withoutTag(form)));
  }
}
