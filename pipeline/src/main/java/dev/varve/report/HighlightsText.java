package dev.varve.report;

import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The layers to blame and the pairs to look at, for people, below the counts of a scan. */
public final class HighlightsText {
  /** Of a diffID: the algorithm and twelve digits. */
  private static final int DIGITS = 19;

  private static final int SEVERITY_COLUMNS = 9;
  private static final int RULE_COLUMNS = 8;

  private static final int MOST_NAMES = 3;

  private HighlightsText() {}

  public static void write(Highlights highlights, TextPage page) throws IOException {
    layers(highlights, page);
    pairs(highlights, page);
  }

  private static void layers(Highlights highlights, TextPage page) throws IOException {
    if (highlights.layers().isEmpty()) {
      return;
    }
    page.line("shared layers to blame, of " + SizeText.count(highlights.layersToBlame()) + ':');
    for (Highlights.BlamedLayer layer : highlights.layers()) {
      String command = layer.createdBy().isEmpty() ? null : layer.createdBy().get(0);
      String name =
          "  "
              + layer.diffId().substring(0, Math.min(DIGITS, layer.diffId().length()))
              + "  "
              + SizeText.count(layer.reach(), "image")
              + "  ";
      String made = page.cut(CommandText.of(command), page.columns() - name.length());
      page.line(name + page.ink().paint(Tone.DIM, made));
      for (Highlights.BlamedFinding finding : layer.worst()) {
        String start =
            "    "
                + TerminalText.left(finding.severity().label(), SEVERITY_COLUMNS)
                + TerminalText.left(TerminalText.of(finding.rule()), RULE_COLUMNS)
                + ' ';
        String reach =
            finding.images() == layer.reach()
                ? ""
                : "  (" + SizeText.count(finding.images(), "image") + ")";
        int room = page.columns() - TerminalText.columns(start + reach);
        String said = page.cut(TerminalText.of(message(finding)), room);
        page.wrapped(start, start.length(), said + reach);
      }
      long more = layer.findings() - layer.worst().size();
      if (more > 0) {
        page.line(page.ink().paint(Tone.DIM, "    and " + SizeText.count(more) + " more"));
      }
    }
  }

  /** Of findings of structure the message begins with what stands before it. */
  private static String message(Highlights.BlamedFinding finding) {
    return finding.message().startsWith(finding.rule())
        ? finding.message().substring(finding.rule().length()).replaceFirst("^:? ", "")
        : finding.message();
  }

  private static void pairs(Highlights highlights, TextPage page) throws IOException {
    if (highlights.pairs().isEmpty()) {
      return;
    }
    page.line("pairs, of " + SizeText.count(highlights.pairsCompared()) + ':');
    for (Highlights.PairLine pair : highlights.pairs()) {
      page.line("  " + TerminalText.of(pair.from()) + " -> " + TerminalText.of(pair.to()));
      page.wrapped("    ", 4, String.join("; ", amounts(pair)));
      if (pair.privilegedCount() > 0) {
        String start = "    new rights: ";
        page.wrapped(
            page.ink().paint(Tone.WARNING, start),
            start.length(),
            names(pair.privileged(), pair.privilegedCount()));
      }
    }
  }

  private static List<String> amounts(Highlights.PairLine pair) {
    List<String> amounts = new ArrayList<>();
    amounts.add(
        "paths +%s -%s ~%s"
            .formatted(
                SizeText.count(pair.added()),
                SizeText.count(pair.removed()),
                SizeText.count(pair.changed())));
    amounts.add(
        "bytes +%s -%s".formatted(SizeText.of(pair.bytesAdded()), SizeText.of(pair.bytesRemoved()))
            + (pair.bytesChange() == 0
                ? ""
                : ", changed files " + SizeText.signed(pair.bytesChange())));
    long packages =
        pair.packagesAdded()
            + pair.packagesRemoved()
            + pair.packagesUpgraded()
            + pair.packagesDowngraded();
    if (packages > 0) {
      amounts.add(
          "packages +%d -%d, %d up, %d down"
              .formatted(
                  pair.packagesAdded(),
                  pair.packagesRemoved(),
                  pair.packagesUpgraded(),
                  pair.packagesDowngraded()));
    }
    if (!pair.config().isEmpty()) {
      amounts.add("config: " + names(pair.config(), pair.config().size()));
    }
    return amounts;
  }

  private static String names(List<String> names, long count) {
    List<String> safe = names.stream().limit(MOST_NAMES).map(TerminalText::of).toList();
    long more = count - safe.size();
    return String.join(", ", safe) + (more > 0 ? " and " + SizeText.count(more) + " more" : "");
  }
}
