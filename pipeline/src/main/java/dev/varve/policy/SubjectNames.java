package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import dev.varve.runtime.SourceDocument;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What entries of an exceptions file may call a subject.
 *
 * @param images every form of the image's name: repository, with tag, with digest, {@code @digest};
 *     as written and completed; empty if no image is known
 * @param units both forms of the container's path, without and with the container's name; empty for
 *     an image
 */
record SubjectNames(List<String> images, List<String> units) {
  SubjectNames {
    images = List.copyOf(images);
    units = List.copyOf(units);
  }

  static SubjectNames of(Image image) {
    List<String> digests = new ArrayList<>();
    for (Digest digest : new Digest[] {image.manifestDigest(), image.configDigest()}) {
      if (digest != null) {
        digests.add(digest.toString());
      }
    }
    List<String> refs = image.refs().isEmpty() ? List.of(image.name()) : image.refs();
    return new SubjectNames(names(refs, digests), List.of());
  }

  /**
   * A container.
   *
   * @param image it runs, or null if that is not known
   * @param imageRef as its run spec names the image, or null
   */
  static SubjectNames of(Unit unit, @Nullable Image image, @Nullable String imageRef) {
    List<String> images =
        image != null
            ? of(image).images()
            : imageRef == null ? List.of() : names(List.of(imageRef), List.of());
    return new SubjectNames(images, List.of(unit.path(), unit.path() + "/" + unit.container()));
  }

  /** A document as it was written; it takes the place of a unit. */
  static SubjectNames of(SourceDocument document) {
    return new SubjectNames(List.of(), List.of(document.file(), document.name()));
  }

  /** An image as a run has recorded it. */
  static SubjectNames ofRecord(List<String> refs, List<String> digests) {
    return new SubjectNames(names(refs, digests), List.of());
  }

  private static List<String> names(List<String> refs, List<String> digests) {
    Set<String> names = new LinkedHashSet<>();
    for (String ref : refs) {
      for (String form : List.of(ref, ImageReference.completed(ref))) {
        String repository = ImageReference.withoutTag(form);
        names.add(form);
        names.add(repository);
        digests.forEach(digest -> names.add(repository + "@" + digest));
      }
    }
    digests.forEach(digest -> names.add("@" + digest));
    return List.copyOf(names);
  }
}
