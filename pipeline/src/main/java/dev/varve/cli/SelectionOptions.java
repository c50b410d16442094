package dev.varve.cli;

import dev.varve.image.Platform;
import dev.varve.tree.ParentLinks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which image of an archive is meant, and how its layers apply. */
@OptionGroup(heading = "Which image")
final class SelectionOptions {
  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "The image with this name or digest, or #N by position from 0.")
  private @Nullable String tag;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH[/VARIANT]",
      converter = PlatformConverter.class,
      description = "The image for this platform.")
  private @Nullable Platform platform;

  @Option(
      names = "--parent-links",
      paramLabel = "follow|overlay",
      description =
          "What an entry below a symlink of a lower layer means: it lands at the link's target"
              + " (default), or the link becomes a directory, as on overlayfs.")
  private ParentLinks parentLinks = ParentLinks.FOLLOW;

  @Nullable String tag() {
    return tag;
  }

  @Nullable Platform platform() {
    return platform;
  }

  ParentLinks parentLinks() {
    return parentLinks;
  }

  static final class PlatformConverter implements ITypeConverter<Platform> {
    @Override
    public Platform convert(String text) {
      if (!text.matches("[^/\\s]+/[^/\\s]+(/[^/\\s]+)?")) {
        throw new TypeConversionException("'" + text + "' is not OS/ARCH or OS/ARCH/VARIANT");
      }
      return Platform.parse(text);
    }
  }
}
