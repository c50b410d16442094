package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link PartFolder}, and {@link WriteResults}, which fills it. */
class PartFolderTest {
  private static final List<Part> PARTS =
      List.of(
          part(ResultFile.IMAGES, "b", "2\n"),
          part(ResultFile.LAYERS, "x", "other file\n"),
          part(ResultFile.IMAGES, "a/../../x", "1\n"),
          part(ResultFile.IMAGES, "c", "3\n4\n"));

  @TempDir Path folder;

  @Test
  void partsArePutTogetherInTheOrderOfTheirKeys() throws IOException {
    PartFolder parts = new PartFolder(folder);
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(0), PARTS.get(2)));
    parts.write(ResultFile.LAYERS, List.of(PARTS.get(1)));
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(3)));

    assertThat(assembled(ResultFile.IMAGES)).isEqualTo("1\n2\n3\n4\n");
    assertThat(assembled(ResultFile.LAYERS)).isEqualTo("other file\n");
    assertThat(assembled(ResultFile.DIFFS)).isEmpty();
  }

  @Test
  void bundleThatRunsTwiceChangesNothing() throws IOException {
    PartFolder parts = new PartFolder(folder);
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(0), PARTS.get(2)));
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(2), PARTS.get(0)));

    assertThat(assembled(ResultFile.IMAGES)).isEqualTo("1\n2\n");
    try (Stream<Path> files = Files.list(folder.resolve("images.jsonl"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void bundleThatIsCutAnotherWayTheSecondTimeChangesNothing() throws IOException {
    PartFolder parts = new PartFolder(folder);
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(0), PARTS.get(2)));
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(0), PARTS.get(3)));

    assertThat(assembled(ResultFile.IMAGES)).isEqualTo("1\n2\n3\n4\n");
  }

  @Test
  void partThatIsWrittenAsItComesTakesItsPlaceAmongTheOthers() throws IOException {
    PartFolder parts = new PartFolder(folder);
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(2), PARTS.get(3)));
    parts.write(
        ResultFile.IMAGES,
        "b",
        out -> {
          for (int i = 0; i < 30_000; i++) {
            out.write("line\n".getBytes(StandardCharsets.UTF_8));
          }
        });

    assertThat(assembled(ResultFile.IMAGES)).isEqualTo("1\n" + "line\n".repeat(30_000) + "3\n4\n");
  }

  @Test
  void partsComeFromMoreFilesThanAreOpenAtOnce() throws IOException {
    PartFolder parts = new PartFolder(folder);
    StringBuilder expected = new StringBuilder();
    for (int file = 0; file < 200; file++) {
      parts.write(
          ResultFile.IMAGES,
          List.of(
              part(ResultFile.IMAGES, String.format("a%03d", file), "a" + file + "\n"),
              part(ResultFile.IMAGES, String.format("b%03d", file), "b" + file + "\n")));
    }
    for (String letter : List.of("a", "b")) {
      for (int file = 0; file < 200; file++) {
        expected.append(letter).append(file).append('\n');
      }
    }

    assertThat(assembled(ResultFile.IMAGES)).isEqualTo(expected.toString());
  }

  @Test
  void partThatWasCutOffIsNoPart() throws IOException {
    PartFolder parts = new PartFolder(folder);
    parts.write(ResultFile.IMAGES, List.of(PARTS.get(0)));
    Files.writeString(folder.resolve("images.jsonl").resolve("part-1.tmp"), "half a");

    assertThat(assembled(ResultFile.IMAGES)).isEqualTo("2\n");
  }

  @Test
  void transformWritesEveryPart() throws IOException {
    TestFleet fleet = new TestFleet(folder);
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(PARTS).withCoder(SerializableCoder.of(Part.class)))
        .apply(new WriteResults(fleet.settings()));
    pipeline.run().waitUntilFinish();

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PartFolder(Path.of(fleet.settings().parts())).assemble(ResultFile.IMAGES, out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("1\n2\n3\n4\n");
  }

  @Test
  void processThatDoesNotSeeTheFolderIsTold() throws IOException {
    Path shared = folder.resolve("shared");
    PartFolder.create(shared).requireShared();
    Path another = Files.createDirectory(folder.resolve("another"));

    assertThatThrownBy(() -> new PartFolder(another).requireShared())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("a worker on ")
        .hasMessageEndingWith(
            " does not see "
                + another
                + ", where the results come together; name with -o a folder on a file system that"
                + " this machine and every worker share, under the same path and as the same user");
  }

  private String assembled(ResultFile file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PartFolder(folder).assemble(file, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Part part(ResultFile file, String key, String lines) {
    return new Part(file, key, lines.getBytes(StandardCharsets.UTF_8));
  }
}
