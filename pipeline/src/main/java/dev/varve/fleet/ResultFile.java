package dev.varve.fleet;

import dev.varve.report.DifferenceLines;
import dev.varve.report.KeptFacts;

/** The files of a run that are put together from parts (design.md section 7). */
enum ResultFile {
  IMAGES("images.jsonl"),
  LAYERS("layers.jsonl"),
  DIFFS("diffs.jsonl"),
  /** Only if it was asked for: every path that differs. */
  DIFFERENCES(DifferenceLines.FILE),
  FINDINGS("findings.jsonl"),
  BOUNDARIES("boundaries.jsonl"),
  FAILURES("failures.jsonl"),
  /** What the run was made from, for a later one that judges it again. */
  FACTS(KeptFacts.FILE),
  /** Not published: the findings that one about the fleet stands for, with its severity. */
  FOLDS("folds"),
  /** Made from the others at the end: what became of every entry of the exceptions files. */
  EXCEPTIONS("exceptions.jsonl"),
  /** Made like them, in the profile audit alone: what every rule said of every subject. */
  VERDICTS("passes.jsonl");

  private final String fileName;

  ResultFile(String fileName) {
    this.fileName = fileName;
  }

  String fileName() {
    return fileName;
  }
}
