package dev.varve.blob;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Tar archives of every dialect, honest and broken, made from a seed. */
final class RandomTar {
  private final Random random;
  private final TestTar tar = new TestTar();

  private RandomTar(long seed) {
    random = new Random(seed);
  }

  /** The same seed gives the same archive; about half of them are broken somewhere. */
  static byte[] of(long seed) {
    RandomTar made = new RandomTar(seed);
    int members = 1 + made.random.nextInt(5);
    for (int i = 0; i < members; i++) {
      made.addMember();
    }
    byte[] bytes = made.random.nextInt(4) == 0 ? made.tar.open() : made.tar.build();
    return made.damaged(bytes);
  }

  private void addMember() {
    String name = pick("a", "dir/", "x/../y", "./b//c", "/abs", ".wh.gone", "long".repeat(20), "");
    char type = pick('0', '0', '0', '\0', '1', '2', '3', '4', '5', '6', '7', 'Z', 'S', 'g');
    if (random.nextInt(3) == 0) {
      addExtensions();
    }
    byte[] content = new byte[random.nextInt(3) == 0 ? random.nextInt(1500) : 0];
    random.nextBytes(content);
    if (type == 'S') {
      addOldSparse(name, content);
    } else if (random.nextInt(8) == 0) {
      addPaxSparse(name, type);
    } else {
      TestTar.Header header = new TestTar.Header(name, type, content.length);
      decorate(header);
      boolean data = type < '1' || type > '6';
      tar.header(header);
      if (data || random.nextInt(10) == 0) {
        tar.body(content);
      }
    }
  }

  private void decorate(TestTar.Header header) {
    switch (random.nextInt(8)) {
      case 0 -> header.gnu().text(265, 32, "user").text(297, 32, "group");
      case 1 -> header.text(265, 32, "\u00fcser").text(345, 155, "some/prefix");
      case 2 ->
          header.raw(136, new byte[] {(byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -7});
      case 3 -> header.raw(108, new byte[] {(byte) 0x80, 0, 0, 0, 9, 8, 7, 6});
      case 4 -> header.text(100, 8, "  644 ").text(116, 8, "0\0 7");
      case 5 -> header.text(157, 100, "target/of/link").octal(329, 8, 8).octal(337, 8, 1);
      case 6 -> header.raw(257, new byte[8]);
      default -> header.link("t");
    }
  }

  private void addExtensions() {
    switch (random.nextInt(9)) {
      case 0 -> tar.longName("very/long/name/" + "n".repeat(random.nextInt(200)));
      case 1 -> tar.longLink("very/long/link/" + "n".repeat(random.nextInt(200)));
      case 2 ->
          tar.pax(
              "path",
              "pax/path",
              "mtime",
              pick("1.5", "-0.25", "-3", "7.", ".5", "1.123456789123"));
      case 3 -> tar.pax("path", "", "linkpath", "pax/link", "uid", pick("77", " 78 ", "-5", "x"));
      case 4 -> tar.pax("SCHILY.xattr.user.b", "v", "SCHILY.xattr.user.a", "", "comment", "c");
      case 5 -> tar.pax("uname", "u", "gname", "").pax("uname", "", "gname", "g");
      case 6 -> tar.pax("size", pick("3", "0", "600", "-1"));
      case 7 ->
          tar.extension(
              'x',
              pick("", "6 a=b\n", "7 a=b\n", "6 a=b ", "9 ab\n", "6 a=b\n\0\0", "x")
                  .getBytes(StandardCharsets.ISO_8859_1));
      default -> tar.extension('g', "18 path=from-global\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void addOldSparse(String name, byte[] content) {
    int pieces = random.nextInt(3) == 0 ? 4 + random.nextInt(30) : random.nextInt(5);
    byte[] map = new byte[24 * pieces];
    long at = 0;
    int left = content.length;
    for (int i = 0; i < pieces; i++) {
      int length = i == pieces - 1 ? left : random.nextInt(left + 1);
      at += random.nextInt(50);
      octal(map, 24 * i, at);
      octal(map, 24 * i + 12, length);
      at += length;
      left -= length;
    }
    TestTar.Header header =
        new TestTar.Header(name, 'S', content.length).gnu().octal(483, 12, at + random.nextInt(9));
    header.raw(386, Arrays.copyOf(map, 96));
    if (pieces > 4) {
      header.raw(482, (byte) 1);
    }
    tar.header(header);
    for (int from = 4; from < pieces; from += 21) {
      byte[] block = new byte[512];
      int to = Math.min(pieces, from + 21);
      System.arraycopy(map, 24 * from, block, 0, 24 * (to - from));
      block[504] = (byte) (pieces > to ? 1 : 0);
      tar.raw(block);
    }
    tar.body(content);
  }

  private static void octal(byte[] into, int at, long value) {
    byte[] text = "%011o".formatted(value).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, into, at, 11);
  }

  private void addPaxSparse(String name, char type) {
    byte[] data = "0123456789".getBytes(StandardCharsets.US_ASCII);
    switch (random.nextInt(4)) {
      case 0 ->
          tar.pax(
              "GNU.sparse.size",
              pick("30", "14", "13"),
              "GNU.sparse.numblocks",
              "2",
              "GNU.sparse.offset",
              "2",
              "GNU.sparse.numbytes",
              "4",
              "GNU.sparse.offset",
              "8",
              "GNU.sparse.numbytes",
              "6");
      case 1 ->
          tar.pax(
              "GNU.sparse.size",
              "40",
              "GNU.sparse.map",
              pick("2,4,8,6", "0,10", "40,0", "2", "1,x"),
              "GNU.sparse.name",
              "real/name");
      case 2 -> tar.pax("GNU.sparse.map", "0,10");
      default -> {
        tar.pax(
            "GNU.sparse.major",
            "1",
            "GNU.sparse.minor",
            "0",
            "GNU.sparse.name",
            "sparse/one",
            "GNU.sparse.realsize",
            pick("30", "12", "x"));
        byte[] map =
            pick("2\n0\n4\n20\n6\n", "0\n", "1\n5\n10\n", "3\n0\n", "1\n2\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(map, 512 + data.length);
        System.arraycopy(data, 0, body, 512, data.length);
        tar.member(new TestTar.Header(name, '0', body.length), body);
        return;
      }
    }
    tar.member(new TestTar.Header(name, type == 'S' ? '0' : type, data.length), data);
  }

  private byte[] damaged(byte[] bytes) {
    byte[] out = bytes;
    switch (random.nextInt(6)) {
      case 0 -> out = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> flipInHeader(out);
      case 3 -> out = Arrays.copyOf(bytes, bytes.length + random.nextInt(700));
      default -> {
        // left as it is
      }
    }
    return out;
  }

  /** Changes a byte of some block and mends its checksum, so that the change is looked at. */
  private void flipInHeader(byte[] bytes) {
    int block = random.nextInt(bytes.length / 512) * 512;
    bytes[block + random.nextInt(512)] = (byte) random.nextInt(256);
    int sum = 8 * ' ';
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? 0 : bytes[block + i] & 0xFF;
    }
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, bytes, block + 148, 8);
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
