package dev.varve.fleet;

import dev.varve.report.ComparisonRecords;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunSummary;
import dev.varve.report.SizeText;
import dev.varve.report.export.ReportForm;
import dev.varve.report.parquet.TableFiles;
import dev.varve.report.seal.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a scan leaves in its folder (design.md section 7), so that an earlier run can make room for
 * a later one without taking a file of the user's with it.
 */
final class OwnFiles {
  /** Those that are made of no {@link ResultFile} and no {@link ReportForm}, and are no table. */
  private static final List<String> FURTHER =
      List.of(
          RunSummary.FILE,
          "timings.json",
          ComparisonRecords.FILE,
          Checksums.FILE,
          Checksums.SIGNATURE);

  /** More of them are counted and not named. */
  private static final int MOST_NAMED = 5;

  /** Every folder in that of the facts is one of a {@code FactsStore}. */
  private static final String LISTINGS = "listings-";

  private OwnFiles() {}

  /** The names of what no scan has left in a folder, in order. */
  static Set<String> others(Path folder) throws IOException {
    Set<String> own = new TreeSet<>(FURTHER);
    own.addAll(TableFiles.ALL);
    for (ResultFile file : ResultFile.values()) {
      own.add(file.fileName());
    }
    for (ReportForm form : ReportForm.values()) {
      own.add(form.fileName());
    }
    Set<String> others = new TreeSet<>();
    for (Path one : children(folder)) {
      String name = String.valueOf(one.getFileName());
      if (name.equals(KeptFacts.FOLDER) && isFolder(one)) {
        for (Path facts : children(one)) {
          if (!isFolder(facts) || !String.valueOf(facts.getFileName()).startsWith(LISTINGS)) {
            others.add(name + "/" + facts.getFileName());
          }
        }
      } else if (!own.contains(name) || !Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)) {
        others.add(name);
      }
    }
    return others;
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  /** Names them, and no more than a few. */
  static String named(Set<String> others) {
    return SizeText.few(List.copyOf(others), MOST_NAMED);
  }
}
