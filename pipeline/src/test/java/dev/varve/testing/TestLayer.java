package dev.varve.testing;

import dev.varve.blob.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the tar of a layer for a test, member by member and in that order: {@code
 * TestLayer.start().dir("etc").file("etc/hosts", "…").whiteout("etc/motd").tar()}.
 */
public final class TestLayer {
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
}
