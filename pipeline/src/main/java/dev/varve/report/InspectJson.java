package dev.varve.report;

import dev.varve.blob.StructureFinding;
import dev.varve.image.Image;
import dev.varve.json.JsonLineWriter;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import dev.varve.tree.ChangeCounts;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.TreeTotals;
import java.io.IOException;
import java.io.OutputStream;

/** {@code inspect} as one JSON document, keys sorted; names as in semantics.md section 10. */
public final class InspectJson {
  private static final int SCHEMA_VERSION = 1;

  private InspectJson() {}

  public static void write(Inspection inspection, OutputStream out) throws IOException {
    JsonLineWriter json = new JsonLineWriter(out);
    json.begin().put("schemaVersion", SCHEMA_VERSION);
    image(inspection.stack(), json);
    json.beginArray("layers");
    for (int i = 0; i < inspection.layers().size(); i++) {
      layer(i, inspection.stack().layers().get(i), inspection.layers().get(i), json);
    }
    json.endArray();
    totals(inspection.totals(), json);
    dive(inspection.dive(), json);
    user(inspection.user(), json);
    start(inspection.start(), json);
    json.beginArray("findings");
    for (StructureFinding finding : inspection.findings()) {
      json.beginObject();
      CanonicalRecords.findingFields(finding, json);
      json.endObject();
    }
    json.endArray();
    json.end();
    out.flush();
  }

  private static void image(LayerStack stack, JsonLineWriter json) {
    Image image = stack.image();
    json.beginObject("image").put("name", image.name()).put("refs", image.refs());
    json.put("format", image.format().label()).put("platform", image.platform().toString());
    json.put("verified", stack.isVerified()).put("created", image.config().created());
    if (image.configDigest() != null) {
      json.put("configDigest", image.configDigest().toString());
    }
    if (image.manifestDigest() != null) {
      json.put("manifestDigest", image.manifestDigest().toString());
    }
    json.endObject();
  }

  private static void layer(
      int index, LayerStack.Layer layer, Inspection.LayerFigures figures, JsonLineWriter json) {
    ChangeCounts counts = figures.changes();
    json.beginObject().put("layer", index);
    json.put("digest", layer.blob().digest().toString());
    json.put("diffId", layer.blob().diffId().toString());
    json.put("compression", layer.blob().compression());
    json.put("blobSize", layer.blob().blobBytes());
    json.put("tarSize", layer.listing().summary().tarBytes());
    json.put("entries", layer.listing().summary().entries());
    json.put("shippedBytes", figures.shippedBytes()).put("hiddenBytes", figures.hiddenBytes());
    json.putIfPresent("createdBy", layer.descriptor().createdBy());
    json.put("added", counts.added()).put("modifiedContent", counts.modifiedContent());
    json.put("modifiedMetadata", counts.modifiedMetadata());
    json.put("reshipped", counts.reshipped()).put("deleted", counts.deleted());
    json.endObject();
  }

  private static void totals(TreeTotals totals, JsonLineWriter json) {
    json.beginObject("totals").put("paths", totals.paths()).put("files", totals.files());
    json.put("dirs", totals.dirs()).put("symlinks", totals.symlinks());
    json.put("others", totals.others()).put("inodes", totals.inodes());
    json.put("liveBytes", totals.liveBytes()).put("shippedBytes", totals.shippedBytes());
    json.put("hiddenBytes", totals.hiddenBytes()).put("hiddenEntries", totals.hiddenEntries());
    json.endObject();
  }

  private static void dive(DiveFigures dive, JsonLineWriter json) {
    json.beginObject("dive").put("efficiency", dive.efficiency());
    json.put("minimumBytes", dive.minimumBytes()).put("discoveredBytes", dive.discoveredBytes());
    json.put("wastedBytes", dive.wastedBytes()).put("sizeBytes", dive.sizeBytes());
    json.put("userBytes", dive.userBytes()).endObject();
  }

  private static void user(ImageUser user, JsonLineWriter json) {
    json.beginObject("user").put("spec", user.spec()).put("how", user.how().label());
    Long uid = user.uid();
    if (uid != null) {
      json.put("uid", uid);
    }
    Long gid = user.gid();
    if (gid != null) {
      json.put("gid", gid);
    }
    json.putIfPresent("name", user.name());
    Boolean root = user.root();
    if (root != null) {
      json.put("root", root);
    }
    json.put("notes", user.notes()).endObject();
  }

  private static void start(Start start, JsonLineWriter json) {
    json.beginObject("start").put("argv", start.argv()).put("form", start.form());
    json.put("status", start.status().label()).put("notes", start.notes());
    json.beginArray("links");
    for (ChainLink link : start.links()) {
      link(link, json);
    }
    json.endArray();
    json.beginArray("pathBeforeHit");
    for (Start.PathElement element : start.pathBeforeHit()) {
      json.beginObject().put("element", element.element()).put("present", element.present());
      json.put("writableBy", element.writableBy()).endObject();
    }
    json.endArray();
    Start.Drop drop = start.dropsTo();
    if (drop != null) {
      json.beginObject("dropsTo").put("user", drop.user()).put("via", drop.via());
      Long uid = drop.uid();
      if (uid != null) {
        json.put("uid", uid);
      }
      json.put("certain", drop.certain()).endObject();
    }
    json.endObject();
  }

  private static void link(ChainLink link, JsonLineWriter json) {
    json.beginObject().put("number", link.number()).put("role", link.role().label());
    json.put("asked", link.asked()).put("via", link.via()).put("status", link.status().label());
    if (link.path() != null) {
      json.put("path", link.path()).put("mode", ModeText.octal(link.modeBits()));
      json.put("uid", link.uid()).put("gid", link.gid()).put("layer", link.layer());
    }
    if (link.sha256() != null) {
      json.put("sha256", link.sha256().hex());
    }
    if (link.capabilities() != null) {
      json.put("capabilities", link.capabilities().base64());
    }
    json.put("writableBy", link.writableBy()).put("dirWritableBy", link.dirWritableBy());
    json.put("notes", link.notes());
    json.putIfPresent("direction", link.direction()).putIfPresent("target", link.target());
    json.putIfPresent("coveredBy", link.coveredBy());
    json.endObject();
  }
}
