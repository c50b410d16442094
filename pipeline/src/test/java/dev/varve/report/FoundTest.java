package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.report.RunImages.RunImage;
import dev.varve.tree.HiddenEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hostile and long things that are found, as people and programs are told them. */
class FoundTest {
  private static final Digest LAYER = Digest.sha256Of(new byte[] {1});
  private static final Digest OTHER = Digest.sha256Of(new byte[] {2});

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void textHoldsNothingThatATerminalObeys() throws IOException {
    Found found =
        found(
            "a\u001b[2J\u202eb",
            EntryKind.SYMLINK,
            "\u001b]0;x",
            List.of(new Found.Place(image("evil\n\u001b[1m"), 0, null)));

    assertThat(text(found, false))
        .isEqualTo(
            """
            a\\x1b[2J\\u202eb -> \\x1b]0;x
              lrwxrwxrwx  0:0
              layer sha256:4bf5122f3445  RUN x; y
              live in 1 image: evil\\n\\x1b[1m
            """);
  }

  @Test
  void linesHoldTheExactBytes() throws IOException {
    Found found =
        new Found(
            Bytes.wrap(new byte[] {'a', (byte) 0xFF, 27}),
            entry("a", EntryKind.FILE, ""),
            LAYER,
            null,
            OTHER,
            List.of(
                new Found.Place(
                    image("app:1"), 2, new Found.Hidden(3, HiddenEntry.Cause.WHITEOUT, 7))));

    new FoundJson(out).take(found);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            ("{'contentLayer':'%s','gid':0,'images':[{'by':3,'bytes':7,'cause':'whiteout',"
                    + "'image':'app:1','layer':2,'source':'fleet.tar','state':'hidden'}],"
                    + "'kind':'file','layer':'%s','mode':'0644','mtime':0,"
                    + "'path':'a\\\\xff\\u001b','pathB64':'Yf8b','record':'found',"
                    + "'schemaVersion':1,'sha256':'%s','size':7,'uid':0}\n")
                .formatted(OTHER, LAYER, LAYER.hex())
                .replace('\'', '"'));
  }

  @Test
  void manyImagesAreCountedAndAllNamedOnlyIfAskedFor() throws IOException {
    List<Found.Place> places = new ArrayList<>();
    for (int i = 1; i <= 214; i++) {
      places.add(new Found.Place(image("app:" + i), 0, null));
    }
    Found found = found("etc/x", EntryKind.FILE, "", places);

    assertThat(text(found, false))
        .contains("live in 214 images: app:1, app:2, app:3, app:4, app:5, app:6 and 208 more\n");
    assertThat(text(found, true)).containsPattern(" app:213,\\s+app:214\n$");
  }

  private String text(Found found, boolean verbose) throws IOException {
    out.reset();
    TextPage page = TextPage.terminal(out, Ink.PLAIN, 100);
    new FoundText(page, verbose).take(found);
    page.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Found found(String path, EntryKind kind, String target, List<Found.Place> places) {
    return new Found(
        Bytes.utf8(path), entry(path, kind, target), LAYER, "/bin/sh -c x;\ty", LAYER, places);
  }

  private static RunImage image(String name) {
    return new RunImage(name, "fleet.tar", List.of(name), List.of(), List.of());
  }

  private static Entry entry(String path, EntryKind kind, String target) {
    boolean isFile = kind == EntryKind.FILE;
    return new Entry(
        0,
        kind,
        '0',
        Bytes.utf8(path),
        null,
        isFile ? 7 : 0,
        isFile ? Bytes.fromHex(LAYER.hex()) : null,
        0644,
        0,
        0,
        Bytes.EMPTY,
        Bytes.EMPTY,
        0,
        0,
        Bytes.utf8(target),
        0,
        0,
        List.of());
  }
}
