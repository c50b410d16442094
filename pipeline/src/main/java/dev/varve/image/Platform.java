package dev.varve.image;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Operating system, CPU architecture and variant of an image; empty strings where unknown. */
public record Platform(String os, String architecture, String variant)
    implements java.io.Serializable {
  public static final Platform UNKNOWN = new Platform("", "", "");

  /** Parses {@code os/arch[/variant]}; parts that are missing are empty, more are ignored. */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    return new Platform(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  /** Whether an image for {@code other} is what this one asks for: no variant means any. */
  public boolean accepts(Platform other) {
    return os.equals(other.os)
        && architecture.equals(other.architecture)
        && (variant.isEmpty() || variant.equals(other.variant));
  }

  /** The parts that are known, joined by slashes; empty if nothing is known. */
  public String label() {
    return Stream.of(os, architecture, variant)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("/"));
  }

  /** As {@link #label}, but {@code -} if nothing is known. */
  @Override
  public String toString() {
    String label = label();
    return label.isEmpty() ? "-" : label;
  }
}
