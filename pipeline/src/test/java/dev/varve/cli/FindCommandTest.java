package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.FolderCopy;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to a scan of the fixture fleet. */
class FindCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path scanned;

  @TempDir Path folder;

  @BeforeAll
  static void scanTheFixtureFleet() {
    Path fleet = OptionalParts.projectRoot().resolve("fixtures/fleet.yaml");
    CommandLineRun scan =
        CommandLineRun.of(
            Map.of(),
            List.of(
                "scan",
                fleet.toString(),
                "-o",
                scanned.resolve("out").toString(),
                "--store",
                scanned.resolve("store").toString(),
                "--with-facts",
                "--as-of",
                "2026-01-02"));
    assertThat(scan.exitCode()).as(scan.err()).isEqualTo(3);
  }

  @Test
  void tellsWhereTheSetuidBitComesFrom() {
    CommandLineRun run = find("--setuid", "--image", "shop/web:*", "--image", "debian/tini:12");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            bin/mount
              -rwsr-xr-x  0:0  60 kB  sha256:18ca60a1e1c9
              layer sha256:fb6438796a7f  RUN dpkg --unpack mount.deb
              live in 1 image: debian/tini:12
            bin/umount
              -rwsr-xr-x  0:0  35 kB  sha256:54bf7fbc1db0
              layer sha256:fb6438796a7f  RUN dpkg --unpack mount.deb
              live in 1 image: debian/tini:12
            usr/bin/sh
              -rwsr-xr-x  0:0  67 B  sha256:313b749c0b14
              layer sha256:4b8133e6deec  RUN chmod 4755 /usr/bin/sh
              live in 1 image: shop/web:1.1
            usr/bin/su
              -rwsr-xr-x  0:0  67 B  sha256:9590413a25bd
              layer sha256:dfc1dbb7345d  ADD rootfs.tar / # buildroot 2026.02
              live in 2 images: shop/web:1.0, shop/web:1.1

            4 found in 3 layers, shipped by 3 images
            3 images over 11 distinct layers searched
            """);
  }

  @Test
  void tellsOtherProgramsTheSame() throws IOException {
    CommandLineRun run = find("--setuid", "--name", "s?", "--format", "jsonl");

    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines)
        .extracting(line -> line.get("record").asText() + " " + line.path("path").asText())
        .containsExactly("found usr/bin/sh", "found usr/bin/su", "summary ");
    assertThat(lines.get(0).get("images"))
        .isEqualTo(
            JSON.readTree(
                "[{\"image\":\"shop/web:1.1\",\"layer\":3,\"source\":\"built/shop.tar\","
                    + "\"state\":\"live\"}]"));
    assertThat(lines.get(0).get("layer").asText()).startsWith("sha256:4b8133e6deec");
    assertThat(lines.get(0).get("createdBy").asText()).isEqualTo("RUN chmod 4755 /usr/bin/sh");
    assertThat(lines.get(0).get("mode").asText()).isEqualTo("4755");
    JsonNode array = JSON.readTree(find("--setuid", "--name", "s?", "--format", "json").out());
    assertThat(array).containsExactlyElementsOf(lines);
  }

  @Test
  void imagesAndCountsAreThoseOfTheList() throws IOException {
    String[] question = {"sha256:9590413a25bd", "--live"};
    TreeSet<String> images = new TreeSet<>();
    for (String line : find(with(question, "--format", "jsonl")).out().lines().toList()) {
      JSON.readTree(line).path("images").forEach(image -> images.add(image.path("image").asText()));
    }

    CommandLineRun names = find(with(question, "--images"));

    assertThat(names.exitCode()).isZero();
    assertThat(new TreeSet<>(names.out().lines().toList())).isEqualTo(images).hasSize(29);
    assertThat(find(with(question, "--count")).out())
        .isEqualTo(
            """
            1 found in 1 layer, shipped by 29 images
            33 images over 34 distinct layers searched
            """);
  }

  @Test
  void hiddenFilesSayWhatHidesThem() {
    CommandLineRun run = find("var/cache/*", "--hidden", "--image", "shop/api:2.0");

    assertThat(run.out())
        .isEqualTo(
            """
            var/cache/index
              -rw-r--r--  0:0  20 kB  sha256:5c3df6b90342
              layer sha256:dfc1dbb7345d  ADD rootfs.tar / # buildroot 2026.02
              hidden (opaque) in 1 image: shop/api:2.0

            1 found in 1 layer, shipped by 1 image
            1 image over 4 distinct layers searched
            """);
    assertThat(find("var/cache/index", "--live", "--image", "shop/api:2.0").exitCode()).isOne();
  }

  @Test
  void duplicatesAndOutliersAnswerInEveryForm() throws IOException {
    CommandLineRun lines = find("--duplicates", "--format", "jsonl");
    JsonNode array = JSON.readTree(find("--duplicates", "--format", "json").out());

    assertThat(lines.exitCode()).isZero();
    List<JsonNode> told = new ArrayList<>();
    for (String line : lines.out().lines().toList()) {
      told.add(JSON.readTree(line));
    }
    assertThat(array).containsExactlyElementsOf(told);
    JsonNode summary = told.get(told.size() - 1);
    assertThat(summary.get("contents").asInt()).isEqualTo(told.size() - 1).isPositive();
    assertThat(find("--duplicates", "--count").out())
        .startsWith(summary.get("contents").asInt() + " contents in several layers, ");
    assertThat(find("--duplicates").out()).contains("app.conf");

    CommandLineRun outliers = find("--outliers", "--format", "jsonl");
    assertThat(outliers.exitCode()).isZero();
    assertThat(outliers.out()).doesNotContain("\"state\":\"hidden\"");
    assertThat(find("etc/shadow", "--outliers", "--images").out())
        .isEqualTo("team/empty-password:1\n");
  }

  @Test
  void nothingFoundExitsWithOne() {
    CommandLineRun run = find("log4j-core-*.jar");

    assertThat(run.exitCode()).isOne();
    assertThat(run.out()).isEqualTo("nothing found\n33 images over 34 distinct layers searched\n");
    assertThat(run.err())
        .isEqualTo(
            "note: the scan could not analyse 2 sources, which nobody can search: see "
                + out().resolve("failures.jsonl")
                + "\n");
  }

  @Test
  void conditionsThatMakeNoSenseExitWithTwo() {
    assertWrong("say what to find", new String[0]);
    assertWrong("--live and --hidden exclude each other", "a", "--live", "--hidden");
    assertWrong("--images and --count exclude each other", "a", "-l", "-c");
    assertWrong("leave out --hidden", "--outliers", "--hidden");
    assertWrong("leave out --live, --hidden", "--duplicates", "--live");
    assertWrong("--digest takes 6 to 64 hexadecimal digits", "--digest", "xyz");
    assertWrong("PATTERN takes 6 to 64 hexadecimal digits", "sha256:12");
    assertWrong("is none of file, dir, symlink", "--type", "door");
    assertWrong("is no positive number", "--min-size", "-1");
    assertWrong("no image has a layer of this digest", "a", "--layer", "0000000000");
    assertWrong("did you mean 'shop/web:1.1'?", "a", "--image", "shop/wbe:1.1");
    assertWrong("'a[b': nothing closes the bracket at character 2", "a[b");
    assertWrong("'[a]/[!b': nothing closes the bracket at character 5", "--path", "[a]/[!b");
    assertWrong("a bracket itself is written [[]", "--name", "x[");
  }

  private void assertWrong(String message, String... options) {
    CommandLineRun run = find(options);
    assertThat(run.exitCode()).as(message).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void listingsThatTheStoreHasLostAreNamedWithTheImages() throws IOException {
    Path store = copyOf("store");
    Path out = copyOf("out");
    delete(out.resolve("facts"));
    String diffId = layer(out, "debian/tini:12", 5);
    delete(listing(store, diffId));

    CommandLineRun run = find(out, store, "--setuid", "--count");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("\n32 images over ");
    assertThat(run.err())
        .contains("error: layer " + diffId + ": listing-lost: the store has no listing of it")
        .contains("this image was not searched: debian/tini:12. Next: scan the image again");
  }

  @Test
  void manyLostListingsAreToldOnce() throws IOException {
    Path store = copyOf("store");
    Path out = copyOf("out");
    delete(out.resolve("facts"));
    delete(store);

    CommandLineRun run = find(out, store, "--setuid", "--count");
    CommandLineRun verbose = find(out, store, "--setuid", "--count", "--verbose");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .hasLineCount(2)
        .containsPattern(
            "error: \\d+ layers \\((sha256:[0-9a-f]{64}(, )?){3} and \\d+ more\\): listing-lost:"
                + " the store has no listing of them any more, so \\d+ images were not searched:"
                + " ([^ ]+(, )?){5} and \\d+ more\\. Next: ");
    assertThat(verbose.err().lines().filter(line -> line.contains("listing-lost")).count())
        .isGreaterThan(10);
  }

  @Test
  void damagedListingCountsAsLostAndIsReported() throws IOException {
    Path store = copyOf("store");
    Path out = copyOf("out");
    delete(out.resolve("facts"));
    Path file = listing(store, layer(out, "debian/tini:12", 5)).resolve("listing.avro");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 20] ^= 1;
    Files.write(file, bytes);

    CommandLineRun run = find(out, store, "--setuid", "--count");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("listing-lost");
  }

  @Test
  void copiedFactsNeedNoStore() throws IOException {
    Path empty = folder.resolve("empty");

    CommandLineRun run = find(out(), empty, "--setuid");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(find("--setuid").out());
  }

  @Test
  void foldersThatThisVersionCannotReadExitWithTwo() throws IOException {
    Path out = copyOf("out");
    Path images = out.resolve("images.jsonl");
    String lines = Files.readString(images);

    Files.writeString(images, lines.replace("\"schemaVersion\":1", "\"schemaVersion\":2"));
    assertUnusable(out, "schemaVersion 2 is of a newer varve; this one reads 1");
    Files.writeString(images, lines.replace("\"diffId\":\"sha256:", "\"diffId\":\"sha999:"));
    assertUnusable(out, "images.jsonl: line 1");
    Files.writeString(images, lines.replace("\"layers\":[", "\"layers\":[7,"));
    assertUnusable(out, "a layer is");
    Files.writeString(images, lines.substring(0, lines.length() / 2));
    assertUnusable(out, "images.jsonl: line ");
    Files.delete(images);
    assertUnusable(out, "there is no images.jsonl");
    Path summary = out.resolve("run.json");
    Files.writeString(
        summary, Files.readString(summary).replace("\"schemaVersion\":1", "\"schemaVersion\":2"));
    assertUnusable(out, "schemaVersion 2 is of a newer varve");
    assertUnusable(folder.resolve("nowhere"), "there is no such folder");
  }

  private void assertUnusable(Path out, String message) {
    CommandLineRun run = find(out, scanned.resolve("store"), "**");
    assertThat(run.exitCode()).as(message).isEqualTo(2);
    assertThat(run.err()).contains("run-unusable").contains(message);
    assertThat(run.out()).isEmpty();
  }

  // ---- helpers

  private static Path out() {
    return scanned.resolve("out");
  }

  private static CommandLineRun find(String... options) {
    return find(out(), scanned.resolve("store"), options);
  }

  private static CommandLineRun find(Path out, Path store, String... options) {
    List<String> arguments = new ArrayList<>(List.of("find"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--in", out.toString(), "--store", store.toString()));
    return CommandLineRun.of(Map.of(), arguments);
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  private Path copyOf(String name) throws IOException {
    Path copy = folder.resolve(name);
    FolderCopy.copy(scanned.resolve(name), copy);
    return copy;
  }

  private static String layer(Path out, String image, int index) throws IOException {
    for (String line : Files.readAllLines(out.resolve("images.jsonl"))) {
      JsonNode json = JSON.readTree(line);
      if (json.get("image").asText().equals(image)) {
        return json.get("layers").get(index).get("diffId").asText();
      }
    }
    throw new AssertionError(image);
  }

  private static Path listing(Path store, String diffId) throws IOException {
    String hex = diffId.substring(diffId.indexOf(':') + 1);
    try (Stream<Path> paths = Files.walk(store)) {
      return paths.filter(path -> path.endsWith(hex)).findFirst().orElseThrow();
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path one : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
