package dev.varve.cli;

import static java.util.stream.Collectors.joining;

import dev.varve.blob.Bytes;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TarMember;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An image whose names of files, owners, users, labels, variables and build steps try to break out
 * of what they are shown in.
 */
final class HostileImage {
  /** As bytes of file names: none has a slash, which would make two names of one. */
  private static final List<Bytes> TRICKS =
      Stream.of(
              Bytes.utf8("<script>window.hacked=true<script>"),
              Bytes.utf8("\"><img src=x onerror=window.hacked=true>"),
              Bytes.utf8("<!-- ]]> &amp; &#60; '\">"),
              Bytes.utf8("\u001b[31mred\u001b]0;title\u0007\u009b5m"),
              Bytes.utf8("=cmd|' C calc'!A0"),
              Bytes.utf8("+1+1"),
              Bytes.utf8("@everyone #1 [x](javascript:alert(1)) `|` **b**"),
              Bytes.utf8("-rf --help"),
              Bytes.utf8("\t=tab"),
              Bytes.utf8("end\r\n::error file=x::forged\nnot ok"),
              Bytes.utf8("\u202etxt.exe\u2066hid\u200bden\u2028line\ufeff"),
              Bytes.utf8("{{7*7}} ${1+1} @if(true) %0A::x%25"),
              Bytes.fromHex("fffe78eda080"),
              Bytes.utf8("\u007fdel\u0085nel"))
          .toList();

  /** What each file is called: a trick and a number that tells them apart. */
  static final List<Bytes> NAMES = new ArrayList<>();

  static {
    for (int i = 0; i < TRICKS.size(); i++) {
      NAMES.add(TRICKS.get(i).plus(Bytes.utf8(" n" + i)));
    }
  }

  private HostileImage() {}

  /** Writes an archive; two with other contents and modes differ in every file but the links. */
  static Path write(Path folder, String ref, int mode, String content) throws IOException {
    TestLayer layer =
        TestLayer.start()
            .file("etc/passwd", "root:x:0:0::/root:/bin/sh\n" + accounts())
            .member(TarMember.program("bin/sh", "sh").mode(0755))
            .dir("srv/bin");
    for (int i = 0; i < NAMES.size(); i++) {
      String owner = text(i);
      layer.member(
          TarMember.ofType('0', Bytes.utf8("srv/bin/").plus(NAMES.get(i)))
              .content(TarMember.elf(content + i))
              .mode(mode)
              .ownerNames(owner, owner));
    }
    for (Bytes name : NAMES) {
      layer.member(
          TarMember.ofType('0', Bytes.utf8("srv/").plus(name))
              .content(Bytes.utf8("text ").plus(name).plus(Bytes.utf8("\n" + content + "\n"))));
      layer.member(TarMember.ofType('2', Bytes.utf8("srv/link ").plus(name)).link(name));
    }
    List<String> env = new ArrayList<>();
    Map<String, Object> labels = new LinkedHashMap<>();
    List<Map<String, Object>> history = new ArrayList<>();
    history.add(Map.of("created_by", text(0) + " base"));
    for (int i = 0; i < TRICKS.size(); i++) {
      env.add("V" + i + "=" + text(i) + content);
      labels.put(text(i) + i, text(i) + content);
      history.add(Map.of("created_by", text(i) + content, "empty_layer", Boolean.TRUE));
    }
    Map<String, Object> config =
        Map.of(
            "User",
            text(0),
            "Env",
            env,
            "Labels",
            labels,
            "Entrypoint",
            List.of("/srv/bin/" + text(0) + " n0", text(9)));
    Path archive = folder.resolve(ref.replaceAll("[/:]", "-") + ".tar");
    TestImage image =
        new TestImage(
            List.of(ref),
            "linux/amd64",
            List.of(new TestImage.Layer(layer.tar(), LayerCompression.NONE)),
            config,
            history);
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE).write(List.of(image), archive);
    return archive;
  }

  /** Accounts with a uid of 0 whose names hold what fits a line between colons. */
  private static String accounts() {
    return TRICKS.stream()
        .map(Bytes::text)
        .filter(name -> name.chars().noneMatch(c -> c == '\n' || c == ':' || c == '\r'))
        .map(name -> name + ":x:0:0::/:/bin/sh\n")
        .collect(joining());
  }

  /** A trick as a text, for what can be nothing else. */
  private static String text(int trick) {
    return TRICKS.get(trick).text();
  }
}
