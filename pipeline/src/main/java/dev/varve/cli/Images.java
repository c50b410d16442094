package dev.varve.cli;

/** How images are named on the command line (design.md section 6). */
final class Images {
  static final String DESCRIPTION =
      "A docker-save archive, OCI archive or OCI layout directory; PATH:TAG picks one of several."
          + " The prefixes docker-archive:, oci-archive: and oci: say that it is a path. What is no"
          + " file is in a registry, as with docker://: [REGISTRY/]NAME[:TAG][@DIGEST];"
          + " docker-daemon:NAME is what docker save gives.";

  private Images() {}
}
