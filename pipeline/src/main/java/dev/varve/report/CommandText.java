package dev.varve.report;

import dev.varve.image.LayerDescriptor;
import dev.varve.policy.BuildSecrets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command that made a layer, without what every builder writes around it. */
public final class CommandText {
  /** The classic builder runs every instruction through a shell and marks those that are none. */
  private static final Pattern NOP = Pattern.compile("^/bin/sh -c #\\(nop\\)\\s*");

  private static final Pattern SHELL = Pattern.compile("^(?:RUN )?/bin/sh -c ");

  /** BuildKit's mark behind the instruction. */
  private static final Pattern BUILDKIT = Pattern.compile("(?<!\\s)\\s*+# buildkit\\s*$");

  private static final Pattern ARGUMENTS = Pattern.compile("^\\|\\d+ ");

  private CommandText() {}

  /** A safe text on one line; {@code -} if the image does not say. */
  public static String of(LayerDescriptor layer) {
    return of(layer.createdBy());
  }

  /** As {@link #of(LayerDescriptor)}, with secrets taken out. */
  public static String redacted(LayerDescriptor layer) {
    String createdBy = layer.createdBy();
    return of(createdBy == null ? null : BuildSecrets.redact(createdBy));
  }

  static String of(@Nullable String createdBy) {
    if (createdBy == null || createdBy.isBlank()) {
      return "-";
    }
    String text = BUILDKIT.matcher(createdBy.strip()).replaceFirst("");
    if (NOP.matcher(text).find()) {
      text = NOP.matcher(text).replaceFirst("");
    } else if (SHELL.matcher(text).find()) {
      text = "RUN " + SHELL.matcher(text).replaceFirst("");
    } else if (ARGUMENTS.matcher(text).find()) {
      text = "RUN " + text;
    }
    return TerminalText.of(text.strip().replaceAll("[\\t\\n\\r ]+", " "));
  }
}
