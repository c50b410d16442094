package dev.varve.packages;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose a file is.
 *
 * @param owner the package that lists it; null if none does or several do (directories)
 * @param digestMatches whether the content is what the package's database says; null if it does not
 *     say, if the package expects changes, or if the digest was not computed
 */
public record Ownership(
    Kind kind, @Nullable InstalledPackage owner, @Nullable Boolean digestMatches) {
  static final Ownership UNOWNED = new Ownership(Kind.UNOWNED, null, null);

  /** Of a file that nothing can be said about. */
  public static final Ownership UNKNOWN = new Ownership(Kind.UNKNOWN, null, null);

  /** What is known about it. */
  public enum Kind {
    OWNED,
    /** Owned, with other content than the database says. */
    MODIFIED,
    UNOWNED,
    /** A database is there that could not be read, or that does not list all files. */
    UNKNOWN;

    /** The text form in facts and selectors. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
