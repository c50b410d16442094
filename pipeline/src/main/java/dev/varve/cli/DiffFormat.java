package dev.varve.cli;

/** The forms of a comparison of two images. */
enum DiffFormat {
  /** For people. */
  TEXT,
  /** One document. */
  JSON,
  /** The canonical lines of semantics.md section 10. */
  JSONL,
  /** A page on its own. */
  HTML,
  /** For a comment on a change. */
  MARKDOWN,
  /** What container-diff writes. */
  CONTAINER_DIFF_JSON
}
