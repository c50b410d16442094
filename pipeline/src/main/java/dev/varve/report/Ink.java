package dev.varve.report;

/** Colours of a terminal, or none. */
public enum Ink {
  /** Text as it is: for files, pipes, and whoever asked for no colours. */
  PLAIN,
  /** The sixteen colours every terminal has. */
  ANSI;

  /** Begins what a terminal acts upon; text that is safe has none. */
  static final char ESCAPE = '\u001b';

  /** Ends a change of colours. */
  static final char END = 'm';

  /** What a piece of text means; each tone has one look. */
  public enum Tone {
    HEADING("1"),
    DIM("2"),
    DIRECTORY("1;34"),
    SYMLINK("36"),
    EXECUTABLE("32"),
    DEVICE("33"),
    /** A file that gives its starter other rights. */
    PRIVILEGED("1;37;41"),
    ADDED("32"),
    REMOVED("31"),
    CHANGED("33"),
    BAD("1;31"),
    WARNING("33"),
    GOOD("32"),
    BAR("34"),
    HIDDEN_BAR("31");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /** The text in the look of a tone. The text must be safe already. */
  public String paint(Tone tone, String safe) {
    return this == PLAIN || safe.isEmpty()
        ? safe
        : ESCAPE + "[" + tone.code + END + safe + ESCAPE + "[0" + END;
  }
}
