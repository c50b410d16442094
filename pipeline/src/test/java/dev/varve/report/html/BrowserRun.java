package dev.varve.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Steps of {@code src/test/browser/page-check.mjs} over one page. */
final class BrowserRun {
  /**
   * How much longer than on an idle machine things may take: others may build beside a test, and a
   * browser draws in software there.
   */
  static final int PATIENCE = Integer.getInteger("varve.patience", 3);

  private BrowserRun() {}

  /** A step with its arguments, which are texts or numbers. */
  static JsonValue step(String name, Object... arguments) {
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
   * @param folder for files of the run
   */
  static JsonObject of(Path folder, Path page, List<JsonValue> steps) throws Exception {
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
    Path script = root.resolve("pipeline/src/test/browser/page-check.mjs");
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
                new ByteArrayInputStream(
                    Files.readString(said).getBytes(StandardCharsets.UTF_8)),
                said.toString(),
                Limits.DEFAULT)
            .objectOrNull();
    assertThat(told.optionalArrayIn("", "requests").items()).as("requests").isEmpty();
    assertThat(told.optionalArrayIn("", "errors").items()).as("errors").isEmpty();
    return told.optionalObjectIn("", "results");
  }
}
