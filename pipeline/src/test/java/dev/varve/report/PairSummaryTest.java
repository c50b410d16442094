package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.TreeDiff;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.Xattr;
import dev.varve.testing.MemoryListing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PairSummaryTest {
  private static final Xattr RAW =
      new Xattr(Xattr.CAPABILITY, Bytes.fromHex("0000000200200000000000000000000000000000"));

  private final List<Entry> a = new ArrayList<>();
  private final List<Entry> b = new ArrayList<>();

  @Test
  void bytesCountOnceForEachFileWhateverItsNames() throws Exception {
    file(a, "bin/gone", 100, 0755);
    file(a, "bin/grows", 1, 0755);
    file(b, "bin/grows", 3, 0755);
    file(b, "bin/new", 10, 0755);
    b.add(entry(b.size(), "bin/second", EntryKind.HARDLINK, 0, 0, "bin/new"));

    assertThat(summary(null).get("bytes"))
        .isEqualTo(json("{\"added\":10,\"removed\":100,\"changedFrom\":1,\"changedTo\":3}"));
  }

  @Test
  void filesThatGiveNewRightsAreNamedAndOldOnesAreNot() throws Exception {
    file(a, "bin/old", 1, 04755);
    file(b, "bin/old", 2, 04755);
    file(a, "bin/becomes", 1, 0755);
    file(b, "bin/becomes", 1, 06755);
    file(b, "bin/group-without-execute", 1, 02644);
    file(b, "bin/raw", 1, 0755, RAW);
    b.add(entry(b.size(), "shared", EntryKind.DIR, 0, 02775, ""));

    assertThat(summary(null).get("newPrivileged"))
        .isEqualTo(
            json(
                """
                {"count": 2, "files": [
                  {"path": "bin/becomes", "rights": ["setuid", "setgid"], "mode": "6755",
                   "uid": 0, "gid": 0},
                  {"path": "bin/raw", "rights": ["capabilities"], "mode": "0755",
                   "uid": 0, "gid": 0}]}"""));
  }

  @Test
  void listOfFilesEndsAndTheirNumberDoesNot() throws Exception {
    for (int i = 0; i < 60; i++) {
      file(b, "bin/" + i, 1, 04755);
    }

    JsonObject files = (JsonObject) summary(null).get("newPrivileged");

    assertThat(files.get("count")).isEqualTo(json("60"));
    assertThat((JsonArray) files.get("files")).hasSize(50);
  }

  @Test
  void packagesAreCountedByDirectionAndAbsentIfNotKnown() throws Exception {
    JsonArray rows =
        (JsonArray)
            json(
                """
                [{"name": "a", "direction": "added"}, {"name": "b", "direction": "up"},
                 {"name": "c", "direction": "up"}, {"name": "d", "direction": "down"},
                 {"name": "e", "direction": "other"}]""");

    assertThat(summary(rows).get("packages"))
        .isEqualTo(
            json(
                """
                {"added": 1, "removed": 0, "upgraded": 2, "downgraded": 1, "other": 1, "list": %s}"""
                    .formatted(rows)));
    assertThat(summary(null).has("packages")).isFalse();
  }

  private JsonObject summary(@Nullable JsonArray packages) throws Exception {
    PairSummary summary = new PairSummary();
    TreeDiff.compare(
        List.of(MemoryListing.of(a)), List.of(MemoryListing.of(b)), DiffOptions.EXACT, summary);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLineWriter line = new JsonLineWriter(out);
    line.begin();
    summary.put(line, packages);
    line.end();
    return Json.parseObject(Bytes.wrap(out.toByteArray()), "", Limits.DEFAULT);
  }

  private static JsonValue json(String text) throws Exception {
    String wrapped = "{\"value\":" + text + "}";
    JsonValue value = Json.parseObject(Bytes.utf8(wrapped), "", Limits.DEFAULT).get("value");
    assertThat(value).isNotNull();
    return value;
  }

  private static void file(List<Entry> layer, String path, int size, int mode, Xattr... xattrs) {
    Entry plain = entry(layer.size(), path, EntryKind.FILE, size, mode, "");
    layer.add(
        new Entry(
            plain.ordinal(),
            plain.kind(),
            plain.typeFlag(),
            plain.path(),
            null,
            size,
            Bytes.fromHex("%064x".formatted(size)),
            mode,
            0,
            0,
            Bytes.EMPTY,
            Bytes.EMPTY,
            0,
            0,
            Bytes.EMPTY,
            0,
            0,
            List.of(xattrs)));
  }

  private static Entry entry(
      int ordinal, String path, EntryKind kind, int size, int mode, String target) {
    return new Entry(
        ordinal,
        kind,
        '0',
        Bytes.utf8(path),
        null,
        size,
        null,
        mode,
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
