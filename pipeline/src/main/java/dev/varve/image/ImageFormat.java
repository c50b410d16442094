package dev.varve.image;

/** The shape an image was found in (semantics.md section 1). */
public enum ImageFormat {
  DOCKER_ARCHIVE("docker-archive"),
  OCI("oci"),
  DOCKER_LEGACY("docker-legacy");

  private final String label;

  ImageFormat(String label) {
    this.label = label;
  }

  /** The text form in outputs. */
  public String label() {
    return label;
  }
}
