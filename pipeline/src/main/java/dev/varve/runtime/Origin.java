package dev.varve.runtime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a value of a run spec comes from, so that "not said" never looks like "said to be off".
 *
 * @param file the document, or null if no document says it
 * @param pointer JSON pointer (RFC 6901) into it, or null
 * @param line from 1, or 0 if unknown
 */
public record Origin(How how, @Nullable String file, @Nullable String pointer, int line)
    implements java.io.Serializable {

  /** Who decided. */
  public enum How {
    /** The document says so. */
    SET,
    /** The image's config says so. */
    IMAGE,
    /** The engine's default. */
    DEFAULT,
    /** A description of the host says so. */
    HOST_PROFILE,
    /** It depends on the host, which is not described. */
    UNKNOWN;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static final Origin ENGINE_DEFAULT = new Origin(How.DEFAULT, null, null, 0);
  public static final Origin OF_IMAGE = new Origin(How.IMAGE, null, null, 0);

  /** The same place, decided by somebody else. */
  public Origin as(How decided) {
    return new Origin(decided, file, pointer, line);
  }

  public static Origin set(String file, String pointer, int line) {
    return new Origin(How.SET, file, pointer, line);
  }
}
