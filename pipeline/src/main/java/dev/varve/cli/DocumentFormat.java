package dev.varve.cli;

/** The forms of a result that is no list. */
enum DocumentFormat {
  TEXT,
  JSON
}
