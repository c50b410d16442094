package dev.varve.layer;

import java.io.IOException;

/** Bytes in a store, sealed as they are, that this version cannot have written. */
final class MalformedRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedRecordException(String message) {
    super(message);
  }
}
