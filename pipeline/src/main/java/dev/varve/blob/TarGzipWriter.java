package dev.varve.blob;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes plain files into a gzip-compressed tar archive. Nothing but names and contents goes in, so
 * that the same files make the same bytes.
 */
public final class TarGzipWriter implements Closeable {
  private final TarArchiveOutputStream out;

  /** Closing this closes {@code target}. */
  public TarGzipWriter(OutputStream target) throws IOException {
    this.out = new TarArchiveOutputStream(new GZIPOutputStream(target), "UTF-8");
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  public void add(String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    entry.setModTime(0L);
    entry.setMode(0644);
    entry.setIds(0, 0);
    entry.setNames("", "");
    out.putArchiveEntry(entry);
    out.write(content);
    out.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
