package dev.varve.image;

/** Operating system, CPU architecture and variant of an image; empty strings where unknown. */
public record Platform(String os, String architecture, String variant)
    implements java.io.Serializable {
  public static final Platform UNKNOWN = new Platform("", "", "");

  /** {@code os/arch[/variant]}, or {@code -} if nothing is known. */
  @Override
  public String toString() {
    if (os.isEmpty() && architecture.isEmpty()) {
      return "-";
    }
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
