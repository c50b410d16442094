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
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads files of an image out of the layers that ship them. */
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

  /**
   * The contents of several regular files of an image; each layer is read once at most, and only as
   * far as needed.
   *
   * @param files of the image's tree; the caller bounds what they take in memory
   */
  public Map<Inode, Bytes> read(AnalyzedImage image, Collection<Inode> files)
      throws InputException, IOException {
    Map<Integer, Map<Integer, Inode>> wanted = new TreeMap<>();
    for (Inode file : files) {
      Entry entry = file.entry();
      if (entry != null && file.isFile()) {
        wanted.computeIfAbsent(file.layer(), layer -> new TreeMap<>()).put(entry.ordinal(), file);
      }
    }
    Map<Inode, Bytes> contents = new IdentityHashMap<>();
    try {
      for (Map.Entry<Integer, Map<Integer, Inode>> layer : wanted.entrySet()) {
        read(
            image,
            layer.getKey(),
            layer.getValue().keySet(),
            (ordinal, bytes) -> contents.put(layer.getValue().get(ordinal), bytes));
      }
    } catch (CarriedInputException e) {
      throw e.input();
    }
    return contents;
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
    List<Bytes> found = new ArrayList<>(1);
    try {
      read(image, layer, Set.of(entry.ordinal()), (ordinal, bytes) -> found.add(bytes));
    } catch (CarriedInputException e) {
      throw e.input();
    }
    if (found.isEmpty()) {
      throw new InputException(
          ReasonCode.UNREADABLE, place, entry.path().text() + " is gone; the image has changed");
    }
    return found.get(0);
  }

  private void read(
      AnalyzedImage image, int layer, Set<Integer> ordinals, BiConsumer<Integer, Bytes> taker)
      throws InputException, IOException {
    String place = "layer " + layer;
    int left = ordinals.size();
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
      for (TarMember member = tar.next(); member != null && left > 0; member = tar.next()) {
        if (ordinals.contains(member.ordinal())) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          if (member.size() > 0) {
            tar.readContent(bytes::write);
          }
          taker.accept(member.ordinal(), Bytes.wrap(bytes.toByteArray()));
          left--;
        }
      }
    }
  }
}
