package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonLineWriter;
import dev.varve.layer.EntryKind;
import dev.varve.tree.Inode;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What {@code find} finds as canonical JSON lines: one for each name, with the attributes that
 * semantics.md section 4 has, and a summary. For one thread.
 */
public final class FoundJson implements Found.Taker {
  private final JsonLineWriter json;

  public FoundJson(OutputStream out) {
    this.json = new JsonLineWriter(out);
  }

  @Override
  public void take(Found found) throws IOException {
    begin("found").put("path", found.path());
    EntryKind kind = found.entry().kind();
    if (kind == EntryKind.HARDLINK || kind == EntryKind.UNSUPPORTED) {
      json.put("kind", kind.label());
    } else {
      CanonicalRecords.fields(Inode.shipped(found.entry(), 0), json);
    }
    if (kind == EntryKind.HARDLINK) {
      json.put("target", found.entry().linkTarget());
    }
    json.put("layer", found.layer().toString());
    if (!found.contentLayer().equals(found.layer())) {
      json.put("contentLayer", found.contentLayer().toString());
    }
    json.putIfPresent("createdBy", found.createdBy());
    json.beginArray("images");
    for (Found.Place place : found.places()) {
      json.beginObject().put("image", place.image().name()).put("source", place.image().source());
      json.put("layer", place.layer());
      Found.Hidden hidden = place.hidden();
      json.put("state", hidden == null ? "live" : "hidden");
      if (hidden != null) {
        json.put("by", hidden.by()).put("cause", hidden.cause().label());
        json.put("bytes", hidden.bytes());
      }
      json.endObject();
    }
    json.endArray();
    json.end();
  }

  /** One line for each image that holds something. */
  public void images(Found.Totals totals) throws IOException {
    for (RunImages.RunImage image : totals.images()) {
      begin("image").put("image", image.name()).put("source", image.source());
      json.end();
    }
  }

  /** The last line. */
  public void summary(Found.Totals totals) throws IOException {
    begin("summary").put("found", totals.names()).put("layers", totals.layers());
    json.put("images", totals.images().size());
    json.put("searchedImages", totals.searched()).put("searchedLayers", totals.searchedLayers());
    json.put("lostLayers", totals.lost().size());
    json.end();
  }

  /** Contents that several layers ship, then the summary. */
  public void duplicates(Duplicate.Totals totals) throws IOException {
    for (Duplicate duplicate : totals.most()) {
      begin("duplicate").put("sha256", duplicate.sha256().hex()).put("bytes", duplicate.bytes());
      json.put("layers", duplicate.layers()).put("images", duplicate.images());
      json.put("repeatedBytes", duplicate.repeatedBytes()).beginArray("paths");
      for (Bytes path : duplicate.paths()) {
        json.beginObject().put("path", path).endObject();
      }
      json.endArray();
      json.end();
    }
    begin("summary").put("contents", totals.contents());
    json.put("repeatedBytes", totals.repeatedBytes());
    json.put("searchedImages", totals.search().searched());
    json.put("searchedLayers", totals.search().searchedLayers());
    json.put("lostLayers", totals.search().lost().size());
    json.end();
  }

  private JsonLineWriter begin(String record) {
    return json.begin().put("record", record).put("schemaVersion", RunRecords.SCHEMA_VERSION);
  }
}
