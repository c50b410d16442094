package dev.varve.packages;

import dev.varve.blob.Bytes;
import java.util.Locale;

/**
 * A package manager's database that the squashed tree holds.
 *
 * @param manager {@code dpkg}, {@code apk}, {@code rpm}, {@code pacman}, {@code portage}, {@code
 *     nix} or {@code guix}
 * @param path real path of its main file
 * @param packages that it says are installed
 * @param trouble why it is not {@link Status#READ}; empty if it is
 * @param changedSeconds when its files were last changed, in seconds since 1970
 */
public record PackageDatabase(
    String manager, Bytes path, Status status, int packages, String trouble, long changedSeconds) {
  /** How far a database could be read. */
  public enum Status {
    READ,
    /** Its packages are known, but not which files all of them have. */
    NO_FILE_LISTS,
    UNSUPPORTED,
    MALFORMED,
    TOO_LARGE;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
