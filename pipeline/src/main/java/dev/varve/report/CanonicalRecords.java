package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.Move;
import dev.varve.diff.PathDifference;
import dev.varve.image.Image;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Attribute;
import dev.varve.tree.Change;
import dev.varve.tree.ChangeCounts;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeTotals;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the records of semantics.md section 10, one line each. For one thread. */
final class CanonicalRecords {
  private final JsonLineWriter json;

  CanonicalRecords(OutputStream out) {
    this.json = new JsonLineWriter(out);
  }

  void image(LayerStack stack) throws IOException {
    Image image = stack.image();
    json.begin().put("record", "image").put("refs", image.refs());
    json.put("format", image.format().label()).put("layers", stack.layers().size());
    putUnlessEmpty("os", image.platform().os());
    putUnlessEmpty("architecture", image.platform().architecture());
    putUnlessEmpty("variant", image.platform().variant());
    if (image.configDigest() != null) {
      json.put("configDigest", image.configDigest().toString());
    }
    if (image.manifestDigest() != null) {
      json.put("manifestDigest", image.manifestDigest().toString());
    }
    json.end();
  }

  void layer(int index, LayerStack.Layer layer, long hiddenBytes, long shipped, ChangeCounts counts)
      throws IOException {
    json.begin().put("record", "layer").put("layer", index);
    json.put("digest", layer.blob().digest().toString());
    json.put("diffId", layer.blob().diffId().toString());
    if (layer.claimsAnotherDiffId()) {
      json.put("claimedDiffId", String.valueOf(layer.descriptor().claimedDiffId()));
    }
    json.put("compression", layer.blob().compression());
    json.put("blobSize", layer.blob().blobBytes());
    json.put("tarSize", layer.listing().summary().tarBytes());
    json.put("entries", layer.listing().summary().entries());
    json.put("shippedBytes", shipped).put("hiddenBytes", hiddenBytes);
    String createdBy = layer.descriptor().createdBy();
    if (createdBy != null && !createdBy.isEmpty()) {
      json.put("createdBy", createdBy);
    }
    json.put("added", counts.added()).put("modifiedContent", counts.modifiedContent());
    json.put("modifiedMetadata", counts.modifiedMetadata());
    json.put("reshipped", counts.reshipped()).put("deleted", counts.deleted());
    json.end();
  }

  void change(Change change) throws IOException {
    json.begin().put("record", "change").put("layer", change.layer()).put("path", change.path());
    json.put("change", change.kind().label());
    if (change.kind() != Change.Kind.ADDED && change.kind() != Change.Kind.DELETED) {
      attributes(change.attributes());
    }
    inode("before", change.before());
    inode("after", change.after());
    json.end();
  }

  void hidden(HiddenEntry hidden) throws IOException {
    Entry entry = hidden.entry();
    json.begin().put("record", "hidden").put("layer", hidden.layer());
    json.put("ordinal", entry.ordinal()).put("path", entry.shownPath());
    json.put("kind", entry.kind().label()).put("size", entry.size());
    json.put("bytes", hidden.hiddenBytes()).put("by", hidden.by());
    json.put("cause", hidden.cause().label());
    if (entry.kind() == EntryKind.HARDLINK) {
      json.put("target", entry.linkTarget());
    } else if (entry.kind() != EntryKind.UNSUPPORTED) {
      inode("entry", Inode.shipped(entry, hidden.layer()));
    }
    json.end();
  }

  void finding(StructureFinding finding) throws IOException {
    json.begin().put("record", "finding");
    findingFields(finding, json);
    json.end();
  }

  static void findingFields(StructureFinding finding, JsonLineWriter json) {
    json.put("code", finding.code().code()).put("severity", finding.code().severity().label());
    if (finding.layer() != StructureFinding.NO_LAYER) {
      json.put("layer", finding.layer());
    }
    Bytes path = finding.path();
    if (path != null) {
      json.put("path", path);
    }
    Bytes target = finding.target();
    if (target != null) {
      json.put("target", target);
    }
    json.putIfPresent("detail", finding.detail());
  }

  void entry(TreeEntry entry) throws IOException {
    json.begin().put("record", "entry").put("path", entry.path()).put("layer", entry.layer());
    fields(entry.inode(), json);
    links(entry);
    if (!entry.inode().isDirectory() && entry.inode().layer() != entry.layer()) {
      json.put("contentLayer", entry.inode().layer());
    }
    json.end();
  }

  void difference(PathDifference difference) throws IOException {
    json.begin().put("record", "diff");
    fields(difference);
    json.end();
  }

  /** As {@link #difference(PathDifference)}, in the form of a run that compares many pairs. */
  void difference(PathDifference difference, String from, String to) throws IOException {
    json.begin().put("record", "difference").put("schemaVersion", RunRecords.SCHEMA_VERSION);
    json.put("from", from).put("to", to);
    fields(difference);
    json.end();
  }

  private void fields(PathDifference difference) {
    json.put("path", difference.path());
    json.put("change", difference.kind().label());
    if (difference.a() != null && difference.b() != null) {
      attributes(difference.attributes());
    }
    side("a", difference.a());
    side("b", difference.b());
    if (difference.movedTo() != null) {
      json.put("movedTo", difference.movedTo());
    }
    if (difference.movedFrom() != null) {
      json.put("movedFrom", difference.movedFrom());
    }
  }

  void move(Move move) throws IOException {
    json.begin().put("record", "move").put("from", move.from()).put("to", move.to());
    json.put("sha256", move.sha256().hex()).put("size", move.size());
    json.put("renamed", move.renamed());
    attributes(move.attributes());
    json.end();
  }

  /** The last line of {@code tree} or, with dive's figures, of {@code layers}. */
  void summary(TreeTotals totals, @Nullable DiveFigures dive) throws IOException {
    json.begin().put("record", "summary").put("paths", totals.paths());
    json.put("files", totals.files()).put("dirs", totals.dirs());
    json.put("symlinks", totals.symlinks()).put("others", totals.others());
    json.put("inodes", totals.inodes()).put("liveBytes", totals.liveBytes());
    json.put("shippedBytes", totals.shippedBytes()).put("hiddenBytes", totals.hiddenBytes());
    json.put("hiddenEntries", totals.hiddenEntries());
    if (dive != null) {
      json.beginObject("dive").put("efficiency", dive.efficiency());
      json.put("minimumBytes", dive.minimumBytes()).put("discoveredBytes", dive.discoveredBytes());
      json.put("wastedBytes", dive.wastedBytes()).put("sizeBytes", dive.sizeBytes());
      json.put("userBytes", dive.userBytes()).endObject();
    }
    json.end();
  }

  void summary(DiffTotals totals) throws IOException {
    json.begin().put("record", "summary");
    json.put("pathsA", totals.pathsA()).put("pathsB", totals.pathsB());
    json.put("added", totals.added()).put("removed", totals.removed());
    json.put("retyped", totals.retyped()).put("modified", totals.modified());
    json.put("touched", totals.touched()).put("moves", totals.moves());
    json.put("modifiedInodes", totals.modifiedInodes());
    json.put("liveBytesA", totals.liveBytesA()).put("liveBytesB", totals.liveBytesB());
    json.end();
  }

  private void putUnlessEmpty(String key, String text) {
    if (!text.isEmpty()) {
      json.put(key, text);
    }
  }

  private void attributes(List<Attribute> attributes) {
    json.beginArray("attributes");
    attributes.forEach(attribute -> json.add(attribute.label()));
    json.endArray();
  }

  private void inode(String key, @Nullable Inode inode) {
    if (inode != null) {
      json.beginObject(key);
      fields(inode, json);
      json.endObject();
    }
  }

  private void side(String key, @Nullable TreeEntry entry) {
    if (entry != null) {
      json.beginObject(key);
      fields(entry.inode(), json);
      links(entry);
      json.endObject();
    }
  }

  private void links(TreeEntry entry) {
    if (entry.linkGroup() != null) {
      json.put("links", entry.links()).put("linkGroup", entry.linkGroup());
    }
  }

  /** The fields of an entry object into the object that is open. */
  static void fields(Inode inode, JsonLineWriter json) {
    json.put("kind", inode.kind().label()).put("mode", ModeText.octal(inode.modeBits()));
    json.put("uid", inode.uid()).put("gid", inode.gid()).put("mtime", inode.mtimeSeconds());
    Entry entry = inode.entry();
    if (entry == null) {
      json.put("implicit", true);
      return;
    }
    if (inode.mtimeNanos() != 0) {
      json.put("mtimeNs", inode.mtimeNanos());
    }
    if (!entry.uname().isEmpty()) {
      json.put("uname", entry.uname());
    }
    if (!entry.gname().isEmpty()) {
      json.put("gname", entry.gname());
    }
    if (entry.sha256() != null) {
      json.put("size", entry.size()).put("sha256", entry.sha256().hex());
    }
    if (inode.isSymlink()) {
      json.put("linkTarget", entry.linkTarget());
    }
    if (inode.kind().isDevice()) {
      json.put("devMajor", entry.devMajor()).put("devMinor", entry.devMinor());
    }
    if (!entry.xattrs().isEmpty()) {
      json.put("xattrs", XattrJson.all(entry));
      JsonObject capabilities = XattrJson.capabilities(entry);
      if (capabilities != null) {
        json.put("capabilities", capabilities);
      }
    }
  }
}
