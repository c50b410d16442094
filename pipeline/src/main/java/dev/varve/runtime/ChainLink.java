package dev.varve.runtime;

import dev.varve.blob.Bytes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One file that takes part in starting a container (policy-catalogue.md section 1.2). Paths are
 * real paths of the squashed tree, without a leading slash.
 *
 * @param number position in the chain, from 0
 * @param asked the name as the link before it writes it
 * @param via how it was found: {@code argv}, {@code PATH:/usr/bin}, {@code shebang}, {@code
 *     PT_INTERP}, {@code sh -c}, {@code exec}, or the launcher's name
 * @param path real path of the file; null if nothing was found
 * @param symlinks real paths of the symlinks followed on the way, in order
 * @param modeBits the low twelve bits; 0 if nothing was found
 * @param uid owner; -1 if nothing was found
 * @param gid owning group; -1 if nothing was found
 * @param capabilities raw value of {@code security.capability}, or null
 * @param layer that gave the name its present state; -1 if nothing was found
 * @param sha256 of the content, or null
 * @param writableBy who may change the file: {@code world}, {@code uid:n}, {@code gid:n}; uid 0 is
 *     left out, since root may write anything
 * @param dirWritableBy who may replace the file, or a symlink or directory on the way to it, in the
 *     same words; a sticky directory only lets owners do so
 * @param direction {@code gain} for sudo and its kind, {@code drop} for gosu and its kind, else
 *     null
 * @param target user that a privilege tool switches to, as written; null if it does not say
 * @param status whether the link works
 * @param notes what is odd about the link
 * @param coveredBy target of the mount that hides the image's file, or null
 */
public record ChainLink(
    int number,
    Role role,
    String asked,
    String via,
    @Nullable Bytes path,
    List<Bytes> symlinks,
    int modeBits,
    long uid,
    long gid,
    @Nullable Bytes capabilities,
    int layer,
    @Nullable Bytes sha256,
    List<String> writableBy,
    List<String> dirWritableBy,
    @Nullable String direction,
    @Nullable String target,
    Start.Status status,
    List<String> notes,
    @Nullable String coveredBy)
    implements java.io.Serializable {
  public ChainLink {
    symlinks = List.copyOf(symlinks);
    writableBy = List.copyOf(writableBy);
    dirWritableBy = List.copyOf(dirWritableBy);
    notes = List.copyOf(notes);
  }

  /** What a link does for the start. */
  public enum Role {
    /** A program that is run and is not a script. */
    BINARY,
    SCRIPT,
    /** What runs a script. */
    INTERPRETER,
    /** The dynamic loader of a program. */
    LOADER,
    /** A program that starts the next one and does little else. */
    LAUNCHER,
    /** A launcher that changes the user. */
    PRIVILEGE,
    /** What a shell string or a wrapper script runs. */
    COMMAND,
    /** A file that an interpreter is told to run. */
    CODE;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
