package dev.varve.cli;

/** The forms of what is said about one image. */
enum InspectFormat {
  /** For people. */
  TEXT,
  /** One document. */
  JSON,
  /** What {@code dive --json} writes. */
  DIVE_JSON
}
