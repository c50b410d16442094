package dev.varve.report.html;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.report.RunResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run in which everything that an image or a user may name tries to break out of a page. */
final class HostileRun {
  /** Would run if it came through. */
  static final String MARKUP = "<script>window.hacked=true</script>";

  private static final List<String> TRICKS =
      List.of(
          MARKUP,
          "</script><script>window.hacked=true</script>",
          "--><!--<script>",
          "\"><img src=x onerror=window.hacked=true>",
          "' onfocus=window.hacked=true autofocus '",
          "javascript:window.hacked=true",
          "</title></style></details></table>",
          "&lt;not markup&gt; &#60;b&#62;",
          "\u001b[31mred\u001b]0;title\u0007",
          "line\r\nend\u2028and\u2029paragraph",
          "\u202etxt.exe\u2066hidden\u200b",
          "half \ud800 pair, replaced \ufffd byte, \ufffe",
          "=cmd|' /C calc'!A0",
          "`${window.hacked=true}` {{7*7}} @if(true)");

  private final List<String> texts = new ArrayList<>();

  /** Every text that is to be seen. */
  List<String> texts() {
    return texts;
  }

  private String trick(String place, int number) {
    String text = place + " " + TRICKS.get(number);
    texts.add(text);
    return text;
  }

  RunResults results() {
    List<JsonObject> images = new ArrayList<>();
    List<JsonObject> layers = new ArrayList<>();
    List<JsonObject> findings = new ArrayList<>();
    List<JsonObject> boundaries = new ArrayList<>();
    List<JsonObject> exceptions = new ArrayList<>();
    List<JsonObject> failures = new ArrayList<>();
    for (int i = 0; i < TRICKS.size(); i++) {
      String diffId = "sha256:" + String.format("%064x", i + 1);
      String name = trick("name", i);
      images.add(
          JsonObject.builder()
              .put("image", name)
              .put("source", trick("source", i))
              .put("platform", trick("platform", i))
              .put("user", trick("user", i))
              .put("verified", i % 2 == 0)
              .put("manifestDigest", trick("manifest", i))
              .put("shippedBytes", 100)
              .put(
                  "layers",
                  JsonArray.of(
                      List.of(
                          JsonObject.builder()
                              .put("diffId", diffId)
                              .put("createdBy", trick("history", i))
                              .put("shippedBytes", 100)
                              .put("hiddenBytes", 40)
                              .build())))
              .build());
      JsonObject blamed =
          JsonObject.builder()
              .put("rule", trick("rule", i))
              .put("severity", "high")
              .put("images", 1)
              .put("message", trick("blame", i))
              .build();
      layers.add(
          JsonObject.builder()
              .put("diffId", diffId)
              .put("reach", 2)
              .put("createdBy", JsonArray.ofTexts(List.of(trick("command", i))))
              .put("images", JsonArray.ofTexts(List.of(name)))
              .put(
                  "blame",
                  JsonObject.builder()
                      .put("findings", 1)
                      .put("worst", JsonArray.of(List.of(blamed)))
                      .build())
              .build());
      findings.add(
          JsonObject.builder()
              .put("rule", trick("rule", i))
              .put("title", trick("title", i))
              .put("severity", "high")
              .put("status", "fail")
              .put(
                  "subject",
                  JsonObject.builder()
                      .put("kind", "image")
                      .put("key", "k")
                      .put("name", name)
                      .build())
              .put("message", trick("environment", i))
              .put("path", trick("file", i))
              .put("pathB64", "cGF0aP8=")
              .put("diff_id", diffId)
              .put("created_by", trick("history", i))
              .put(
                  "origin",
                  JsonObject.builder().put("file", trick("spec", i)).put("line", 7).build())
              .put("fp", String.format("%064x", i * 31 + 7))
              .build());
      boundaries.add(
          JsonObject.builder()
              .put("name", trick("container", i))
              .put("image", name)
              .put("inside", trick("inside", i))
              .put("overall", 2)
              .put("meaning", trick("meaning", i))
              .put(
                  "lines",
                  JsonArray.of(
                      List.of(
                          JsonObject.builder()
                              .put("id", trick("id", i))
                              .put("opened", trick("opened", i))
                              .put("host", trick("host", i))
                              .put("inside", trick("inside", i))
                              .build())))
              .build());
      exceptions.add(
          JsonObject.builder()
              .put("entry", trick("entry", i))
              .put("id", trick("id", i))
              .put("state", "used")
              .put("effect", "accept")
              .put("reason", trick("reason", i))
              .put("owner", trick("owner", i))
              .put("expires", "2026-02-03")
              .put("matched", 1)
              .put("back", 0)
              .build());
      failures.add(
          JsonObject.builder()
              .put("image", trick("broken", i))
              .put("code", trick("code", i))
              .put("where", trick("where", i))
              .put("detail", trick("detail", i))
              .put("next", trick("next", i))
              .build());
    }
    return RunResults.of(
        JsonObject.EMPTY,
        Map.of(
            RunResults.Part.IMAGES, images,
            RunResults.Part.LAYERS, layers,
            RunResults.Part.FINDINGS, findings,
            RunResults.Part.BOUNDARIES, boundaries,
            RunResults.Part.EXCEPTIONS, exceptions,
            RunResults.Part.FAILURES, failures));
  }
}
