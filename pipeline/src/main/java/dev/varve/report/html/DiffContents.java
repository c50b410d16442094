package dev.varve.report.html;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.tree.Inode;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** Where a page gets the contents of files from, of which it asks for few and small ones. */
@FunctionalInterface
public interface DiffContents {
  /**
   * The contents of some of the regular files.
   *
   * @param second whether they are of the second image
   */
  Map<Inode, Bytes> read(boolean second, Collection<Inode> files)
      throws InputException, IOException;
}
