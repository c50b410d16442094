package dev.varve.cli;

import dev.varve.blob.InflaterChoice;
import dev.varve.failure.Limits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How layers are read, and the bounds that protect from hostile ones (design.md section 9). */
@OptionGroup(
    heading = "Limits, against hostile images",
    common = true,
    environment = {"TMPDIR: where temporary folders are made, in place of /tmp"})
final class LimitOptions {
  @Option(
      names = "--inflater",
      paramLabel = "auto|jdk|isal",
      description = "What inflates gzip: libisal where it pays, or always the one named.")
  private InflaterChoice inflater = InflaterChoice.AUTO;

  @Option(
      names = "--max-entries",
      paramLabel = "N",
      converter = Quantity.class,
      description = "Tar members of a layer; default 10 million.")
  private long maxEntries = Limits.DEFAULT.maxEntries();

  @Option(
      names = "--max-path-bytes",
      paramLabel = "N",
      converter = SmallQuantity.class,
      description = "Bytes of a path; default 4096.")
  private int maxPathBytes = Limits.DEFAULT.maxPathBytes();

  @Option(
      names = "--max-path-depth",
      paramLabel = "N",
      converter = SmallQuantity.class,
      description = "Components of a path; default 256.")
  private int maxPathDepth = Limits.DEFAULT.maxPathDepth();

  @Option(
      names = "--max-layer-bytes",
      paramLabel = "N",
      converter = Quantity.class,
      description = "Decompressed bytes of a layer, such as 512M; default 64G.")
  private long maxLayerBytes = Limits.DEFAULT.maxLayerBytes();

  @Option(
      names = "--max-compression-ratio",
      paramLabel = "N",
      converter = SmallQuantity.class,
      description = "Decompressed per compressed byte, judged after 1G; default 200.")
  private int maxCompressionRatio = Limits.DEFAULT.maxCompressionRatio();

  @Mixin private JsonLimitOptions json = new JsonLimitOptions();

  @Option(
      names = "--max-layers",
      paramLabel = "N",
      converter = SmallQuantity.class,
      description = "Layers of an image; default 512.")
  private int maxLayers = Limits.DEFAULT.maxLayers();

  @Option(
      names = "--max-manifests",
      paramLabel = "N",
      converter = SmallQuantity.class,
      description = "Manifests of an archive or layout; default 4096.")
  private int maxManifests = Limits.DEFAULT.maxManifests();

  @Option(
      names = "--max-xattr-bytes",
      paramLabel = "N",
      converter = SmallQuantity.class,
      description = "Bytes of all extended attributes of an entry; default 1M.")
  private int maxXattrBytes = Limits.DEFAULT.maxXattrBytes();

  InflaterChoice inflater() {
    return inflater;
  }

  Limits limits() {
    Limits own =
        new Limits(
            maxEntries,
            maxPathBytes,
            maxPathDepth,
            maxLayerBytes,
            maxCompressionRatio,
            Limits.DEFAULT.maxJsonBytes(),
            Limits.DEFAULT.maxJsonDepth(),
            maxLayers,
            maxManifests,
            maxXattrBytes);
    return json.within(own);
  }

  /** A positive number, with k, M or G behind it for powers of 1024. */
  static final class Quantity implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      String digits = text.replaceFirst("[kKMG]$", "");
      int shift = digits.length() == text.length() ? 0 : 10 * ("kMG".indexOf(unit(text)) + 1);
      try {
        long number = Math.multiplyExact(Long.parseLong(digits), 1L << shift);
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException | ArithmeticException e) {
        throw new TypeConversionException(complaint(text));
      }
      throw new TypeConversionException(complaint(text));
    }

    private static char unit(String text) {
      char last = text.charAt(text.length() - 1);
      return last == 'K' ? 'k' : last;
    }

    static String complaint(String text) {
      return "'" + text + "' is no positive number (k, M and G may follow it)";
    }
  }

  /** As {@link Quantity}, up to two thousand million. */
  static final class SmallQuantity implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      long number = new Quantity().convert(text);
      if (number > Integer.MAX_VALUE) {
        throw new TypeConversionException("'" + text + "' is too large");
      }
      return (int) number;
    }
  }
}
