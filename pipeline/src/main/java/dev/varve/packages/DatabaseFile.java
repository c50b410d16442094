package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.PackageFile;
import dev.varve.layer.PathOrder;

/**
 * One live file of a package database.
 *
 * @param path real path
 * @param content as far as it was kept
 * @param whole whether that is all
 */
record DatabaseFile(
    PackageFile kind, Bytes path, Bytes content, boolean whole, long modifiedSeconds) {

  /** The last component of the path. */
  String name() {
    return PathOrder.baseName(path).text();
  }

  /** The content, all of it. */
  Bytes read() throws InputException {
    if (!whole) {
      throw new InputException(
          ReasonCode.FILE_TOO_LARGE, path.text(), "it is larger than what is kept of such files");
    }
    return content;
  }

  InputException malformed(String detail) {
    return new InputException(ReasonCode.PACKAGE_DATABASE_MALFORMED, path.text(), detail);
  }
}
