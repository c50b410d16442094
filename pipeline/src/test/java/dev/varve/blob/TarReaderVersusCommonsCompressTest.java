package dev.varve.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** Why tars are not read with commons-compress: each difference by name. */
class TarReaderVersusCommonsCompressTest {
  private static List<String> here(byte[] tar) throws IOException, InputException {
    TarReader reader =
        new TarReader(
            ChunkSource.of(new ByteArrayInputStream(tar)), Limits.DEFAULT, "t", finding -> {});
    List<String> names = new ArrayList<>();
    for (TarMember m = reader.next(); m != null; m = reader.next()) {
      names.add(new String(m.name().toArray(), StandardCharsets.ISO_8859_1) + " " + m.size());
    }
    return names;
  }

  private static List<String> there(byte[] tar) throws IOException {
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        names.add(e.getName() + " " + e.getSize());
      }
    }
    return names;
  }

  @Test
  void ordinaryArchivesLookTheSame() throws Exception {
    byte[] tar =
        new TestTar()
            .dir("d/")
            .file("d/f", "abc")
            .longName("n".repeat(300))
            .file("n", "x")
            .pax("path", "p\u00e4th")
            .file("p", "yz")
            .build();
    assertThat(there(tar)).containsExactly("d/ 0", "d/f 3", "n".repeat(300) + " 1", "p\u00e4th 2");
    assertThat(here(tar))
        .containsExactly("d/ 0", "d/f 3", "n".repeat(300) + " 1", "p\u00c3\u00a4th 2");
  }

  @Test
  void namesThatAreNotUtf8StayBytesHere() throws Exception {
    byte[] tar =
        new TestTar()
            .header(new TestTar.Header("x", '0', 0).raw(0, (byte) 0xFF, (byte) 'a'))
            .build();
    assertThat(here(tar)).containsExactly("\u00ffa 0");
    assertThat(there(tar)).containsExactly("?a 0"); // another name: the byte is lost
  }

  @Test
  void globalPaxHeadersDoNotApplyHere() throws Exception {
    byte[] tar =
        new TestTar()
            .extension('g', "15 path=global\n".getBytes(StandardCharsets.US_ASCII))
            .file("own", "x")
            .build();
    assertThat(here(tar)).containsExactly("own 1");
    assertThat(there(tar)).containsExactly("global 1");
  }

  @Test
  void directoriesHaveNoDataHere() throws Exception {
    byte[] tar = new TestTar().header(new TestTar.Header("d", '5', 512)).file("f", "x").build();
    assertThat(here(tar)).containsExactly("d 0", "f 1");
    assertThat(there(tar)).containsExactly("d/ 512", "f 1");
  }

  @Test
  void anEmptyPaxValueTakesAnEarlierOneBackHere() throws Exception {
    byte[] tar = new TestTar().pax("path", "first").pax("path", "").file("own", "x").build();
    assertThat(here(tar)).containsExactly("own 1");
    assertThat(there(tar)).containsExactly("first 1");
  }
}
