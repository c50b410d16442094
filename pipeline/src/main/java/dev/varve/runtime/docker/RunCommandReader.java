package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.runtime.ProjectFiles;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.docker.CommandWords.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code docker run}, {@code podman run} and {@code nerdctl run} commands, alone or in a
 * script, after {@code sudo} or variables. Nothing is run and no variable of the shell is known but
 * {@code $PWD}, which is the project's folder, and {@code $HOME}.
 */
public final class RunCommandReader {
  private RunCommandReader() {}

  /** Whether a text is a script in which a container is run. */
  public static boolean recognizes(String text) {
    return CommandWords.commands(text).stream().anyMatch(words -> RunCommand.start(words) >= 0);
  }

  /**
   * The containers that a script runs, in its order.
   *
   * @param document as messages call it
   * @param firstLine the line of its document on which the text begins
   */
  public static List<RunSpec> read(String text, String document, int firstLine, ProjectFiles files)
      throws InputException, IOException {
    List<RunSpec> runs = new ArrayList<>();
    for (List<Word> words : CommandWords.commands(text)) {
      if (RunCommand.start(words) >= 0) {
        List<Word> placed =
            words.stream()
                .map(w -> new Word(w.text(), w.line() + firstLine - 1, w.known()))
                .toList();
        runs.add(new CommandContainer(RunCommand.parse(document, placed), files).read());
      }
    }
    return runs;
  }
}
