package dev.varve.image.archive;

import dev.varve.blob.ArchiveIndex;
import dev.varve.blob.PlainFile;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.ImageSource;
import dev.varve.image.StoredFiles;
import dev.varve.image.StoredImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The members of a tar archive, read in place. */
public final class ImageArchive implements StoredFiles {
  private final FileChannel channel;
  private final ArchiveIndex index;

  private ImageArchive(FileChannel channel, ArchiveIndex index) {
    this.channel = channel;
    this.index = index;
  }

  /**
   * @param name the path as the user wrote it
   * @param temporary folder for the inflated copy of an archive that is compressed as a whole
   */
  public static ImageSource open(String name, Path file, Path temporary, Limits limits)
      throws InputException, IOException {
    FileChannel channel = PlainFile.open(file, temporary, name, limits);
    try {
      return of(name, channel, limits);
    } catch (InputException | IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * An archive that is open already.
   *
   * @param channel its plain bytes; closed with the source, or by the caller if this throws
   */
  public static ImageSource of(String name, FileChannel channel, Limits limits)
      throws InputException, IOException {
    return new StoredImages(
        name, new ImageArchive(channel, ArchiveIndex.read(channel, name, limits)), limits);
  }

  @Override
  public @Nullable StoredFile find(String name) throws InputException {
    ArchiveIndex.Place place = index.find(name);
    return place == null ? null : new ArchiveMember(index, place);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private record ArchiveMember(ArchiveIndex index, ArchiveIndex.Place place) implements StoredFile {
    @Override
    public long bytes() {
      return place.bytes();
    }

    @Override
    public InputStream open() {
      return index.open(place);
    }
  }
}
