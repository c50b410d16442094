package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.tree.HiddenEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image ships more than once, noted while its layers are merged: files that a later layer
 * replaces, which layer hides how much of which, and contents that live under several paths.
 */
final class ShippedCopies {
  /** Replaced files that are remembered: about 10 MB. */
  private static final int MAX_REPLACED = 50_000;

  /** Contents that are remembered, by 8 bytes of their digest: about 25 MB. */
  private static final int MAX_CONTENTS = 400_000;

  /** Smaller files are not worth a link. */
  private static final long LEAST_BYTES = 4 << 10;

  private static final int MAX_PAIRS = 50;

  private final Map<Bytes, List<Copy>> replaced = new HashMap<>();
  private int replacedCount;
  private final Map<Long, Long> pairs = new TreeMap<>();
  private final Set<Long> contents = new HashSet<>();
  private long duplicateBytes;
  private boolean contentsComplete = true;

  /** A version of a file that one layer ships. */
  record Copy(int layer, @Nullable Bytes sha256, long bytes, int modeBits) {}

  /** How much of one layer another one hides. */
  record Pair(int layer, int coveredBy, long bytes) {}

  void hidden(HiddenEntry hidden) {
    if (hidden.hiddenBytes() > 0) {
      pairs.merge(((long) hidden.layer() << 32) | hidden.by(), hidden.hiddenBytes(), Long::sum);
    }
    Entry entry = hidden.entry();
    if (entry.kind() == EntryKind.FILE && replacedCount++ < MAX_REPLACED) {
      replaced
          .computeIfAbsent(entry.path(), path -> new ArrayList<>(1))
          .add(new Copy(hidden.layer(), entry.sha256(), entry.size(), entry.modeBits()));
    }
  }

  void live(FileFacts.Candidate file) {
    if (!file.isRegularFile() || file.size() < LEAST_BYTES) {
      return;
    }
    Bytes sha256 = file.sha256();
    if (sha256 == null) {
      return;
    }
    long start = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      start = start << 8 | sha256.at(i) & 0xFF;
    }
    if (contents.contains(start)) {
      duplicateBytes += file.size();
    } else if (contents.size() < MAX_CONTENTS) {
      contents.add(start);
    } else {
      contentsComplete = false;
    }
  }

  /** Versions of a file in lower layers, lowest first; null if too many files were replaced. */
  @Nullable List<Copy> below(Bytes path) {
    if (replacedCount > MAX_REPLACED) {
      return null;
    }
    List<Copy> copies = new ArrayList<>(replaced.getOrDefault(path, List.of()));
    copies.sort(java.util.Comparator.comparingInt(Copy::layer));
    return copies;
  }

  /** Which layer hides how much of which, largest first, then by layer. */
  List<Pair> pairs() {
    List<Pair> all = new ArrayList<>();
    pairs.forEach((key, bytes) -> all.add(new Pair((int) (key >> 32), key.intValue(), bytes)));
    all.sort(java.util.Comparator.comparingLong(Pair::bytes).reversed());
    return all;
  }

  /** The largest of {@link #pairs}. */
  List<Pair> largestPairs() {
    List<Pair> all = pairs();
    return all.subList(0, Math.min(MAX_PAIRS, all.size()));
  }

  /** Bytes of live files whose content an earlier path has too; null if there are too many. */
  @Nullable Long duplicateBytes() {
    return contentsComplete ? duplicateBytes : null;
  }
}
