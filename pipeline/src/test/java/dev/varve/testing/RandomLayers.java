package dev.varve.testing;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random layer stacks over few names, so that entries, links and markers collide. Three flavours
 * take turns: everything at once, mostly ordinary entries, and mostly links.
 */
public final class RandomLayers {
  private static final Bytes DOT_DOT = Bytes.utf8("..");
  private static final String[] NAMES = {"a", "b", "c", "a-b", "lib", "\u00fc"};
  private final Random random;
  private final int flavour;

  /** A generator that always gives the same for one seed. */
  public RandomLayers(long seed) {
    this.random = new Random(seed);
    this.flavour = random.nextInt(3);
  }

  /** One to four layers, lowest first, each in tar order. */
  public List<List<Entry>> stack() {
    List<List<Entry>> layers = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      layers.add(layer());
    }
    return layers;
  }

  private List<Entry> layer() {
    List<Entry> entries = new ArrayList<>();
    int count = random.nextInt(9);
    for (int ordinal = 0; ordinal < count; ordinal++) {
      entries.add(entry(ordinal));
    }
    return entries;
  }

  private Entry entry(int ordinal) {
    String path = path();
    int roll = random.nextInt(100);
    if (roll < (flavour == 1 ? 6 : 14)) {
      return make(ordinal, marker(path), random.nextInt(8) == 0 ? EntryKind.DIR : EntryKind.FILE);
    }
    if (roll < 17 && flavour == 0) {
      return oddity(ordinal, path);
    }
    int links = flavour == 2 ? 60 : flavour == 1 ? 20 : 40;
    if (roll < links) {
      boolean hard = random.nextInt(3) == 0;
      return make(ordinal, path, hard ? EntryKind.HARDLINK : EntryKind.SYMLINK);
    }
    if (roll < 75) {
      return make(ordinal, path, EntryKind.DIR);
    }
    return make(ordinal, path, roll < 97 ? EntryKind.FILE : EntryKind.FIFO);
  }

  private Entry oddity(int ordinal, String path) {
    return switch (random.nextInt(4)) {
      case 0 -> make(ordinal, "", EntryKind.DIR);
      case 1 -> make(ordinal, path + "/../x", EntryKind.FILE);
      case 2 -> make(ordinal, path, EntryKind.UNSUPPORTED);
      default -> make(ordinal, ".wh..wh.plnk/" + name(), EntryKind.FILE);
    };
  }

  private String marker(String path) {
    int slash = path.lastIndexOf('/') + 1;
    String directory = path.substring(0, slash);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> directory + ".wh..wh..opq";
      case 3 -> directory + ".wh.";
      case 4 -> directory + ".wh." + name() + "/" + name();
      case 5 -> directory + ".wh..wh.aufs";
      default -> directory + ".wh." + path.substring(slash);
    };
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private String path() {
    StringBuilder path = new StringBuilder(name());
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      path.append('/').append(name());
    }
    return path.toString();
  }

  private Entry make(int ordinal, String name, EntryKind kind) {
    Bytes raw = Bytes.utf8(name);
    Bytes path = PathOrder.normalise(raw);
    boolean unsafe = PathOrder.components(path).contains(DOT_DOT);
    long size = kind == EntryKind.FILE ? random.nextInt(3) : 0;
    Bytes sha =
        kind == EntryKind.FILE
            ? Bytes.fromHex(Digest.sha256Of(new byte[] {(byte) random.nextInt(2)}).hex())
            : null;
    String target = "";
    if (kind == EntryKind.HARDLINK) {
      target = random.nextInt(12) == 0 ? ".wh..wh.plnk/" + name() : path();
    } else if (kind == EntryKind.SYMLINK) {
      target = (random.nextInt(3) == 0 ? "/" : "") + (random.nextInt(5) == 0 ? "../" : "") + path();
    }
    return new Entry(
        ordinal,
        kind,
        kind == EntryKind.UNSUPPORTED ? 'V' : '0',
        path,
        unsafe ? raw : null,
        size,
        sha,
        random.nextInt(4) == 0 ? 0700 : 0755,
        random.nextInt(4) == 0 ? 1 : 0,
        0,
        Bytes.EMPTY,
        Bytes.EMPTY,
        random.nextInt(3),
        0,
        Bytes.utf8(target),
        0,
        0,
        List.of());
  }
}
