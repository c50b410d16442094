package dev.varve.layer;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Entries, summaries and whole layers for tests of the facts store. */
final class StoreEntries {
  static final Digest DIFF_ID = Digest.sha256Of(new byte[] {1});
  static final Digest OTHER_ID = Digest.sha256Of(new byte[] {2});

  private StoreEntries() {}

  static Entry file(int ordinal, String path) {
    return of(ordinal, EntryKind.FILE, path);
  }

  static Entry dir(int ordinal, String path) {
    return of(ordinal, EntryKind.DIR, path);
  }

  static Entry of(int ordinal, EntryKind kind, String path) {
    return new Entry(
        ordinal,
        kind,
        kind == EntryKind.DIR ? '5' : '0',
        Bytes.utf8(path),
        null,
        0,
        kind == EntryKind.FILE ? digest(0) : null,
        0644,
        0,
        0,
        Bytes.EMPTY,
        Bytes.EMPTY,
        1_700_000_000L,
        0,
        Bytes.EMPTY,
        0,
        0,
        List.of());
  }

  static Bytes digest(int seed) {
    return Bytes.fromHex(Digest.sha256Of(new byte[] {(byte) seed}).hex());
  }

  /** Any values a tar could carry, odd ones far more often than in life. */
  static Entry random(Random random, int ordinal, Bytes path) {
    EntryKind kind = EntryKind.values()[random.nextInt(EntryKind.COUNT)];
    List<Xattr> xattrs = new ArrayList<>();
    for (int i = random.nextInt(8) - 5; i > 0; i--) {
      xattrs.add(new Xattr(bytes(random, 20), bytes(random, random.nextInt(10) == 0 ? 5000 : 40)));
    }
    return new Entry(
        ordinal,
        kind,
        random.nextInt(256),
        path,
        random.nextInt(10) == 0 ? bytes(random, 50) : null,
        number(random),
        kind == EntryKind.FILE ? digest(random.nextInt(3)) : null,
        random.nextInt(010000),
        number(random),
        number(random),
        bytes(random, 3),
        bytes(random, 3),
        number(random),
        random.nextInt(1_000_000_000),
        random.nextInt(4) == 0 ? bytes(random, 4096) : Bytes.EMPTY,
        random.nextInt(3) == 0 ? number(random) : 0,
        random.nextInt(3) == 0 ? number(random) : 0,
        xattrs);
  }

  /** Distinct paths of few distinct components, so that many share a directory. */
  static List<Bytes> randomPaths(Random random, int count) {
    String[] parts = {"a", "a-b", "a.b", "b", "lib", "\u00fc", "Z", "a b", ".wh.x", "~"};
    Set<Bytes> paths = new HashSet<>();
    while (paths.size() < count) {
      Bytes path = Bytes.EMPTY;
      for (int depth = random.nextInt(6); depth >= 0; depth--) {
        Bytes part =
            random.nextInt(4) == 0
                ? oddComponent(random)
                : Bytes.utf8(parts[random.nextInt(parts.length)]);
        path = PathOrder.join(path, part);
      }
      paths.add(path);
    }
    return new ArrayList<>(paths);
  }

  private static Bytes oddComponent(Random random) {
    byte[] name = new byte[1 + random.nextInt(12)];
    for (int i = 0; i < name.length; i++) {
      int b = 1 + random.nextInt(255);
      name[i] = (byte) (b == '/' ? 0xFF : b);
    }
    return Bytes.wrap(name);
  }

  private static Bytes bytes(Random random, int most) {
    byte[] array = new byte[random.nextInt(most + 1)];
    random.nextBytes(array);
    return Bytes.wrap(array);
  }

  private static long number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> Long.MIN_VALUE;
      case 3 -> Long.MAX_VALUE;
      case 4 -> -random.nextInt(100_000);
      default -> random.nextInt(100_000);
    };
  }

  static LayerSummary summary(Digest diffId, long entries) {
    return new LayerSummary(
        diffId,
        entries * 512,
        entries,
        0,
        0,
        List.of(
            new StructureFinding(FindingCode.PAX_GLOBAL_HEADER, 0, null, null, null),
            new StructureFinding(
                FindingCode.SPARSE_ENTRY,
                0,
                Bytes.wrap(new byte[] {'a', (byte) 0xFF}),
                Bytes.utf8("t"),
                "d\u00e9tail")));
  }

  static LayerListing store(FactsStore store, Digest diffId, List<Entry> entries)
      throws IOException {
    try (ListingWriter writer = store.create()) {
      for (Entry entry : entries) {
        writer.add(entry);
      }
      return writer.publish(summary(diffId, entries.size()));
    }
  }

  static List<Entry> read(LayerListing.Cursor cursor) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (cursor) {
      for (Entry e = cursor.next(); e != null; e = cursor.next()) {
        entries.add(e);
      }
    }
    return entries;
  }
}
