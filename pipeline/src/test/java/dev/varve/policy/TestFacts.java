package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.InputException;
import dev.varve.image.HistoryItem;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.ImageFormat;
import dev.varve.image.LayerDescriptor;
import dev.varve.image.Platform;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.layer.BlobFacts;
import dev.varve.layer.ContentFact;
import dev.varve.layer.ContentMatch;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.layer.LayerSummary;
import dev.varve.layer.PackageDigests;
import dev.varve.layer.PackageFile;
import dev.varve.layer.Xattr;
import dev.varve.packages.PackageIndex;
import dev.varve.packages.ShippedDatabases;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.Gap;
import dev.varve.runtime.ImageSurvey;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Start;
import dev.varve.runtime.TreeCensus;
import dev.varve.stack.LayerStack;
import dev.varve.stack.TreeGlimpse;
import dev.varve.testing.MemoryListing;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A small image made by hand, from which all facts about it are computed as in a run. */
final class TestFacts {
  private final List<List<Entry>> layers = new ArrayList<>();
  private final List<List<ContentFact>> contents = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  private final List<ChainLink> links = new ArrayList<>();
  private final List<StructureFinding> found = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<String> env = new ArrayList<>();
  private String user = "1000";
  private String passwd = "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/app:/bin/sh\n";
  private String shadow = "root:*:1::::::\napp:!:1::::::\n";
  private Start.@Nullable Drop drop;
  private Start.Status status = Start.Status.OK;
  private List<String> words = List.of("/app/run");
  private final List<String> notes = new ArrayList<>();
  private final List<Start.PathElement> searched = new ArrayList<>();
  private final List<String> volumes = new ArrayList<>();
  private String created = "2026-05-02T08:00:00Z";
  private @Nullable List<String> healthcheck = List.of("CMD", "/app/run", "check");

  static TestFacts image() {
    return new TestFacts();
  }

  TestFacts layer(String command) {
    layers.add(new ArrayList<>());
    contents.add(new ArrayList<>());
    commands.add(command);
    return this;
  }

  TestFacts file(String path, int mode, long size) {
    return entry(path, EntryKind.FILE, mode, 0, size, List.of(), 0, 0);
  }

  /** A file with the content that {@link #file} gives another path. */
  TestFacts sameFile(String path, int mode, String as, long size) {
    return entry(path, as, EntryKind.FILE, mode, 0, size, List.of(), 0, 0);
  }

  TestFacts fileOf(String path, int mode, long uid) {
    return entry(path, EntryKind.FILE, mode, uid, 10, List.of(), 0, 0);
  }

  TestFacts dir(String path, int mode) {
    return entry(path, EntryKind.DIR, mode, 0, 0, List.of(), 0, 0);
  }

  TestFacts device(String path, EntryKind kind, long major, long minor) {
    return entry(path, kind, 0660, 0, 0, List.of(), major, minor);
  }

  TestFacts withCapabilities(String path, String attributeHex) {
    Xattr caps = new Xattr(Xattr.CAPABILITY, Bytes.fromHex(attributeHex));
    return entry(path, EntryKind.FILE, 0755, 0, 10, List.of(caps), 0, 0);
  }

  TestFacts secret(String path, String detector) {
    file(path, 0600, 40);
    contents
        .get(contents.size() - 1)
        .add(
            new ContentFact(
                last().size() - 1,
                Bytes.utf8(path),
                Bytes.EMPTY,
                false,
                List.of(new ContentMatch(detector, 1, "shape_[8]", "shape_****", "5b0c19aa02fe"))));
    return this;
  }

  /** dpkg's database with one package, and the digest of its files if they have one. */
  TestFacts installed(String name, Bytes md5, String... paths) {
    StringBuilder list = new StringBuilder();
    StringBuilder sums = new StringBuilder();
    for (String path : paths) {
      list.append('/').append(path).append('\n');
      sums.append(md5.hex()).append("  ").append(path).append('\n');
    }
    text(
        "var/lib/dpkg/status",
        "Package: " + name + "\nStatus: install ok installed\nVersion: 1.2-3\n");
    text("var/lib/dpkg/info/" + name + ".list", list.toString());
    if (!md5.isEmpty()) {
      text("var/lib/dpkg/info/" + name + ".md5sums", sums.toString());
    }
    return this;
  }

  /** A package database that is not read. */
  TestFacts pacman() {
    return text("var/lib/pacman/local/ALPM_DB_VERSION", "9\n");
  }

  /** A file whose content is known. */
  TestFacts text(String path, String text) {
    file(path, 0644, text.length());
    contents
        .get(contents.size() - 1)
        .add(
            new ContentFact(
                last().size() - 1, Bytes.utf8(path), Bytes.utf8(text), true, List.of()));
    return this;
  }

  /** A program whose MD5 expansion has computed. */
  TestFacts program(String path, int mode, Bytes md5) {
    file(path, mode, 10);
    contents
        .get(contents.size() - 1)
        .add(
            new ContentFact(
                last().size() - 1,
                Bytes.utf8(path),
                Bytes.fromHex("7f454c46"),
                false,
                List.of(),
                new PackageDigests(md5, null)));
    return this;
  }

  TestFacts created(String value) {
    created = value;
    return this;
  }

  TestFacts withoutHealthcheck() {
    healthcheck = null;
    return this;
  }

  TestFacts volume(String path) {
    volumes.add(path);
    return this;
  }

  /** Starts as the shell form of a Dockerfile's CMD has it. */
  TestFacts shellForm(String command) {
    words = List.of("/bin/sh", "-c", command);
    return this;
  }

  TestFacts startStatus(Start.Status value) {
    status = value;
    return this;
  }

  TestFacts startNote(String note) {
    notes.add(note);
    return this;
  }

  TestFacts searched(Start.PathElement element) {
    searched.add(element);
    return this;
  }

  TestFacts user(String value) {
    user = value;
    return this;
  }

  TestFacts passwd(String text) {
    passwd = text;
    return this;
  }

  TestFacts shadow(String text) {
    shadow = text;
    return this;
  }

  TestFacts env(String line) {
    env.add(line);
    return this;
  }

  TestFacts drops(Start.Drop value) {
    drop = value;
    return this;
  }

  TestFacts found(StructureFinding finding) {
    found.add(finding);
    return this;
  }

  TestFacts gap(Gap gap) {
    gaps.add(gap);
    return this;
  }

  TestFacts link(TestLink link) {
    links.add(link.build(links.size()));
    return this;
  }

  private List<Entry> last() {
    return layers.get(layers.size() - 1);
  }

  private TestFacts entry(
      String path,
      EntryKind kind,
      int mode,
      long uid,
      long size,
      List<Xattr> xattrs,
      long major,
      long minor) {
    return entry(path, path, kind, mode, uid, size, xattrs, major, minor);
  }

  private TestFacts entry(
      String path,
      String content,
      EntryKind kind,
      int mode,
      long uid,
      long size,
      List<Xattr> xattrs,
      long major,
      long minor) {
    Bytes name = Bytes.utf8(path);
    Bytes sha256 =
        kind == EntryKind.FILE
            ? Bytes.fromHex(Digest.sha256Of((content + size).getBytes(UTF_8)).hex())
            : null;
    last()
        .add(
            new Entry(
                last().size(),
                kind,
                typeFlag(kind),
                name,
                null,
                size,
                sha256,
                mode,
                uid,
                0,
                Bytes.EMPTY,
                Bytes.EMPTY,
                0,
                0,
                Bytes.EMPTY,
                major,
                minor,
                xattrs));
    return this;
  }

  private static int typeFlag(EntryKind kind) {
    return switch (kind) {
      case DIR -> '5';
      case CHARDEV -> '3';
      case BLOCKDEV -> '4';
      default -> '0';
    };
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  LayerStack stack() {
    List<LayerStack.Layer> stacked = new ArrayList<>();
    List<LayerDescriptor> descriptors = new ArrayList<>();
    List<HistoryItem> history = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      LayerListing listing = new Sidecar(MemoryListing.of(layers.get(i)), contents.get(i));
      LayerDescriptor descriptor =
          new LayerDescriptor("layer" + i, null, -1, null, commands.get(i), "");
      BlobFacts blob = new BlobFacts(listing.diffId(), 100, "gzip", listing.diffId(), List.of());
      descriptors.add(descriptor);
      history.add(new HistoryItem("", commands.get(i), "", "", false));
      stacked.add(new LayerStack.Layer(descriptor, blob, listing, false));
    }
    ImageConfig config =
        new ImageConfig(
            "linux",
            "amd64",
            "",
            created,
            user,
            env,
            List.of("/app/run"),
            null,
            List.of(),
            "",
            volumes,
            List.of(),
            new TreeMap<>(),
            healthcheck,
            "",
            List.of(),
            null,
            history,
            Bytes.EMPTY);
    Image image =
        new Image(
            "shop.tar",
            0,
            List.of("reg.example.com/shop/api:4.2"),
            ImageFormat.DOCKER_ARCHIVE,
            new Platform("linux", "amd64", ""),
            null,
            null,
            config,
            Bytes.EMPTY,
            descriptors,
            List.of());
    return new LayerStack(image, stacked, List.of());
  }

  Accounts accounts() {
    return Accounts.parse(Bytes.utf8(passwd), null, Bytes.utf8(shadow));
  }

  Start start() {
    return new Start(
        words, words.size() == 1 ? "exec" : "shell", status, links, notes, drop, searched);
  }

  /** The lowest layer of a stack as a known base. */
  static KnownBases lowestAsBase(LayerStack stack) throws InputException {
    JsonObject base =
        JsonObject.builder()
            .put("name", "below:1")
            .put(
                "diff_ids",
                JsonArray.ofTexts(List.of(stack.layers().get(0).blob().diffId().toString())))
            .build();
    return KnownBases.of(
        JsonObject.builder().put("known_bases", JsonArray.of(List.of(base))).build());
  }

  ImageFacts facts() throws IOException {
    LayerStack stack = stack();
    HiddenTop top = new HiddenTop();
    Shipment shipment = new Shipment(stack, KnownBases.NONE);
    ShippedDatabases shipped = ShippedDatabases.of(stack.listings());
    MergePlan plan = MergePlan.of(stack.listings(), ParentLinks.FOLLOW, shipped.places());
    PackageIndex packages = PackageIndex.of(plan, shipped);
    FileFacts files = FileFacts.of(stack, packages, KnownBases.NONE, Accounts.NONE);
    TreeGlimpse tree = new TreeGlimpse(plan);
    TreeCensus census = new TreeCensus();
    try (OverlayMerge merge = plan.open()) {
      boolean more = true;
      while (more) {
        more = merge.advance();
        TreeEntry entry = more ? merge.entry() : null;
        if (entry != null) {
          tree.offer(entry);
          census.offer(entry);
          shipment.live(files.live(entry));
        }
        for (HiddenEntry hidden : merge.takeHidden()) {
          top.add(hidden);
          shipment.hidden(files.hidden(hidden), hidden);
        }
      }
      census.finish();
      List<StructureFinding> structure = new ArrayList<>(found);
      structure.addAll(merge.findings());
      List<Long> hidden = new ArrayList<>();
      for (int i = 0; i < layers.size(); i++) {
        hidden.add(merge.hiddenBytes(i));
      }
      Accounts accounts = accounts();
      Start start = start();
      ImageConfig config = stack.image().config();
      ImageSurvey survey =
          tree.answer(lookup -> ImageSurvey.of(config, lookup, census, accounts, start));
      Owners owners =
          tree.answer(lookup -> Owners.of(packages, start, survey.preloads(), List.of(), lookup));
      List<Gap> allGaps = new ArrayList<>(gaps);
      allGaps.addAll(owners.gaps());
      return new ImageFacts(
          stack,
          structure,
          merge.totals(),
          hidden,
          top.largest(),
          accounts,
          ImageUser.resolve(user, accounts),
          start,
          survey,
          shipment,
          owners,
          KnownRuns.NONE,
          allGaps);
    }
  }

  private static PackageIndex packages(LayerStack stack) throws IOException {
    ShippedDatabases shipped = ShippedDatabases.of(stack.listings());
    return PackageIndex.of(
        MergePlan.of(stack.listings(), ParentLinks.FOLLOW, shipped.places()), shipped);
  }

  /** What the rules of the file scope find, shown every entry as in a run. */
  List<Finding> fileFindings(PolicyEngine engine) throws Exception {
    return fileFindings(engine, FileJudgement.MAX_FINDINGS);
  }

  /** The same with a bound of its own. */
  List<Finding> fileFindings(PolicyEngine engine, int maxFindings) throws Exception {
    LayerStack stack = stack();
    FileJudgement files =
        new Judgement(engine).files(stack, packages(stack), Accounts.NONE, maxFindings);
    try (OverlayMerge merge = OverlayMerge.open(stack.listings(), ParentLinks.FOLLOW)) {
      while (merge.advance()) {
        files.live(merge.entry(), merge.previous());
        files.hidden(merge.takeHidden());
      }
      files.hidden(merge.takeHidden());
    }
    return files.findings();
  }

  /** The facts documents of all entries, whether or not a rule asks for them. */
  List<JsonObject> fileDocuments() throws IOException {
    return fileDocuments(KnownBases.NONE);
  }

  /** The same where some bases are known. */
  List<JsonObject> fileDocuments(KnownBases bases) throws IOException {
    LayerStack stack = stack();
    FileFacts facts = FileFacts.of(stack, packages(stack), bases, Accounts.NONE);
    List<JsonObject> documents = new ArrayList<>();
    try (OverlayMerge merge = OverlayMerge.open(stack.listings(), ParentLinks.FOLLOW)) {
      boolean more = true;
      while (more) {
        more = merge.advance();
        TreeEntry entry = more ? merge.entry() : null;
        FileFacts.Candidate live = entry == null ? null : facts.live(entry, merge.previous());
        if (live != null) {
          documents.add(live.document());
        }
        merge.takeHidden().forEach(hidden -> documents.add(facts.hidden(hidden).document()));
      }
    }
    return documents;
  }

  /** A listing with a content sidecar. */
  private record Sidecar(MemoryListing listing, List<ContentFact> facts) implements LayerListing {
    @Override
    public LayerSummary summary() {
      return listing.summary();
    }

    @Override
    public Cursor entries() {
      return listing.entries();
    }

    @Override
    public Cursor sideTable() {
      return listing.sideTable();
    }

    @Override
    public List<ContentFact> contents() {
      return facts.stream().filter(fact -> PackageFile.of(fact.path()) == null).toList();
    }

    @Override
    public void eachPackageFile(Consumer<ContentFact> taker) {
      facts.stream().filter(fact -> PackageFile.of(fact.path()) != null).forEach(taker);
    }
  }
}
