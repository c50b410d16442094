package dev.varve.plan;

import dev.varve.image.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One archive, layout or reference of a fleet file, after globs are resolved.
 *
 * @param name how reports call it: as the fleet file writes it
 * @param path where it lies, for the process that opens it
 * @param tag which of its images, or null for all
 * @param platforms which platforms, or empty for all
 */
public record ImageRequest(String name, String path, @Nullable String tag, List<Platform> platforms)
    implements java.io.Serializable {
  public ImageRequest {
    platforms = List.copyOf(platforms);
  }
}
