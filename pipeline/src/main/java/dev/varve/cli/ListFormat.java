package dev.varve.cli;

/** The forms of a list of records. */
enum ListFormat {
  /** For people. */
  TEXT,
  /** One document. */
  JSON,
  /** The canonical lines of semantics.md section 10. */
  JSONL
}
