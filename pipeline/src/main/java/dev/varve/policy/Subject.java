package dev.varve.policy;

import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import dev.varve.image.Platform;
import dev.varve.json.JsonObject;
import dev.varve.runtime.Unit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a finding is about.
 *
 * @param key stays the same when the subject is built or deployed again: repository and platform of
 *     an image, unit of a container (policy-catalogue.md section 2, "Fingerprints")
 * @param name what reports call it
 */
public record Subject(Kind kind, String key, String name) implements java.io.Serializable {
  /** The kinds of subject. */
  public enum Kind {
    IMAGE,
    CONTAINER,
    /** Two images or containers that were compared. */
    PAIR,
    /** All images of a run. */
    FLEET,
    /** A document as it was written. */
    DOCUMENT;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this text form, or null. */
    public static @Nullable Kind ofLabel(String label) {
      for (Kind kind : values()) {
        if (kind.label().equals(label)) {
          return kind;
        }
      }
      return null;
    }
  }

  /** {@code kind}, {@code key} and {@code name}. */
  public JsonObject toJson() {
    return JsonObject.builder().put("kind", kind.label()).put("key", key).put("name", name).build();
  }

  /** An image, known by its first name, else by the file it was found in. */
  public static Subject of(Image image) {
    return ofImage(
        image.name(), image.refs(), image.source(), image.position(), image.platform().toString());
  }

  /**
   * An image as a run has recorded it.
   *
   * @param platform as {@link Platform#toString} writes it
   */
  public static Subject ofImage(
      String name, List<String> refs, String source, long position, String platform) {
    String repository =
        refs.isEmpty() ? fileName(source) + "#" + position : repository(refs.get(0));
    String known = platform.equals(Platform.UNKNOWN.toString()) ? "" : " " + platform;
    return new Subject(Kind.IMAGE, repository + known, name);
  }

  /** A container as a run spec describes it. */
  public static Subject of(Unit unit) {
    String name = (unit.namespace().isEmpty() ? "" : unit.namespace() + "/") + unit.name();
    return new Subject(Kind.CONTAINER, unit.key(), name);
  }

  /** A reference without tag and digest, completed as engines do: {@code docker.io/library/x}. */
  static String repository(String reference) {
    String repository = ImageReference.withoutTag(reference);
    int slash = repository.indexOf('/');
    String first = slash < 0 ? "" : repository.substring(0, slash);
    if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
      return repository;
    }
    return slash < 0 ? "docker.io/library/" + repository : "docker.io/" + repository;
  }

  private static String fileName(String source) {
    return source.substring(source.lastIndexOf('/') + 1);
  }
}
