package dev.varve.layer;

import java.io.IOException;

/** A store file is not what was once sealed: cut short, altered, or put there by something else. */
final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String message) {
    super(message);
  }

  DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
