package dev.varve.image.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.image.LayerDescriptor;
import dev.varve.image.Platform;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * For every vector of the reference implementation: the same image is selected, it claims the same,
 * and its layers have the same stored bytes.
 */
class ReferenceImagesTest {
  @TempDir Path folder;

  @Test
  void selectsWhatTheReferenceSelects() throws Exception {
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (String line : reference().lines().toList()) {
      JsonObject wanted = Json.parseObject(Bytes.utf8(line), "reference", Limits.DEFAULT);
      String path = requireNonNull(requireNonNull(wanted.get("path")).textOrNull());
      expected.add(path + " " + wanted.get("image"));
      actual.add(
          path
              + " "
              + describe(
                  path, wanted.textIn("reference", "tag"), wanted.textIn("reference", "os")));
    }
    assertThat(actual).hasSizeGreaterThan(100).containsExactlyElementsOf(expected);
  }

  private JsonObject describe(String path, String tag, String platform) throws IOException {
    try (ImageSources.Opened opened =
        new ImageSources(Limits.DEFAULT, folder, RegistryAccess.of(Map.of())).open(path)) {
      Image image =
          opened
              .selection(
                  tag.isEmpty() ? null : tag, platform.isEmpty() ? null : Platform.parse(platform))
              .one(opened.source());
      image.requireLayerCount();
      List<JsonValue> layers = new ArrayList<>();
      for (int i = 0; i < image.layers().size(); i++) {
        LayerDescriptor layer = image.layers().get(i);
        layers.add(
            JsonArray.of(
                List.of(
                    new JsonString(layer.label()),
                    textOf(layer.claimedDigest()),
                    JsonNumber.of(layer.claimedBytes()),
                    textOf(layer.claimedDiffId()),
                    textOf(layer.createdBy()),
                    new JsonString(content(opened, image, i)))));
      }
      List<JsonValue> findings = new ArrayList<>();
      for (StructureFinding finding : image.findings()) {
        String detail = finding.detail();
        findings.add(
            JsonArray.ofTexts(List.of(finding.code().code(), detail == null ? "" : detail)));
      }
      Platform found = image.platform();
      return JsonObject.builder()
          .put("refs", JsonArray.ofTexts(image.refs()))
          .put("format", image.format().label())
          .put(
              "platform",
              JsonArray.ofTexts(List.of(found.os(), found.architecture(), found.variant())))
          .put("config", textOf(image.configDigest()))
          .put("manifest", textOf(image.manifestDigest()))
          .put("layers", JsonArray.of(layers))
          .put("findings", JsonArray.of(findings))
          .build();
    } catch (InputException e) {
      return JsonObject.builder().put("error", e.reason().code()).build();
    }
  }

  private static String content(ImageSources.Opened opened, Image image, int layer)
      throws IOException {
    try (InputStream in = opened.source().openLayer(image, layer)) {
      return Digest.sha256Of(in.readAllBytes()).hex();
    } catch (InputException e) {
      return e.reason().code();
    }
  }

  private static JsonValue textOf(@Nullable Object value) {
    return new JsonString(value == null ? "-" : value.toString());
  }

  private String reference() throws Exception {
    Path script = folder.resolve("reference_images.py");
    try (InputStream in = requireNonNull(getClass().getResourceAsStream("reference_images.py"))) {
      Files.copy(in, script);
    }
    Path images = Files.createDirectory(folder.resolve("images"));
    Process process =
        new ProcessBuilder(
                "python3", script.toString(), OptionalParts.oracleDir().toString(), images + "")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }
}
