package dev.varve.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TarReaderTest {
  private final List<StructureFinding> findings = new ArrayList<>();

  private record Read(TarMember member, Bytes content) {}

  private List<Read> read(ChunkSource chunks, Limits limits) throws IOException, InputException {
    TarReader reader = new TarReader(chunks, limits, "layer", findings::add);
    List<Read> members = new ArrayList<>();
    for (TarMember member = reader.next(); member != null; member = reader.next()) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      reader.readContent(content::write);
      members.add(new Read(member, Bytes.wrap(content.toByteArray())));
    }
    return members;
  }

  private List<Read> read(byte[] tar) throws IOException, InputException {
    return read(ChunkSource.of(new ByteArrayInputStream(tar)), Limits.DEFAULT);
  }

  private void assertRefused(byte[] tar, Limits limits, ReasonCode reason, String detail) {
    assertThatThrownBy(() -> read(ChunkSource.of(new ByteArrayInputStream(tar)), limits))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.reason().code() + ": " + e.detail())
                    .isEqualTo(reason.code() + ": " + detail));
  }

  private static StructureFinding finding(FindingCode code, String path) {
    return new StructureFinding(code, 0, path.isEmpty() ? null : Bytes.utf8(path), null, null);
  }

  @Test
  void everyFieldOfAMemberIsTakenIn() throws Exception {
    byte[] tar =
        new TestTar()
            .pax(
                "path", "p\u00e4th", "mtime", "-1.25", "SCHILY.xattr.user.x", "v", "uid", "3000000")
            .member(
                new TestTar.Header("ignored", '0', 2)
                    .octal(100, 8, 0104755)
                    .octal(116, 8, 7)
                    .text(265, 32, "me")
                    .text(297, 32, "us"),
                new byte[] {1, 2})
            .build();
    TreeMap<Bytes, Bytes> xattrs = new TreeMap<>();
    xattrs.put(Bytes.utf8("user.x"), Bytes.utf8("v"));
    assertThat(read(tar))
        .containsExactly(
            new Read(
                new TarMember(
                    0,
                    1024,
                    1536,
                    '0',
                    Bytes.utf8("p\u00e4th"),
                    2,
                    0104755,
                    3_000_000,
                    7,
                    Bytes.utf8("me"),
                    Bytes.utf8("us"),
                    -2,
                    750_000_000,
                    Bytes.EMPTY,
                    0,
                    0,
                    xattrs),
                Bytes.wrap(new byte[] {1, 2})));
    assertThat(findings).isEmpty();
  }

  @Test
  void gnuLongNamesWinOverPaxAndGlobalHeadersAreIgnored() throws Exception {
    byte[] tar =
        new TestTar()
            .extension(
                'g',
                TestTar.record(
                    "path".getBytes(StandardCharsets.US_ASCII),
                    "global".getBytes(StandardCharsets.US_ASCII)))
            .pax("path", "pax", "linkpath", "paxlink")
            .longName("long")
            .longLink("longlink")
            .symlink("short", "x")
            .file("plain", "")
            .build();
    assertThat(read(tar))
        .extracting(r -> r.member().name().text() + ">" + r.member().link().text())
        .containsExactly("long>longlink", "plain>");
    assertThat(findings).containsExactly(finding(FindingCode.PAX_GLOBAL_HEADER, ""));
  }

  @Test
  void linksAndDirectoriesHaveNoDataWhateverTheirSizeSays() throws Exception {
    byte[] tar =
        new TestTar()
            .header(new TestTar.Header("l", '1', 512).link("f"))
            .header(new TestTar.Header("d", '5', 99))
            .header(new TestTar.Header("old/", '\0', 0))
            .file("f", "x")
            .build();
    assertThat(read(tar))
        .extracting(r -> (char) r.member().typeFlag() + r.member().name().text(), Read::content)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1l", Bytes.EMPTY),
            org.assertj.core.groups.Tuple.tuple("5d", Bytes.EMPTY),
            org.assertj.core.groups.Tuple.tuple("5old/", Bytes.EMPTY),
            org.assertj.core.groups.Tuple.tuple("0f", Bytes.utf8("x")));
  }

  @Test
  void sparseMembersHaveTheirLogicalContent() throws Exception {
    byte[] tar =
        new TestTar()
            .pax("GNU.sparse.size", "8", "GNU.sparse.map", "1,2,5,1", "GNU.sparse.name", "s")
            .file("GNUSparseFile.0/s", "abc")
            .build();
    assertThat(read(tar))
        .extracting(r -> r.member().name().text() + r.member().size(), Read::content)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("s8", Bytes.utf8("\0ab\0\0c\0\0")));
    assertThat(findings).containsExactly(finding(FindingCode.SPARSE_ENTRY, "s"));
  }

  @Test
  void aHugeSparseMemberCostsNoMemory() throws Exception {
    byte[] tar =
        new TestTar()
            .pax("GNU.sparse.size", String.valueOf(3L << 30), "GNU.sparse.map", "0,1")
            .file("big", "x")
            .build();
    TarReader reader =
        new TarReader(
            ChunkSource.of(new ByteArrayInputStream(tar)), Limits.DEFAULT, "layer", findings::add);
    assertThat(reader.next()).isNotNull();
    long[] total = {0};
    reader.readContent((bytes, from, length) -> total[0] += length);
    assertThat(total[0]).isEqualTo(3L << 30);
  }

  @Test
  void theEndOfTheArchiveIsToldExactly() throws Exception {
    byte[] open = new TestTar().file("a", "x").open();
    read(open);
    assertThat(findings).containsExactly(finding(FindingCode.TAR_NO_END_MARKER, ""));
    findings.clear();
    read(Arrays.copyOf(open, 513));
    assertThat(findings).containsExactly(finding(FindingCode.TAR_NO_END_MARKER, ""));
    findings.clear();
    read(Arrays.copyOf(open, open.length + 512));
    assertThat(findings).containsExactly(finding(FindingCode.TAR_LONE_ZERO_BLOCK, ""));
    findings.clear();
    byte[] more = Arrays.copyOf(open, open.length + 3000);
    more[more.length - 1] = 1;
    read(more);
    assertThat(findings).containsExactly(finding(FindingCode.TAR_DATA_AFTER_END, ""));
    findings.clear();
    assertThat(read(new byte[0])).isEmpty();
    assertThat(findings).isEmpty();
  }

  @Test
  void damageNamesTheByteOffset() {
    byte[] tar = new TestTar().file("a", "x").file("b", "y".repeat(600)).build();
    assertRefused(
        Arrays.copyOf(tar, 1600),
        Limits.DEFAULT,
        ReasonCode.TAR_TRUNCATED,
        "the member at byte 1024 needs 600 bytes of content, 64 are there (at byte 1600)");
    assertRefused(
        Arrays.copyOf(tar, 1100),
        Limits.DEFAULT,
        ReasonCode.TAR_TRUNCATED,
        "the data ends inside a header (at byte 1024)");
    tar[1024] ^= 1;
    assertRefused(
        tar,
        Limits.DEFAULT,
        ReasonCode.TAR_MALFORMED,
        "bad header: the checksum does not fit (at byte 1024)");
  }

  @Test
  void limitsAreChecked() {
    Limits limits = new Limits(2, 20, 256, 1000, 200, 1, 1, 1, 1, 30);
    assertRefused(
        new TestTar().file("a", "").file("b", "").file("c", "").build(),
        limits,
        ReasonCode.TOO_MANY_ENTRIES,
        "more than 2 members (at byte 1024)");
    String tooLong = "a path or link target of more than 20 bytes (at byte 0)";
    String name = "n".repeat(21);
    assertRefused(new TestTar().file(name, "").build(), limits, ReasonCode.PATH_TOO_LONG, tooLong);
    assertRefused(
        new TestTar().symlink("a", name).build(), limits, ReasonCode.PATH_TOO_LONG, tooLong);
    assertRefused(
        new TestTar().pax("path", name).build(), limits, ReasonCode.PATH_TOO_LONG, tooLong);
    assertRefused(new TestTar().longName(name).build(), limits, ReasonCode.PATH_TOO_LONG, tooLong);
    assertRefused(
        new TestTar().pax("SCHILY.xattr.a", "b".repeat(30)).build(),
        limits,
        ReasonCode.XATTR_TOO_LARGE,
        "more than 30 bytes of extended attributes (at byte 0)");
    assertRefused(
        new TestTar().pax("GNU.sparse.size", "1001", "GNU.sparse.map", "0,0").file("s", "").build(),
        limits,
        ReasonCode.LAYER_TOO_LARGE,
        "sparse members of more than 1000 bytes in all (at byte 1024)");
  }

  /** Whatever the sizes of the chunks, members, findings and errors are the same. */
  @Test
  void chunkingDoesNotMatter() throws Exception {
    Random random = new Random(3);
    for (int seed = 0; seed < 400; seed++) {
      byte[] tar = RandomTar.of(seed);
      String whole = outcome(ChunkSource.of(new ByteArrayInputStream(tar)));
      for (int most : new int[] {1, 600}) {
        int[] at = {0};
        String cut =
            outcome(
                () -> {
                  int length = Math.min(tar.length - at[0], 1 + random.nextInt(most));
                  at[0] += length;
                  return length == 0 ? null : ByteBuffer.wrap(tar, at[0] - length, length);
                });
        assertThat(cut).as("seed %d, chunks of up to %d bytes", seed, most).isEqualTo(whole);
      }
    }
  }

  private String outcome(ChunkSource chunks) throws IOException {
    findings.clear();
    try {
      return read(chunks, Limits.DEFAULT) + " " + findings;
    } catch (InputException e) {
      return e.getMessage();
    }
  }
}
