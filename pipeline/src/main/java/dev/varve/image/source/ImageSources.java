package dev.varve.image.source;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.ImageReference;
import dev.varve.image.ImageSelection;
import dev.varve.image.ImageSource;
import dev.varve.image.Platform;
import dev.varve.image.archive.ImageArchive;
import dev.varve.image.daemon.DockerDaemon;
import dev.varve.image.layout.LayoutDirectory;
import dev.varve.image.registry.Registries;
import dev.varve.image.registry.RegistryAccess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens whatever a user names as an image (design.md section 6). Sources from registries share
 * their connections and are to be closed before this is. Safe for several threads.
 */
public final class ImageSources implements Closeable {
  /** Says that a name is one in a registry. */
  public static final String REGISTRY_PREFIX = "docker://";

  /** Says that a name is one of an image that a Docker daemon keeps. */
  public static final String DAEMON_PREFIX = "docker-daemon:";

  /** Say that a name is a file's or folder's. */
  public static final List<String> FILE_PREFIXES =
      List.of("docker-archive:", "oci-archive:", "oci:");

  private final Limits limits;
  private final Path temporary;
  private final RegistryAccess access;
  private final Registries registries;

  /**
   * @param temporary private folder of the run
   * @param access what may be done with registries
   */
  public ImageSources(Limits limits, Path temporary, RegistryAccess access) {
    this.limits = limits;
    this.temporary = temporary;
    this.access = access;
    this.registries = new Registries(access, limits);
  }

  /** Whether a path of an image source stands for an image in a registry. */
  public static boolean isRegistry(String path) {
    return path.startsWith(REGISTRY_PREFIX);
  }

  /**
   * A source together with the choice that was written into its name.
   *
   * @param tag the part after {@code PATH:}, or null
   */
  public record Opened(ImageSource source, @Nullable String tag) implements AutoCloseable {
    /**
     * What to select: the tag of an option wins over the one in the name.
     *
     * @param option of {@code --tag}, or null
     */
    public ImageSelection selection(@Nullable String option, @Nullable Platform platform) {
      return new ImageSelection(option != null ? option : tag, platform);
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }

  /** The image in a registry that a name means; empty if it means a path. */
  public static Optional<ImageReference> reference(String spec) throws InputException {
    return ImageSpec.parse(spec) instanceof ImageSpec.Remote remote
        ? Optional.of(remote.reference())
        : Optional.empty();
  }

  /**
   * Opens an archive or a directory, with or without one of the prefixes {@code docker-archive:},
   * {@code oci:}, {@code oci-archive:}; {@code PATH:TAG} carries a choice. What is not a path is a
   * registry reference, with or without the prefix {@code docker://}; {@code docker-daemon:} asks a
   * Docker daemon.
   */
  public Opened open(String spec) throws InputException, IOException {
    ImageSpec parsed = ImageSpec.parse(spec);
    if (parsed instanceof ImageSpec.Remote remote) {
      return new Opened(registries.open(remote.text(), remote.reference()), null);
    }
    if (parsed instanceof ImageSpec.Saved saved) {
      return new Opened(
          DockerDaemon.open(
              saved.text(),
              saved.image(),
              access.programs(),
              access.patience().documentMillis(),
              access.patience().leastBytesPerSecond(),
              temporary,
              limits),
          null);
    }
    ImageSpec.Stored stored = (ImageSpec.Stored) parsed;
    Path path = stored.path();
    String name = path.toString();
    ImageSource source =
        Files.isDirectory(path)
            ? LayoutDirectory.open(name, path, limits)
            : ImageArchive.open(name, path, temporary, limits);
    return new Opened(source, stored.tag());
  }

  @Override
  public void close() throws IOException {
    registries.close();
  }
}
