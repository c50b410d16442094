package dev.varve.gate;

import dev.varve.image.Platform;
import org.jspecify.annotations.Nullable;

/**
 * An image as a command line names it.
 *
 * @param spec a path with an optional prefix and tag (design.md section 6)
 * @param tag as {@code --tag} gives it, or null
 * @param platform as {@code --platform} gives it, or null
 */
public record ImageChoice(String spec, @Nullable String tag, @Nullable Platform platform) {}
