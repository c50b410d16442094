package dev.varve.gate;

import dev.varve.blob.Bytes;
import dev.varve.blob.InflatedBlob;
import dev.varve.blob.InflaterChoice;
import dev.varve.blob.ReadAhead;
import dev.varve.blob.TarMember;
import dev.varve.blob.TarReader;
import dev.varve.failure.CarriedInputException;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.Entry;
import dev.varve.stack.TreeGlimpse;
import dev.varve.tree.Inode;
import dev.varve.tree.MergePlan;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one file of an image out of the layer that ships it. */
public final class FileContent {
  /** Files larger than this are not for a text diff. */
  private static final long MAX_BYTES = 16L << 20;

  private final Limits limits;
  private final InflaterChoice inflater;

  public FileContent(Limits limits, InflaterChoice inflater) {
    this.limits = limits;
    this.inflater = inflater;
  }

  /**
   * The content of the file at a real path (no symlink is followed), the target of a symlink, or
   * null if there is nothing that has content.
   */
  public @Nullable Bytes read(AnalyzedImage image, Bytes path, ParentLinks parentLinks)
      throws InputException, IOException {
    TreeEntry found =
        new TreeGlimpse(MergePlan.of(image.stack().listings(), parentLinks))
            .answer(tree -> tree.find(path));
    Inode inode = found == null ? null : found.inode();
    Entry entry = inode == null ? null : inode.entry();
    if (inode == null || entry == null || !(inode.isFile() || inode.isSymlink())) {
      return null;
    }
    return inode.isSymlink() ? entry.linkTarget() : read(image, inode.layer(), entry);
  }

  private Bytes read(AnalyzedImage image, int layer, Entry entry)
      throws InputException, IOException {
    String place = "layer " + layer;
    if (entry.size() > MAX_BYTES) {
      throw new InputException(
          ReasonCode.FILE_TOO_LARGE,
          place,
          entry.path().text() + " has " + entry.size() + " bytes; at most " + MAX_BYTES);
    }
    try {
      return find(image, layer, entry, place);
    } catch (CarriedInputException e) {
      throw e.input();
    }
  }

  private Bytes find(AnalyzedImage image, int layer, Entry entry, String place)
      throws InputException, IOException {
    try (InputStream stored = image.source().openLayer(image.stack().image(), layer);
        InflatedBlob content =
            InflatedBlob.open(
                stored,
                image.source().layerBytes(image.stack().image(), layer),
                Set.of(),
                inflater,
                limits,
                place);
        ReadAhead chunks = ReadAhead.start(content, List.of())) {
      TarReader tar = new TarReader(chunks, limits, place, finding -> {});
      for (TarMember member = tar.next(); member != null; member = tar.next()) {
        if (member.ordinal() == entry.ordinal()) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          if (member.size() > 0) {
            tar.readContent(bytes::write);
          }
          return Bytes.wrap(bytes.toByteArray());
        }
      }
    }
    throw new InputException(
        ReasonCode.UNREADABLE, place, entry.path().text() + " is gone; the image has changed");
  }
}
