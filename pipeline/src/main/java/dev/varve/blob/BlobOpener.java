package dev.varve.blob;

import dev.varve.failure.InputException;
import java.io.IOException;
import java.io.InputStream;

/** Opens the stored bytes of one blob from their beginning, as often as it is asked. */
@FunctionalInterface
public interface BlobOpener {
  /** A new stream, which the caller closes. */
  InputStream open() throws IOException, InputException;
}
