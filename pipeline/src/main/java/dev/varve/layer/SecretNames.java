package dev.varve.layer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells by the name of a variable or setting whether its value is meant to be secret. */
public final class SecretNames {
  /**
   * What ends the name of a secret. Words that end other words too must stand alone, so that
   * neither OLDPWD nor BYPASS counts; no word stands before others, so PASSWORD_FILE does not.
   */
  private static final Pattern END =
      Pattern.compile(
          "(?i)(?:passwd|password|passphrase|requirepass|masterauth|secret|token|credentials?"
              + "|(?:^|[_.-])(?:pwd|pass)"
              + "|(?:api|access|private|secret|auth)[_.-]?key)(?:[_.-]\\d{1,9})?$");

  /** Longer than the longest end of a name that is looked for. */
  private static final int TAIL = 64;

  /** Names that say so are no secrets: {@code NEXT_PUBLIC_API_KEY}. */
  private static final Pattern PUBLIC = Pattern.compile("(?i)(?:^|[_.-])public");

  private SecretNames() {}

  /** Whether a name is a secret's; takes time that grows with the name and no faster. */
  public static boolean isSecret(String name) {
    int tail = Math.max(0, name.length() - TAIL);
    Matcher end = END.matcher(name).region(tail, name.length()).useAnchoringBounds(false);
    return end.find() && !PUBLIC.matcher(name).find();
  }
}
