package dev.varve.report.parquet;

import java.util.List;

/** What the tables are called; to be known where the libraries that write them are not. */
public final class TableFiles {
  private static final String SUFFIX = ".parquet";

  /** The names of all of them. */
  public static final List<String> ALL =
      List.of(named("findings"), named("images"), named("layers"), named("files"));

  private TableFiles() {}

  static String named(String label) {
    return label + SUFFIX;
  }
}
