package dev.varve.testing;

import dev.varve.blob.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Builds the tar of a layer for a test, member by member and in that order: {@code
 * TestLayer.start().dir("etc").file("etc/hosts", "…").whiteout("etc/motd").tar()}.
 */
public final class TestLayer {
  private static final int BLOCK = 512;

  private final List<TarMember> members = new ArrayList<>();

  private TestLayer() {}

  /** A layer without members. */
  public static TestLayer start() {
    return new TestLayer();
  }

  public static TestLayer of(List<TarMember> members) {
    TestLayer layer = start();
    layer.members.addAll(members);
    return layer;
  }

  public TestLayer member(TarMember member) {
    members.add(member);
    return this;
  }

  public TestLayer dir(String path) {
    return member(TarMember.dir(path));
  }

  public TestLayer file(String path, String content) {
    return member(TarMember.file(path, content));
  }

  public TestLayer file(String path, String content, int modeBits) {
    return member(TarMember.file(path, content).mode(modeBits));
  }

  public TestLayer program(String path) {
    return member(TarMember.program(path, path));
  }

  public TestLayer symlink(String path, String target) {
    return member(TarMember.symlink(path, target));
  }

  public TestLayer hardlink(String path, String target) {
    return member(TarMember.hardlink(path, target));
  }

  /** The marker that removes this path of the lower layers. */
  public TestLayer whiteout(String path) {
    int cut = path.lastIndexOf('/') + 1;
    return file(path.substring(0, cut) + ".wh." + path.substring(cut), "");
  }

  /** The marker that removes what lower layers have in this directory. */
  public TestLayer opaque(String directory) {
    return file(directory.isEmpty() ? ".wh..wh..opq" : directory + "/.wh..wh..opq", "");
  }

  /** The members alone, without an end marker. */
  public byte[] members() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    members.forEach(member -> out.writeBytes(member.bytes()));
    return out.toByteArray();
  }

  /** The whole tar: the members, then the two zero blocks that end it. */
  public byte[] tar() {
    return Bytes.wrap(members()).plus(Bytes.wrap(new byte[1024])).toArray();
  }

  /** A tar of plain headers whose members are all so much later. */
  static byte[] touched(byte[] tar, Duration later) {
    if (later.isZero()) {
      return tar;
    }
    byte[] touched = tar.clone();
    int at = 0;
    while (at + BLOCK <= touched.length && touched[at] != 0) {
      long size = octal(touched, at + 124, 12);
      long time = octal(touched, at + 136, 12) + later.toSeconds();
      byte[] text = String.format(Locale.ROOT, "%011o\0", time).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, touched, at + 136, text.length);
      Arrays.fill(touched, at + 148, at + 156, (byte) ' ');
      int sum = 0;
      for (int i = at; i < at + BLOCK; i++) {
        sum += touched[i] & 0xFF;
      }
      byte[] sumText =
          String.format(Locale.ROOT, "%06o\0", sum).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(sumText, 0, touched, at + 148, sumText.length);
      at += BLOCK + (int) ((size + BLOCK - 1) / BLOCK * BLOCK);
    }
    return touched;
  }

  private static long octal(byte[] tar, int from, int length) {
    String text = new String(tar, from, length, StandardCharsets.US_ASCII);
    return Long.parseLong(text.replaceAll("[^0-7]", ""), 8);
  }
}
