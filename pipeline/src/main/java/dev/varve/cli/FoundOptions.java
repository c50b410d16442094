package dev.varve.cli;

import dev.varve.report.Duplicate;
import dev.varve.report.Found;
import dev.varve.report.FoundJson;
import dev.varve.report.FoundText;
import dev.varve.report.JsonArrayOutput;
import dev.varve.report.TextPage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much of what is found is shown, and in what form. */
@OptionGroup(heading = "What is shown")
final class FoundOptions {
  @Option(
      names = {"-l", "--images"},
      description = "Only the names of images, each once.")
  private boolean onlyImages;

  @Option(
      names = {"-c", "--count"},
      description = "Only how much is found.")
  private boolean onlyCount;

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl has one line for each name.")
  private ListFormat format = ListFormat.TEXT;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** A search that hands over what it finds, one after another. */
  interface Search {
    Found.Totals search(Found.Taker taker) throws IOException;
  }

  /** Something written as lines of JSON. */
  private interface Lines<T> {
    T write(FoundJson json) throws IOException;
  }

  void requireSense() {
    if (onlyImages && onlyCount) {
      throw new ParameterException(
          command.commandLine(), "--images and --count exclude each other");
    }
  }

  boolean onlyImages() {
    return onlyImages;
  }

  /** Searches and shows what is found meanwhile. */
  Found.Totals show(Search search, Console console, TalkOptions talk) throws IOException {
    if (format != ListFormat.TEXT) {
      return json(
          console,
          json -> {
            Found.Totals totals = search.search(listed(json));
            if (onlyImages) {
              json.images(totals);
            }
            json.summary(totals);
            return totals;
          });
    }
    TextPage page = talk.page(console);
    FoundText text = new FoundText(page, talk.isVerbose());
    Found.Totals totals = search.search(listed(text));
    if (onlyImages) {
      text.images(totals);
    } else {
      if (!onlyCount && totals.names() > 0) {
        page.blank();
      }
      text.summary(totals);
    }
    page.flush();
    return totals;
  }

  private Found.Taker listed(Found.Taker taker) {
    return onlyImages || onlyCount ? found -> {} : taker;
  }

  /** Shows what several layers ship. */
  void show(Duplicate.Totals totals, Console console, TalkOptions talk) throws IOException {
    Duplicate.Totals shown =
        onlyCount
            ? new Duplicate.Totals(
                List.of(), totals.contents(), totals.repeatedBytes(), totals.search())
            : totals;
    if (format == ListFormat.TEXT) {
      TextPage page = talk.page(console);
      new FoundText(page, talk.isVerbose()).duplicates(shown);
      page.flush();
    } else {
      json(
          console,
          json -> {
            json.duplicates(shown);
            return shown;
          });
    }
  }

  private <T> T json(Console console, Lines<T> lines) throws IOException {
    OutputStream out = new BufferedOutputStream(console.out());
    JsonArrayOutput array = format == ListFormat.JSON ? new JsonArrayOutput(out) : null;
    T written = lines.write(new FoundJson(array == null ? out : array));
    if (array != null) {
      array.finish();
    }
    out.flush();
    return written;
  }
}
