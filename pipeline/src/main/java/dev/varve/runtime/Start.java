package dev.varve.runtime;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What starts in a container, link by link (policy-catalogue.md sections 1.1 and 1.2).
 *
 * @param argv entrypoint and command joined
 * @param form {@code exec} or {@code shell} (the engine's own {@code /bin/sh -c}); {@code none} if
 *     there is nothing to start
 * @param status the worst of the links that must work
 * @param notes what could not be followed, and what is odd
 * @param dropsTo the user that a privilege tool in the chain switches to, or null
 * @param pathBeforeHit PATH elements that were searched in vain before a command was found, in
 *     order and without repeats
 */
public record Start(
    List<String> argv,
    String form,
    Status status,
    List<ChainLink> links,
    List<String> notes,
    @Nullable Drop dropsTo,
    List<PathElement> pathBeforeHit)
    implements java.io.Serializable {
  public Start {
    argv = List.copyOf(argv);
    links = List.copyOf(links);
    notes = List.copyOf(notes);
    pathBeforeHit = List.copyOf(pathBeforeHit);
  }

  /** Whether something can start. */
  public enum Status {
    OK,
    /** What it runs is only known when it runs. */
    DYNAMIC,
    /** A mount hides it, so the image cannot say. */
    COVERED,
    WRONG_ARCH,
    NOT_EXECUTABLE,
    DIRECTORY,
    DANGLING,
    LOOP,
    MISSING;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A change of user on the way.
   *
   * @param uid null if the name is unknown
   * @param user as written
   * @param via absolute path of the tool
   * @param certain whether the tool runs whatever happens: it is no branch of a script
   */
  public record Drop(@Nullable Long uid, String user, String via, boolean certain)
      implements java.io.Serializable {}

  /**
   * A directory of PATH.
   *
   * @param element as written; empty for the working directory
   * @param present whether the image has it
   * @param writableBy who may put files into it, or create it
   */
  public record PathElement(String element, boolean present, List<String> writableBy)
      implements java.io.Serializable {
    public PathElement {
      writableBy = List.copyOf(writableBy);
    }
  }
}
