package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.image.ImageConfig;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonBool;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.ContentMatch;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.FileCapabilities;
import dev.varve.layer.PackageDigests;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Xattr;
import dev.varve.packages.Ownership;
import dev.varve.packages.PackageIndex;
import dev.varve.runtime.Accounts;
import dev.varve.stack.LayerStack;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Entries of an image as rules of the file scope see them (policy-catalogue.md section 1.3): live
 * ones from the squashed tree and hidden ones from the layers below it.
 */
final class FileFacts {
  private final LayerStack stack;
  private final Subject image;
  private final List<KnownContent> contents;
  private final PackageIndex packages;
  private final Set<Bytes> pathFolders;
  private final @Nullable List<@Nullable String> bases;
  private final Set<Long> users = new HashSet<>();
  private final Set<Long> groups = new HashSet<>();

  private FileFacts(
      LayerStack stack,
      List<KnownContent> contents,
      PackageIndex packages,
      KnownBases bases,
      Accounts accounts) {
    this.bases = bases.isEmpty() ? null : bases.of(stack);
    accounts.users().forEach(user -> users.add(user.uid()));
    accounts.groups().forEach(group -> groups.add(group.gid()));
    this.packages = packages;
    this.pathFolders = pathFolders(stack.image().config());
    this.stack = stack;
    this.image = Subject.of(stack.image());
    this.contents = contents;
  }

  /**
   * Reads the content sidecars of all layers.
   *
   * @param accounts of the image; needed only if a selector {@link FileSelector#asksAccounts asks}
   */
  static FileFacts of(LayerStack stack, PackageIndex packages, KnownBases bases, Accounts accounts)
      throws IOException {
    List<KnownContent> contents = new ArrayList<>();
    KnownContent.Budget budget = new KnownContent.Budget();
    for (LayerStack.Layer layer : stack.layers()) {
      KnownContent known = new KnownContent(budget);
      layer.listing().eachContent(known::add);
      contents.add(known);
    }
    return new FileFacts(stack, contents, packages, bases, accounts);
  }

  /**
   * A live entry, or null if no rule can be about it: an implicit directory, or a further name of a
   * file that was already met under its first one.
   */
  @Nullable Candidate live(TreeEntry entry) {
    return live(entry, null);
  }

  /**
   * As {@link #live(TreeEntry)}, for documents.
   *
   * @param previous what the path was one version down; null if nothing
   */
  @Nullable Candidate live(TreeEntry entry, @Nullable Inode previous) {
    Inode inode = entry.inode();
    Entry shipped = inode.entry();
    Bytes first = entry.linkGroup();
    if (shipped == null || (first != null && !first.equals(entry.path()))) {
      return null;
    }
    KnownContent content = contents.get(inode.layer());
    return new Candidate(
        this,
        entry.path(),
        shipped,
        entry.layer(),
        inode.layer(),
        null,
        previous,
        content,
        entry.links());
  }

  /** A hidden entry. Content that lives on under another name is found there and not here. */
  Candidate hidden(HiddenEntry hidden) {
    Entry entry = hidden.entry();
    boolean lost = hidden.hiddenBytes() > 0;
    KnownContent content = lost ? contents.get(hidden.layer()) : null;
    return new Candidate(
        this, entry.shownPath(), entry, hidden.layer(), hidden.layer(), hidden, null, content, 1);
  }

  /** An entry that rules may ask for. */
  static final class Candidate {
    private final FileFacts facts;
    private final Bytes path;
    private final Entry entry;
    private final int layer;
    private final int contentLayer;
    private final @Nullable HiddenEntry hidden;
    private final @Nullable Inode previous;
    private final @Nullable KnownContent content;
    private final int links;
    private @Nullable String pathText;
    private @Nullable Ownership ownership;

    private Candidate(
        FileFacts facts,
        Bytes path,
        Entry entry,
        int layer,
        int contentLayer,
        @Nullable HiddenEntry hidden,
        @Nullable Inode previous,
        @Nullable KnownContent content,
        int links) {
      this.facts = facts;
      this.path = path;
      this.entry = entry;
      this.layer = layer;
      this.contentLayer = contentLayer;
      this.hidden = hidden;
      this.previous = previous;
      this.content = content;
      this.links = links;
    }

    Bytes path() {
      return path;
    }

    /** Every selector looks at the path, so it is decoded once. */
    String pathText() {
      String text = pathText;
      if (text == null) {
        text = path.text();
        pathText = text;
      }
      return text;
    }

    /** The layer to blame: the one that ships the content. */
    int contentLayer() {
      return contentLayer;
    }

    boolean isRegularFile() {
      return entry.kind() == EntryKind.FILE;
    }

    /** Bytes that nothing in the tree shows any more; 0 if live. */
    long hiddenBytes() {
      return hidden == null ? 0 : hidden.hiddenBytes();
    }

    boolean isHidden() {
      return hidden != null;
    }

    /** The word that selectors use: both kinds of device are one type. */
    String type() {
      return entry.kind().isDevice() ? "device" : entry.kind().label();
    }

    int modeBits() {
      return entry.treeModeBits();
    }

    long uid() {
      return entry.uid();
    }

    long gid() {
      return entry.gid();
    }

    /** Whether the image has an account for the owner; root needs none. */
    boolean hasKnownUser() {
      return entry.uid() == 0 || facts.users.contains(entry.uid());
    }

    boolean hasKnownGroup() {
      return entry.gid() == 0 || facts.groups.contains(entry.gid());
    }

    /** Whether a known base image ships it. */
    boolean isOfBase() {
      return facts.bases != null && facts.bases.get(contentLayer) != null;
    }

    long size() {
      return entry.size();
    }

    @Nullable Bytes sha256() {
      return entry.sha256();
    }

    List<ContentMatch> matches() {
      return content == null ? List.of() : content.matches(entry.ordinal());
    }

    List<String> permittedCapabilities() {
      Bytes attribute = entry.xattr(Xattr.CAPABILITY);
      FileCapabilities caps = attribute == null ? null : FileCapabilities.decode(attribute);
      return caps == null ? List.of() : caps.permitted();
    }

    /** What the first bytes say: {@code elf}, {@code script} or {@code other}; empty if unknown. */
    String contentKind() {
      return content == null ? "" : content.kind(entry.ordinal());
    }

    /**
     * Whose it is in the finished image. A hidden file is not compared with the digest that the
     * database has of the one that took its place.
     */
    Ownership ownership() {
      Ownership known = ownership;
      if (known == null) {
        known =
            isHidden()
                ? facts.packages.lister(path, entry)
                : facts.packages.of(path, entry, contentDigests());
        ownership = known;
      }
      return known;
    }

    private PackageDigests contentDigests() {
      return content == null ? PackageDigests.NONE : content.digests(entry.ordinal());
    }

    String name() {
      String text = pathText();
      return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The facts document. */
    JsonObject document() {
      JsonObject.Builder json =
          FactsJson.envelope(
              RuleScope.FILE,
              facts.image.key() + " /" + pathText(),
              facts.image.name() + " /" + pathText(),
              List.of());
      FactsJson.path(json, "path", path);
      Bytes sha256 = entry.sha256();
      json.put("name", name())
          .put("type", entry.kind().label())
          .put("layer", contentLayer)
          .put("diff_id", facts.diffId(contentLayer).toString())
          .put("created_by", FactsJson.text(ImageFacts.createdBy(facts.stack, contentLayer)))
          .put("base", facts.bases == null ? JsonNull.NULL : new JsonBool(isOfBase()))
          .put("previous", previousFacts())
          .put("state", isHidden() ? "hidden" : "live")
          .put("covered_by", coveredBy())
          .put("digest", FactsJson.text(sha256 == null ? null : "sha256:" + sha256.hex()))
          .put("bytes", entry.size())
          .put("mode", FactsJson.mode(modeBits()))
          .put("special", FactsJson.special(modeBits()))
          .put("executable", isExecutable())
          .put("uid", entry.uid())
          .put("gid", entry.gid())
          .put("user", entry.uname().text())
          .put("group", entry.gname().text())
          .put("caps", FactsJson.capabilities(entry.xattr(Xattr.CAPABILITY)))
          .put(
              "xattrs",
              JsonArray.ofTexts(entry.xattrs().stream().map(x -> x.name().text()).toList()))
          .put("links", links)
          .put("kind", contentKind())
          .put(
              "arch",
              FactsJson.text(content == null ? null : content.architecture(entry.ordinal())))
          .put("shebang", FactsJson.text(shebang()))
          .put("matches", matchFacts());
      Owners.put(json, ownership());
      boolean link = entry.kind() == EntryKind.SYMLINK;
      json.put("on_path", facts.pathFolders.contains(PathOrder.parent(path)))
          .put("link_target", FactsJson.text(link ? entry.linkTarget().text() : null))
          .put("device", device());
      if (layer != contentLayer) {
        json.put("name_layer", layer);
      }
      return json.put(
              "image",
              JsonObject.builder()
                  .put("key", facts.image.key())
                  .put("name", facts.image.name())
                  .put("digest", FactsJson.text(facts.manifestDigest()))
                  .build())
          .build();
    }

    /** One side of a path that differs, as documents of two images show it. */
    JsonObject side() {
      Bytes sha256 = entry.sha256();
      boolean symlink = entry.kind() == EntryKind.SYMLINK;
      return JsonObject.builder()
          .put("type", entry.kind().label())
          .put("digest", FactsJson.text(sha256 == null ? null : "sha256:" + sha256.hex()))
          .put("bytes", entry.size())
          .put("mode", FactsJson.mode(modeBits()))
          .put("special", FactsJson.special(modeBits()))
          .put("executable", isExecutable())
          .put("uid", entry.uid())
          .put("gid", entry.gid())
          .put("caps", FactsJson.capabilities(entry.xattr(Xattr.CAPABILITY)))
          .put("kind", contentKind())
          .put("layer", contentLayer)
          .put("created_by", FactsJson.text(ImageFacts.createdBy(facts.stack, contentLayer)))
          .put("link_target", FactsJson.text(symlink ? entry.linkTarget().text() : null))
          .put("ownership", ownership().kind().label())
          .put("digest_matches", FactsJson.bool(ownership().digestMatches()))
          .build();
    }

    private @Nullable String shebang() {
      String line = content == null ? null : content.shebang(entry.ordinal());
      return line == null ? null : BuildSecrets.redact(line);
    }

    /** What the path was in the layers below; null also for directories that none describes. */
    private JsonValue previousFacts() {
      Inode before = previous;
      Entry shipped = before == null ? null : before.entry();
      if (before == null || shipped == null) {
        return JsonNull.NULL;
      }
      Bytes sha256 = shipped.sha256();
      return JsonObject.builder()
          .put("type", shipped.kind().label())
          .put("layer", before.layer())
          .put("diff_id", facts.diffId(before.layer()).toString())
          .put("created_by", FactsJson.text(ImageFacts.createdBy(facts.stack, before.layer())))
          .put("digest", FactsJson.text(sha256 == null ? null : "sha256:" + sha256.hex()))
          .put("bytes", shipped.size())
          .put("mode", FactsJson.mode(shipped.treeModeBits()))
          .put("uid", shipped.uid())
          .put("gid", shipped.gid())
          .build();
    }

    private boolean isExecutable() {
      return entry.kind() == EntryKind.FILE && (entry.modeBits() & 0111) != 0;
    }

    private JsonValue device() {
      return entry.kind().isDevice()
          ? JsonObject.builder()
              .put("major", entry.devMajor())
              .put("minor", entry.devMinor())
              .build()
          : JsonNull.NULL;
    }

    private JsonValue coveredBy() {
      if (hidden == null) {
        return JsonNull.NULL;
      }
      return JsonObject.builder()
          .put("layer", hidden.by())
          .put("how", hidden.cause().label())
          .put("created_by", FactsJson.text(ImageFacts.createdBy(facts.stack, hidden.by())))
          .build();
    }

    private JsonArray matchFacts() {
      List<JsonValue> written = new ArrayList<>();
      for (ContentMatch match : matches()) {
        written.add(
            JsonObject.builder()
                .put("detector", match.detector())
                .put("line", match.line())
                .put("shape", match.shape())
                .put("redacted", match.redacted())
                .put("sha12", match.sha12())
                .build());
      }
      return JsonArray.of(written);
    }
  }

  private @Nullable String manifestDigest() {
    Digest digest = stack.image().manifestDigest();
    return digest == null ? null : digest.toString();
  }

  /** The directories of the image's PATH, as the config writes them. */
  private static Set<Bytes> pathFolders(ImageConfig config) {
    Set<Bytes> folders = new HashSet<>();
    for (String line : config.env()) {
      if (line.startsWith("PATH=")) {
        folders.clear();
        for (String folder : line.substring("PATH=".length()).split(":")) {
          if (folder.startsWith("/")) {
            folders.add(PathOrder.normalise(Bytes.utf8(folder)));
          }
        }
      }
    }
    return folders;
  }

  private Digest diffId(int layer) {
    return stack.layers().get(layer).blob().diffId();
  }
}
