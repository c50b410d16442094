package dev.varve.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Steps of a script in {@code src/test/browser} over one page. */
public final class BrowserRun {
  /**
   * How much longer than on an idle machine things may take: others may build beside a test, and a
   * browser draws in software there.
   */
  public static final int PATIENCE = Integer.getInteger("varve.patience", 3);

  private BrowserRun() {}

  /** A step with its arguments, which are texts or numbers. */
  public static JsonValue step(String name, Object... arguments) {
    List<JsonValue> words = new ArrayList<>();
    words.add(new JsonString(name));
    for (Object argument : arguments) {
      words.add(
          argument instanceof Integer number
              ? JsonNumber.of(number)
              : new JsonString(argument.toString()));
    }
    return JsonArray.of(words);
  }

  /**
   * What each step tells, by its words. Fails if the page asks for anything or complains.
   *
   * @param name of the script
   * @param folder for files of the run
   */
  public static JsonObject of(String name, Path folder, Path page, List<JsonValue> steps)
      throws Exception {
    Path chromium = OptionalParts.program("chromium");
    Path node = OptionalParts.program("node");
    Path root = OptionalParts.projectRoot();
    Path axe =
        OptionalParts.file(
            root.resolve(".tools/browser/node_modules/axe-core/axe.min.js"),
            "run scripts/install-tools");
    Path modules = axe.getParent().getParent();
    String pictures = System.getProperty("varve.screenshots", "");
    if (!pictures.isEmpty()) {
      Files.createDirectories(Path.of(pictures));
    }
    Path job = folder.resolve("job.json");
    Files.writeString(
        job,
        JsonObject.builder()
            .put("chromium", chromium.toString())
            .put("modules", modules.toString())
            .put("file", page.toAbsolutePath().toString())
            .put("shots", pictures)
            .put("steps", JsonArray.of(steps))
            .build()
            .toString());
    Path script = root.resolve("pipeline/src/test/browser").resolve(name);
    Path said = folder.resolve("said.json");
    Path complained = folder.resolve("complained.txt");
    Process process =
        new ProcessBuilder(node.toString(), script.toString(), job.toString())
            .redirectOutput(said.toFile())
            .redirectError(complained.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the browser does not end: " + Files.readString(complained));
    }
    assertThat(process.exitValue()).as(Files.readString(complained)).isZero();
    JsonObject told =
        Json.parse(
                new ByteArrayInputStream(Files.readString(said).getBytes(StandardCharsets.UTF_8)),
                said.toString(),
                Limits.DEFAULT)
            .objectOrNull();
    assertThat(told.optionalArrayIn("", "requests").items()).as("requests").isEmpty();
    assertThat(told.optionalArrayIn("", "errors").items()).as("errors").isEmpty();
    return told.optionalObjectIn("", "results");
  }

  /** Whatever was checked for accessibility has no fault of any weight. */
  public static void assertAccessible(JsonObject results) throws Exception {
    for (String key : results.keys()) {
      if (key.startsWith("accessible")) {
        JsonObject checked = results.optionalObjectIn("", key);
        assertThat(texts(checked, "violations")).as(key).isEmpty();
        assertThat(checked.numberOr("passes", 0)).as(key).isGreaterThan(20);
        assertThat(checked.numberOr("overflow", 1)).as(key + ": overflow").isZero();
      }
    }
  }

  /** The texts of an array. */
  public static List<String> texts(JsonObject json, String key) throws Exception {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : json.optionalArrayIn("", key)) {
      texts.add(item.textOrNull());
    }
    return texts;
  }
}
