package dev.varve.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class InflatedBlobTest {
  private static final byte[] TEXT =
      "the quick brown fox jumps over the lazy dog, over and over".getBytes(StandardCharsets.UTF_8);

  /** Content and findings, or the code of the failure. */
  private record Seen(String error, Bytes content, List<StructureFinding> findings) {}

  private static Seen see(byte[] blob, InflaterChoice choice, Limits limits) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InflatedBlob in =
        InflatedBlob.open(
            new ByteArrayInputStream(blob), -1, List.of("sha256"), choice, limits, "blob")) {
      byte[] buffer = new byte[1000];
      for (int got = in.read(buffer, 0, 1000); got >= 0; got = in.read(buffer, 0, 1000)) {
        out.write(buffer, 0, got);
      }
      assertThat(in.storedBytes()).isEqualTo(blob.length);
      assertThat(in.digests())
          .isEqualTo(in.compression().equals("none") ? List.of() : List.of(Digest.sha256Of(blob)));
      return new Seen("", Bytes.wrap(out.toByteArray()), in.findings());
    } catch (InputException e) {
      return new Seen(e.reason().code() + " " + e.detail(), Bytes.EMPTY, List.of());
    }
  }

  private static Seen see(byte[] blob) throws IOException {
    return see(blob, InflaterChoice.JDK, Limits.DEFAULT);
  }

  private static String error(byte[] blob) throws IOException {
    return see(blob).error().replaceAll(" .*", "");
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void allGzipMembersAreOneStream() throws Exception {
    assertThat(see(join(TestTar.gzip(TEXT), TestTar.gzip(new byte[0]), TestTar.gzip(TEXT))))
        .isEqualTo(new Seen("", Bytes.wrap(join(TEXT, TEXT)), List.of()));
  }

  @Test
  void trailingBytesAreAFindingUnlessTheyAreZero() throws Exception {
    byte[] gzip = TestTar.gzip(TEXT);
    assertThat(see(join(gzip, new byte[100_000])))
        .isEqualTo(new Seen("", Bytes.wrap(TEXT), List.of()));
    assertThat(see(join(gzip, new byte[200_000], new byte[] {1})).findings())
        .containsExactly(
            new StructureFinding(
                FindingCode.GZIP_TRAILING_DATA,
                0,
                null,
                null,
                "200001 bytes after the last gzip member"));
    assertThat(see(join(gzip, new byte[] {0x1F})).findings())
        .extracting(StructureFinding::detail)
        .containsExactly("1 bytes after the last gzip member");
  }

  @Test
  void optionalPartsOfTheHeaderAreReadAndChecked() throws Exception {
    byte[] gzip = TestTar.gzip(TEXT);
    byte[] header = {
      0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 'n', 0, 'c', 0
    };
    CRC32 crc = new CRC32();
    crc.update(header);
    byte[] check = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    byte[] rest = Arrays.copyOfRange(gzip, 10, gzip.length);
    assertThat(see(join(header, check, rest)).content()).isEqualTo(Bytes.wrap(TEXT));
    check[0] ^= 1;
    assertThat(error(join(header, check, rest))).isEqualTo("gzip-malformed");
    gzip[3] = 0x20;
    assertThat(error(gzip)).isEqualTo("gzip-malformed");
  }

  @Test
  void messagesNameTheMemberAndTheOffset() throws Exception {
    byte[] gzip = TestTar.gzip(TEXT);
    byte[] two = join(gzip, gzip);
    assertThat(see(Arrays.copyOf(two, two.length - 3)).error())
        .isEqualTo(
            "gzip-truncated the data ends inside the gzip member that starts at byte "
                + gzip.length
                + " (at byte "
                + (two.length - 3)
                + ")");
    two[two.length - 7] ^= 1;
    assertThat(see(two).error())
        .isEqualTo(
            "gzip-malformed a gzip member is damaged: its data is invalid or does not have the"
                + " recorded checksum and length (at byte "
                + gzip.length
                + ")");
  }

  /**
   * Which of the two codes damage has is settled by LayerExpander; here it must be noticed. The one
   * difference that is left: libisal takes incomplete Huffman codes, which zlib refuses, and then
   * the recorded checksum and length must prove the bytes.
   */
  @Test
  void bothInflatersNoticeTheSameDamageAndGiveTheSameBytes() throws Exception {
    OptionalParts.libisal();
    record Damaged(byte[] original, byte[] blob) {}
    List<Damaged> corpus = new ArrayList<>();
    Random random = new Random(5);
    byte[] mixed = RawInflaterContract.content(9000);
    byte[] zeros = new byte[5000];
    for (byte[] content : List.of(TEXT, mixed, zeros, new byte[0])) {
      byte[] gzip = TestTar.gzip(content);
      for (int length = 2; length <= Math.min(gzip.length, 400); length++) {
        corpus.add(new Damaged(content, Arrays.copyOf(gzip, length)));
      }
      for (int i = 0; i < 1500; i++) {
        byte[] damaged = gzip.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int at =
              random.nextInt(random.nextBoolean() ? damaged.length : Math.min(60, damaged.length));
          damaged[Math.max(2, at)] ^= (byte) (1 << random.nextInt(8));
        }
        corpus.add(new Damaged(content, damaged));
      }
    }
    List<String> differences = new ArrayList<>();
    for (Damaged damaged : corpus) {
      Seen jdk = see(damaged.blob(), InflaterChoice.JDK, Limits.DEFAULT);
      Seen isal = see(damaged.blob(), InflaterChoice.ISAL, Limits.DEFAULT);
      boolean bothDamaged = jdk.error().startsWith("gzip-") && isal.error().startsWith("gzip-");
      boolean proved =
          jdk.error().startsWith("gzip-malformed")
              && isal.content().equals(Bytes.wrap(damaged.original()));
      if (!jdk.equals(isal) && !bothDamaged && !proved) {
        differences.add(jdk + " / " + isal + ": " + Bytes.wrap(damaged.blob()).hex());
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void zstdFramesAndSkippableFramesAreOneStream() throws Exception {
    byte[] frame = Zstd.compress(TEXT);
    byte[] skippable = {0x52, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};
    assertThat(see(join(skippable, frame, skippable, frame)))
        .isEqualTo(new Seen("", Bytes.wrap(join(TEXT, TEXT)), List.of()));
    assertThat(see(skippable)).isEqualTo(new Seen("", Bytes.EMPTY, List.of()));
  }

  @Test
  void zstdDataThatStopsOrGoesOnIsMalformed() throws Exception {
    byte[] frame = Zstd.compress(TEXT);
    for (int length = 4; length < frame.length; length++) {
      assertThat(error(Arrays.copyOf(frame, length))).as("%d", length).isEqualTo("zstd-malformed");
    }
    assertThat(error(join(frame, new byte[1]))).isEqualTo("zstd-malformed");
    assertThat(error(join(frame, new byte[10]))).isEqualTo("zstd-malformed");
  }

  @Test
  void otherCompressionsAreRefusedAndPlainBytesPass() throws Exception {
    assertThat(error("BZh91AY".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("unsupported-compression");
    assertThat(error(new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0, 1}))
        .isEqualTo("unsupported-compression");
    assertThat(see(TEXT)).isEqualTo(new Seen("", Bytes.wrap(TEXT), List.of()));
    assertThat(see(new byte[0])).isEqualTo(new Seen("", Bytes.EMPTY, List.of()));
    assertThat(see(new byte[] {0x1F}))
        .isEqualTo(new Seen("", Bytes.wrap(new byte[] {0x1F}), List.of()));
  }

  @Test
  void contentIsBounded() throws Exception {
    Limits small = new Limits(10, 4096, 256, 50, 200, 1, 1, 1, 1, 1);
    assertThat(see(TestTar.gzip(TEXT), InflaterChoice.JDK, small).error())
        .startsWith("layer-too-large more than 50 bytes of content (at byte ");
    assertThat(see(TEXT, InflaterChoice.JDK, small).error())
        .startsWith("layer-too-large more than 50 bytes of content (at byte ");
  }

  @Test
  void theCompressionRatioIsJudgedAfterOneGibibyte() throws Exception {
    // One zero block of zstd stands for a gibibyte at next to nothing.
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    byte[] frame = Zstd.compress(new byte[64 << 20]);
    for (int i = 0; i < 17; i++) {
      blob.writeBytes(frame);
    }
    try (InflatedBlob in =
        InflatedBlob.open(
            new ByteArrayInputStream(blob.toByteArray()),
            -1,
            List.of(),
            InflaterChoice.JDK,
            Limits.DEFAULT,
            "blob")) {
      byte[] buffer = new byte[1 << 20];
      String error = "";
      while (error.isEmpty()) {
        try {
          assertThat(in.read(buffer, 0, buffer.length)).isPositive();
        } catch (InputException e) {
          error = e.reason().code();
        }
      }
      assertThat(error).isEqualTo("compression-ratio");
      assertThat(in.inflatedBytes())
          .isGreaterThan(Limits.RATIO_GRACE_BYTES)
          .isLessThanOrEqualTo(Limits.RATIO_GRACE_BYTES + buffer.length);
    }
  }
}
