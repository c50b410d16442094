package dev.varve.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The outer form in which images are stored on disk, and what is deliberately wrong with it.
 *
 * @param shape the kind of archive or layout
 * @param outerCompression of an archive as a whole
 * @param prefix put before every name in an archive
 * @param layerLinks whether a classic docker-save archive stores a repeated layer as a symlink
 * @param indexNull whether the index beside a docker-save archive has {@code manifests: null}
 * @param nestedIndex whether the images lie in an index inside the index
 * @param attestation whether an attestation manifest lies beside the images
 * @param absentPlatform whether the index names a platform whose manifest is not there
 * @param corruption what is wrong
 */
public record ImagePackaging(
    Shape shape,
    LayerCompression outerCompression,
    String prefix,
    boolean layerLinks,
    boolean indexNull,
    boolean nestedIndex,
    boolean attestation,
    boolean absentPlatform,
    Corruption corruption) {

  /** Where images can lie. */
  public enum Shape {
    OCI_LAYOUT,
    OCI_ARCHIVE,
    DOCKER_ARCHIVE,
    DOCKER_V25,
    DOCKER_LEGACY
  }

  /** Ways to break what surrounds the layers. */
  public enum Corruption {
    NONE,
    /** The config names another diffID for the last layer. */
    DIFF_ID,
    /** The last layer's blob is another than its name says. */
    LAYER_BLOB,
    /** The descriptor of the last layer has another size. */
    LAYER_SIZE,
    FEWER_DIFF_IDS,
    NO_DIFF_IDS,
    /** The last layer tar loses its last 1535 bytes. */
    TRUNCATE_TAR,
    /** Every layer blob loses its last 20 bytes. */
    TRUNCATE_GZIP,
    /** The first byte of the last layer tar is another. */
    HEADER_CHECKSUM,
    LAYER_MISSING,
    LAYER_LINK_LOOP,
    /** The config file is named after another digest. */
    CONFIG_NAME
  }

  /** The packaging of this shape with nothing special about it. */
  public static ImagePackaging plain(Shape shape) {
    return new ImagePackaging(
        shape, LayerCompression.NONE, "", false, false, false, false, false, Corruption.NONE);
  }

  /** Reads the options that a vector or fixture file gives by name. */
  public static ImagePackaging of(Map<String, Object> options) {
    return new ImagePackaging(
        Shape.valueOf(constant(options.getOrDefault("shape", "oci-layout"))),
        LayerCompression.valueOf(constant(options.getOrDefault("outerCompression", "none"))),
        String.valueOf(options.getOrDefault("prefix", "")),
        Boolean.TRUE.equals(options.get("layerSymlinks")),
        Boolean.TRUE.equals(options.get("indexNull")),
        Boolean.TRUE.equals(options.get("nestedIndex")),
        Boolean.TRUE.equals(options.get("attestation")),
        Boolean.TRUE.equals(options.get("absentPlatform")),
        Corruption.valueOf(constant(options.getOrDefault("corrupt", "none"))));
  }

  private static String constant(Object name) {
    return String.valueOf(name).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * Writes the images.
   *
   * @param target a folder for a layout, else a file; its folder must be there
   */
  public void write(List<TestImage> images, Path target) throws IOException {
    ArchiveFiles files =
        switch (shape) {
          case OCI_LAYOUT, OCI_ARCHIVE -> OciFiles.of(images, this);
          case DOCKER_ARCHIVE, DOCKER_V25 -> DockerFiles.of(images, this);
          case DOCKER_LEGACY -> DockerFiles.legacy(images);
        };
    if (shape == Shape.OCI_LAYOUT) {
      files.writeTo(target);
    } else {
      Files.write(target, outerCompression.encode(files.tar(prefix)));
    }
  }
}
