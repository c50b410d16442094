package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The facts documents of images and files are what the published schemas say, field by field. */
class DocumentsTest {
  @Test
  void documentsOfImagesAreWhatTheSchemaSays() throws Exception {
    FactsSchema schema = FactsSchema.of(RuleScope.IMAGE);
    List<String> errors = new ArrayList<>();
    for (RuleCases.ImageCase one : RuleCases.images()) {
      errors.addAll(schema.errors(one.image().facts().document()));
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void documentsOfFilesAreWhatTheSchemaSays() throws Exception {
    FactsSchema schema = FactsSchema.of(RuleScope.FILE);
    List<String> errors = new ArrayList<>();
    for (RuleCases.FileCase one : RuleCases.files()) {
      for (JsonObject document : one.image().fileDocuments()) {
        errors.addAll(schema.errors(document));
      }
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void documentsOfContainersAreWhatTheSchemaSaysWithTheirImages() throws Exception {
    FactsSchema schema = FactsSchema.of(RuleScope.CONTAINER);
    List<String> errors = new ArrayList<>();
    for (RuleCases.ContainerCase one : RuleCases.containers()) {
      errors.addAll(schema.errors(one.container().document()));
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void filesSayWhatTheyAreForWhatTheyWereAndWhetherABaseBringsThem() throws Exception {
    TestFacts image =
        TestFacts.image()
            .layer("ADD rootfs /")
            .fileOf("usr/bin/tool", 04755, 7)
            .file("usr/bin/gone", 0644, 3)
            .layer("COPY tools /usr/bin")
            .text("usr/bin/tool", "#! /usr/bin/env -S python3 -I \nprint()\n")
            .text("usr/bin/arm", "\u007fELF\u0002\u0001" + "\0".repeat(12) + "\u0028\0");
    FactsSchema schema = FactsSchema.of(RuleScope.FILE);
    List<String> shown = new ArrayList<>();
    for (JsonObject document : image.fileDocuments(TestFacts.lowestAsBase(image.stack()))) {
      assertThat(schema.errors(document)).isEmpty();
      JsonObject was = document.get("previous").objectOrNull();
      shown.add(
          text(document, "path", "layer", "base", "arch", "shebang")
              + (was == null ? "" : " was " + text(was, "layer", "mode", "uid")));
    }
    assertThat(shown)
        .containsExactlyInAnyOrder(
            "\"/usr/bin/arm\" 1 false \"arm\" null",
            "\"/usr/bin/gone\" 0 true null null",
            "\"/usr/bin/tool\" 0 true null null",
            "\"/usr/bin/tool\" 1 false null \"/usr/bin/env -S python3 -I\" was 0 \"4755\" 7");
  }

  @Test
  void imagesSayWhoTheyAreToEitherKindOfEngineWhereThatDiffers() throws Exception {
    FactsSchema schema = FactsSchema.of(RuleScope.IMAGE);
    JsonObject grouped = TestFacts.image().layer("base").user("app:50").facts().document();
    JsonObject alone = TestFacts.image().layer("base").user("app").facts().document();

    assertThat(schema.errors(grouped)).isEmpty();
    assertThat(schema.errors(alone)).isEmpty();
    assertThat(text(grouped.get("user").objectOrNull(), "docker", "cri"))
        .isEqualTo(
            "{\"gid\":50,\"groups\":[50],\"how\":\"name\",\"root\":false,\"uid\":1000}"
                + " {\"gid\":1000,\"groups\":[1000],\"how\":\"name\",\"root\":false,\"uid\":1000}");
    assertThat(text(alone.get("user").objectOrNull(), "docker", "cri")).isEqualTo("null null");
  }

  @Test
  void imagesSayWhatTheirHealthCheckRuns() throws Exception {
    assertThat(healthOf(TestFacts.image().layer("base").file("app/run", 0755, 10)))
        .isEqualTo("\"exec\" \"ok\" \"/app/run\"");
    assertThat(healthOf(TestFacts.image().layer("base").file("app/run", 0644, 10)))
        .isEqualTo("\"exec\" \"not-executable\" \"/app/run\"");
    assertThat(healthOf(TestFacts.image().layer("base").file("app/other", 0755, 10)))
        .isEqualTo("\"exec\" \"missing\" null");
  }

  private static String healthOf(TestFacts image) throws Exception {
    JsonObject document = image.facts().document();
    assertThat(FactsSchema.of(RuleScope.IMAGE).errors(document)).isEmpty();
    return text(
        document.get("config").objectOrNull().get("healthcheck").objectOrNull(),
        "form",
        "status",
        "path");
  }

  private static String text(JsonObject document, String... keys) {
    return Stream.of(keys)
        .map(key -> new String(CanonicalJson.bytes(document.get(key)), StandardCharsets.UTF_8))
        .collect(Collectors.joining(" "));
  }

  @Test
  void filesSayWhoseTheyAre() throws Exception {
    Bytes md5 = Bytes.fromHex("00112233445566778899aabbccddeeff");
    List<String> shown = new ArrayList<>();
    TestFacts image =
        TestFacts.image()
            .layer("ADD rootfs /")
            .env("PATH=/usr/bin:/bin")
            .program("usr/bin/old", 0755, md5)
            .layer("RUN make install")
            .program("usr/bin/old", 0755, Bytes.fromHex("ff"))
            .program("usr/bin/same", 0755, md5)
            .file("usr/bin/own", 0755, 3)
            .file("usr/share/doc", 0644, 3)
            .installed("tool", md5, "usr/bin/old", "usr/bin/same", "usr/share/doc");
    for (JsonObject document : image.fileDocuments()) {
      String text = new String(CanonicalJson.bytes(document), StandardCharsets.UTF_8);
      if (text.contains("\"path\":\"/usr/")) {
        shown.add(
            text.replaceAll(
                ".*\"on_path\":([a-z]+),\"ownership\":(\"[a-z]+\"),\"package\":(.*?),\"path\":(\"[^\"]*\")"
                    + ".*\"state\":(\"[a-z]+\").*",
                "$4 $5 $2 $1 $3"));
      }
    }
    String tool = "\"name\":\"tool\",\"version\":\"1.2-3\"}";
    assertThat(shown)
        .containsExactlyInAnyOrder(
            "\"/usr/bin/old\" \"hidden\" \"owned\" true {\"digest_matches\":null," + tool,
            "\"/usr/bin/old\" \"live\" \"modified\" true {\"digest_matches\":false," + tool,
            "\"/usr/bin/same\" \"live\" \"owned\" true {\"digest_matches\":true," + tool,
            "\"/usr/bin/own\" \"live\" \"unowned\" true null",
            "\"/usr/share/doc\" \"live\" \"owned\" false {\"digest_matches\":null," + tool);
  }
}
