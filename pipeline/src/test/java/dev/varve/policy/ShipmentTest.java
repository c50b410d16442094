package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an image ships, as its facts show it. */
class ShipmentTest {
  private static JsonObject object(JsonObject json, String key) {
    JsonValue value = json.get(key);
    JsonObject object = value == null ? null : value.objectOrNull();
    assertThat(object).as(key).isNotNull();
    return object;
  }

  private static String text(JsonObject json, String key) {
    JsonValue value = json.get(key);
    String text = value == null ? null : value.scalarTextOrNull();
    assertThat(text).as(key).isNotNull();
    return text;
  }

  private static long number(JsonObject json, String key) {
    return Long.parseLong(text(json, key));
  }

  private static JsonObject parse(String json) throws InputException {
    JsonObject object =
        Json.parse(json.getBytes(StandardCharsets.UTF_8), "test", dev.varve.failure.Limits.DEFAULT)
            .objectOrNull();
    assertThat(object).isNotNull();
    return object;
  }

  private static List<String> items(JsonObject json, String key, String member) {
    List<String> texts = new ArrayList<>();
    JsonValue value = json.get(key);
    assertThat(value).as(key).isNotNull();
    for (JsonValue item : value.arrayOrNull()) {
      texts.add(text(item.objectOrNull(), member));
    }
    return texts;
  }

  @Test
  void entriesAreCountedByWhatTheyAreForLiveAndHidden() throws Exception {
    JsonObject classes =
        object(
            TestFacts.image()
                .layer("COPY a")
                .file("usr/bin/helper", 04755, 10)
                .file("usr/bin/old", 06755, 20)
                .dir("srv", 0777)
                .file("etc/cron.d/job", 0644, 5)
                .secret("app/key.pem", "pem-private-key")
                .layer("RUN rm")
                .file("usr/bin/.wh.old", 0, 0)
                .facts()
                .document(),
            "classes");

    assertThat(object(classes, "setuid"))
        .isEqualTo(
            parse(
                """
                {"live": 1, "hidden": 1, "live_bytes": 10, "hidden_bytes": 20, "sample": [
                  {"state": "live", "layer": 0, "bytes": 10, "path": "/usr/bin/helper",
                   "ownership": "unowned"},
                  {"state": "hidden", "layer": 0, "bytes": 20, "path": "/usr/bin/old",
                   "ownership": "unowned"}]}
                """));
    assertThat(number(object(classes, "setgid"), "hidden")).isEqualTo(1);
    assertThat(number(object(classes, "ww-dir"), "live")).isEqualTo(1);
    assertThat(number(object(classes, "cron"), "live")).isEqualTo(1);
    assertThat(number(object(classes, "key"), "live")).isEqualTo(1);
    assertThat(number(object(classes, "token"), "live")).isEqualTo(0);
    assertThat(classes.keys()).hasSize(FileClass.values().length);
  }

  @Test
  void cachesAreSummedByKind() throws Exception {
    JsonObject document =
        TestFacts.image()
            .layer("RUN apt-get")
            .file("var/lib/apt/lists/a", 0644, 100)
            .file("var/cache/apt/pkgcache.bin", 0644, 50)
            .layer("RUN npm")
            .file("home/app/.npm/_cacache/x", 0644, 7)
            .file("var/lib/apt/lists/.wh.a", 0, 0)
            .file("var/lib/dpkg/status", 0644, 3)
            .facts()
            .document();

    assertThat(document.get("caches"))
        .isEqualTo(
            parse(
                    """
                    {"c": [
                      {"kind": "apt", "files": 2, "live_bytes": 50, "hidden_bytes": 100, "layer": 0},
                      {"kind": "npm", "files": 1, "live_bytes": 7, "hidden_bytes": 0, "layer": 1}]}
                    """)
                .get("c"));
    assertThat(items(document, "layers", "whiteouts")).containsExactly("0", "1");
    assertThat(items(document, "layers", "package_change")).containsExactly("false", "true");
  }

  @Test
  void whatOneLayerHidesOfAnotherIsToldByPair() throws Exception {
    JsonObject sizes =
        object(
            TestFacts.image()
                .layer("a")
                .file("x", 0644, 5000)
                .file("same", 0644, 8192)
                .layer("b")
                .file("x", 0644, 6000)
                .layer("c")
                .file("x", 0644, 7000)
                .facts()
                .document(),
            "sizes");

    assertThat(sizes.get("pairs"))
        .isEqualTo(
            parse(
                    """
                    {"p": [{"layer": 1, "covered_by": 2, "bytes": 6000, "base": false},
                           {"layer": 0, "covered_by": 1, "bytes": 5000, "base": false}]}
                    """)
                .get("p"));
    assertThat(number(sizes, "reclaimable_from")).isEqualTo(0);
    assertThat(number(sizes, "hidden_base")).isEqualTo(0);
    assertThat(number(sizes, "duplicate")).isEqualTo(0);
  }

  @Test
  void layersBelongToTheSmallestKnownBaseThatHoldsThem() throws Exception {
    TestFacts image = TestFacts.image().layer("a").dir("a", 0755).layer("b").dir("b", 0755);
    image.layer("c").dir("c", 0755);
    List<String> ids =
        image.stack().layers().stream().map(layer -> layer.blob().diffId().toString()).toList();
    String bases =
        """
        {"known_bases": [
          {"name": "python:3", "diff_ids": ["%s", "%s"]},
          {"name": "debian:12", "diff_ids": ["%s"]},
          {"name": "other", "diff_ids": ["%s", "%s"]}]}
        """
            .formatted(ids.get(0), ids.get(1), ids.get(0), ids.get(1), ids.get(2));

    assertThat(KnownBases.of(parse(bases)).of(image.stack()))
        .containsExactly("debian:12", "python:3", null);
    assertThat(KnownBases.NONE.of(image.stack())).containsExactly(null, null, null);
  }

  @Test
  void aBaseWithoutLayersIsRefused() {
    for (String bases :
        List.of(
            "{\"known_bases\": {}}",
            "{\"known_bases\": [{\"name\": \"x\"}]}",
            "{\"known_bases\": [{\"name\": \"\", \"diff_ids\": [\"sha256:aa\"]}]}",
            "{\"known_bases\": [\"debian\"]}")) {
      assertThatThrownBy(() -> KnownBases.of(parse(bases)))
          .as(bases)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("known_bases");
    }
  }
}
