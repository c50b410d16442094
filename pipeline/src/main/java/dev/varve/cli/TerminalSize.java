package dev.varve.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the terminal of this process how wide it is, through the program {@code stty}: a JDK cannot
 * ask itself, and shells do not export {@code COLUMNS}.
 */
final class TerminalSize {
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("[0-9]{1,5} ([0-9]{1,5})\\s*");

  /** It answers at once or never. */
  private static final int MAX_SECONDS = 2;

  private TerminalSize() {}

  /** Columns of the controlling terminal; 0 if there is none or it does not know. */
  static int columns() {
    File terminal = new File("/dev/tty");
    if (!terminal.exists()) {
      return 0;
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream answer = stty.getInputStream()) {
        if (!stty.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
          return 0;
        }
        String text = new String(answer.readNBytes(64), StandardCharsets.US_ASCII);
        Matcher size = ROWS_AND_COLUMNS.matcher(text);
        return size.matches() ? Integer.parseInt(size.group(1)) : 0;
      } finally {
        stty.destroyForcibly();
      }
    } catch (IOException e) {
      // No stty here, or no terminal behind /dev/tty: the usual width has to do.
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
