package dev.varve.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.gate.FileCondition.AnyOf;
import dev.varve.gate.FileCondition.OfCapability;
import dev.varve.gate.FileCondition.OfDigest;
import dev.varve.gate.FileCondition.OfMode;
import dev.varve.gate.FileCondition.OfName;
import dev.varve.gate.FileCondition.OfOwner;
import dev.varve.gate.FileCondition.OfPath;
import dev.varve.layer.ContentFact;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.layer.LayerSummary;
import dev.varve.layer.ListingLostException;
import dev.varve.layer.PathGlob;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Xattr;
import dev.varve.report.Duplicate;
import dev.varve.report.Found;
import dev.varve.report.RunImages.RunImage;
import dev.varve.report.RunImages.RunLayer;
import dev.varve.testing.MemoryListing;
import dev.varve.testing.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link FleetSearchProperties} may miss, and which listings a search reads. */
class FleetSearchTest {
  @TempDir Path scratch;

  private final MemoryStore store = new MemoryStore();
  private final List<RunImage> images = new ArrayList<>();
  private final Map<Digest, Integer> reads = new HashMap<>();
  private Found.Totals totals;

  @Test
  void nameIsFoundWhereASymlinkOfALowerLayerPutsIt() throws IOException {
    LayerListing links = layer(symlink("lib", "usr/lib"));
    LayerListing library = layer(file("lib/libz.so.1"));
    image("merged", links, library);
    image("split", library);

    assertThat(find(OfPath.of("usr/lib/libz*"))).containsExactly("usr/lib/libz.so.1 merged live");
    assertThat(find(OfPath.of("/lib/libz*"))).containsExactly("lib/libz.so.1 split live");
  }

  @Test
  void hardLinkIsFoundByItsOwnNameWithTheAttributesOfItsFile() throws IOException {
    LayerListing program = layer(file("bin/busybox", 04755));
    LayerListing link = layer(entry("bin/su", EntryKind.HARDLINK, 0755, "bin/busybox"));
    LayerListing other = layer(file("bin/su"));
    image("linked", program, link);
    image("plain", program, other);

    assertThat(find(new OfName(PathGlob.of("su")), new OfMode(04000)))
        .containsExactly("bin/su linked live");
  }

  @Test
  void attributesOfAHardLinksHeaderMeanNothing() throws IOException {
    image(
        "linked",
        layer(file("a")),
        layer(entry("b", EntryKind.HARDLINK, 04755, "a")),
        layer(entry(".wh.b", EntryKind.FILE, 0, "")));

    assertThat(find(new OfMode(04000))).isEmpty();
    assertThat(find(new OfName(PathGlob.of("b")))).containsExactly("b linked hidden by 2 whiteout");
  }

  @Test
  void stacksWithoutACandidateAreNotMerged() throws IOException {
    LayerListing base = layer(file("etc/hosts"), file("z-last"));
    LayerListing wanted = layer(file("opt/wanted"));
    image("without", base, layer(file("opt/other")));
    image("with", base, wanted);

    assertThat(find(new OfName(PathGlob.of("wanted")))).containsExactly("opt/wanted with live");

    assertThat(images.get(0).layers())
        .extracting(layer -> reads.get(layer.diffId()))
        .as("a candidate's layers are read once more by each pass of the merge, others never")
        .containsExactly(3, 1);
    assertThat(reads.get(wanted.diffId())).isEqualTo(3);
  }

  @Test
  void imageWithALostLayerIsNotSearchedAndOthersAre() throws IOException {
    LayerListing shared = layer(file("wanted"));
    LayerListing lost = layer(file("lost"));
    image("whole", shared);
    image("broken", shared, lost);
    store.remove(lost.diffId());

    assertThat(find(new OfName(PathGlob.of("wanted")))).containsExactly("wanted whole live");
    assertThat(totals.searched()).isEqualTo(1);
    assertThat(totals.lost())
        .containsExactly(new Found.Lost(lost.diffId(), List.of(images.get(1))));
  }

  @Test
  void listingThatIsLostWhileItIsReadTakesItsImageWithIt() throws IOException {
    LayerListing shared = layer(file("wanted"));
    LayerListing top = layer(file("wanted"), file("z"));
    LayerListing breaking = new CountedListing(top, true);
    store.put(breaking);
    image("whole", shared);
    image("broken", shared, breaking);

    assertThat(find(new OfName(PathGlob.of("wanted")))).containsExactly("wanted whole live");
    assertThat(totals.lost()).extracting(Found.Lost::layer).containsExactly(top.diffId());
  }

  @Test
  void alternativesOfOneConditionMayBeNamesAndContents() throws IOException {
    image("image", layer(file("a"), file("b"), file("c")));
    String digest = Digest.sha256Of(new byte[] {'b'}).hex();

    assertThat(
            find(new AnyOf(List.of(OfPath.of("c"), new OfDigest(digest), new OfDigest("ffffff")))))
        .containsExactly("b image live", "c image live");
  }

  @Test
  void ownersAreNumbersOrTheNamesThatLayersWrite() throws IOException {
    image("image", layer(owned("a", 0, ""), owned("b", 1000, "app"), owned("c", 7, "root")));

    assertThat(find(OfOwner.of(false, "1000"))).containsExactly("b image live");
    assertThat(find(OfOwner.of(false, "app"))).containsExactly("b image live");
    assertThat(find(OfOwner.of(false, "root"))).containsExactly("a image live", "c image live");
    assertThat(find(OfOwner.of(true, "0")))
        .containsExactly("a image live", "b image live", "c image live");
    assertThat(find(OfOwner.of(false, "99999999999999999999"))).isEmpty();
  }

  @Test
  void capabilitiesAreNamedAsTheKernelOrPeopleDo() throws IOException {
    Entry raw = capable("ping", "0100000200200000000000000000000000000000");
    image("image", layer(raw, capable("odd", "00"), file("plain")));

    for (String name : List.of("net_raw", "CAP_NET_RAW", "cap_net_raw")) {
      assertThat(find(new OfCapability(name))).as(name).containsExactly("ping image live");
    }
    assertThat(find(new OfCapability("any"))).containsExactly("odd image live", "ping image live");
    assertThat(find(new OfCapability("sys_admin"))).isEmpty();
  }

  @Test
  void layerThatAnImageHasTwiceIsToldForEachPlace() throws IOException {
    LayerListing layer = layer(file("a"));
    image("image", layer, layer);

    assertThat(find(new OfName(PathGlob.of("a"))))
        .containsExactly("a image hidden by 1 replaced", "a image live");
    assertThat(totals.names()).isEqualTo(1);
  }

  @Test
  void unsafeNamesAreFoundAsTheyAreWritten() throws IOException {
    Bytes written = Bytes.utf8("../../etc/passwd");
    Entry plain = file("../../etc/passwd");
    Entry unsafe =
        new Entry(
            0,
            EntryKind.FILE,
            '0',
            PathOrder.normalise(written),
            written,
            1,
            plain.sha256(),
            0644,
            0,
            0,
            Bytes.EMPTY,
            Bytes.EMPTY,
            0,
            0,
            Bytes.EMPTY,
            0,
            0,
            List.of());
    image("image", layer(unsafe));

    assertThat(find(OfPath.of("**/etc/passwd")))
        .containsExactly("../../etc/passwd image hidden by 0 rejected");
  }

  @Test
  void outlierIsTheOneImageThatDiffersFromAllOthers() throws IOException {
    LayerListing common =
        layer(content("etc/odd", 1), content("etc/two", 1), content("etc/three", 1));
    LayerListing alike = layer(content("etc/odd", 1));
    image("a", common);
    image("b", common, alike);
    image("c", common);
    image("d", common, layer(content("etc/odd", 2), content("etc/three", 2)));
    image("e", common, layer(content("etc/three", 3)));
    image("f", layer(content("etc/alone", 2)));
    image("g", layer(content("etc/alone", 3)));
    List<String> found = new ArrayList<>();
    Outliers outliers =
        new Outliers(
            one ->
                one.places().forEach(place -> found.add(one.path() + " " + place.image().name())));

    Found.Totals all =
        new FleetSearch(store, scratch, everything(FileQuery.State.LIVE)).search(images, outliers);
    Found.Totals odd = outliers.finish(all);

    assertThat(found).startsWith("etc/odd d");
    assertThat(found.subList(1, found.size()))
        .containsExactlyInAnyOrder("etc/odd a", "etc/odd b", "etc/odd c", "etc/odd e");
    assertThat(odd.images()).extracting(RunImage::name).containsExactly("d");
    assertThat(odd.names()).isEqualTo(3);
    assertThat(odd.searched()).isEqualTo(7);
  }

  @Test
  void contentOfSeveralLayersIsToldWithWhatItWastes() throws IOException {
    LayerListing base = layer(content("usr/lib/a", 1), content("opt/again", 1));
    LayerListing app = layer(content("srv/a", 1), content("srv/b", 2));
    LayerListing other = layer(content("x/a", 1), content("x/b", 2), content("x/c", 3));
    image("a", base);
    image("b", base, app);
    image("c", other);

    Duplicate.Totals totals =
        new DuplicateSearch(store, scratch, everything(FileQuery.State.ANY)).search(images);

    assertThat(totals.most())
        .containsExactly(
            new Duplicate(
                digest(1),
                100,
                3,
                3,
                List.of(Bytes.utf8("opt/again"), Bytes.utf8("srv/a"), Bytes.utf8("usr/lib/a"))),
            new Duplicate(digest(2), 100, 2, 2, List.of(Bytes.utf8("srv/b"), Bytes.utf8("x/b"))));
    assertThat(totals.contents()).isEqualTo(2);
    assertThat(totals.repeatedBytes()).isEqualTo(300);
    assertThat(totals.search().searched()).isEqualTo(3);
  }

  @Test
  void duplicatesAreThoseOfTheLayersThatAreThere() throws IOException {
    LayerListing base = layer(content("a", 1));
    LayerListing lost = layer(content("b", 1));
    image("a", base);
    image("b", base, lost);
    store.remove(lost.diffId());

    Duplicate.Totals totals =
        new DuplicateSearch(store, scratch, everything(FileQuery.State.ANY)).search(images);

    assertThat(totals.most()).isEmpty();
    assertThat(totals.search().searched()).isEqualTo(1);
    assertThat(totals.search().lost())
        .containsExactly(new Found.Lost(lost.diffId(), List.of(images.get(1))));
  }

  // ---- helpers

  private List<String> find(FileCondition... conditions) throws IOException {
    List<String> found = new ArrayList<>();
    reads.clear();
    totals =
        new FleetSearch(
                store, scratch, new FileQuery(List.of(conditions), FileQuery.State.ANY, List.of()))
            .search(
                images,
                one ->
                    one.places()
                        .forEach(
                            place -> {
                              Found.Hidden hidden = place.hidden();
                              found.add(
                                  one.path()
                                      + " "
                                      + place.image().name()
                                      + (hidden == null
                                          ? " live"
                                          : " hidden by "
                                              + hidden.by()
                                              + " "
                                              + hidden.cause().label()));
                            }));
    return found;
  }

  private void image(String name, LayerListing... layers) {
    images.add(
        new RunImage(
            name,
            name + ".tar",
            List.of(name),
            List.of(),
            List.of(layers).stream()
                .map(layer -> new RunLayer(layer.diffId(), layer.diffId(), null))
                .toList()));
  }

  private LayerListing layer(Entry... entries) {
    List<Entry> numbered = new ArrayList<>();
    for (Entry entry : entries) {
      numbered.add(
          new Entry(
              numbered.size(),
              entry.kind(),
              entry.typeFlag(),
              entry.path(),
              entry.unsafeName(),
              entry.size(),
              entry.sha256(),
              entry.modeBits(),
              entry.uid(),
              entry.gid(),
              entry.uname(),
              entry.gname(),
              0,
              0,
              entry.linkTarget(),
              0,
              0,
              entry.xattrs()));
    }
    LayerListing listing = new CountedListing(MemoryListing.of(numbered), false);
    store.put(listing);
    return listing;
  }

  private static FileQuery everything(FileQuery.State state) {
    return new FileQuery(List.of(), state, List.of());
  }

  private static Bytes digest(int content) {
    return Bytes.fromHex(Digest.sha256Of(new byte[] {(byte) content}).hex());
  }

  /** A file of 100 bytes that are told apart by a number. */
  private static Entry content(String path, int content) {
    return new Entry(
        0,
        EntryKind.FILE,
        '0',
        Bytes.utf8(path),
        null,
        100,
        digest(content),
        0644,
        0,
        0,
        Bytes.EMPTY,
        Bytes.EMPTY,
        0,
        0,
        Bytes.EMPTY,
        0,
        0,
        List.of());
  }

  private static Entry file(String path) {
    return file(path, 0644);
  }

  private static Entry file(String path, int mode) {
    return entry(path, EntryKind.FILE, mode, "");
  }

  private static Entry symlink(String path, String target) {
    return entry(path, EntryKind.SYMLINK, 0777, target);
  }

  private static Entry owned(String path, long uid, String user) {
    return entry(path, EntryKind.FILE, 0644, uid, user, "", List.of());
  }

  private static Entry capable(String path, String hex) {
    return entry(
        path,
        EntryKind.FILE,
        0755,
        0,
        "",
        "",
        List.of(new Xattr(Xattr.CAPABILITY, Bytes.fromHex(hex))));
  }

  private static Entry entry(String path, EntryKind kind, int mode, String target) {
    return entry(path, kind, mode, 0, "", target, List.of());
  }

  private static Entry entry(
      String path,
      EntryKind kind,
      int mode,
      long uid,
      String user,
      String target,
      List<Xattr> xattrs) {
    boolean isFile = kind == EntryKind.FILE;
    byte[] content = path.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new Entry(
        0,
        kind,
        '0',
        Bytes.utf8(path),
        null,
        isFile ? content.length : 0,
        isFile ? Bytes.fromHex(Digest.sha256Of(content).hex()) : null,
        mode,
        uid,
        0,
        Bytes.utf8(user),
        Bytes.EMPTY,
        0,
        0,
        Bytes.utf8(target),
        0,
        0,
        xattrs);
  }

  /** Counts how often the entries are read to their end or given up; may break at the second. */
  private final class CountedListing implements LayerListing {
    private final LayerListing listing;
    private final boolean breaks;

    CountedListing(LayerListing listing, boolean breaks) {
      this.listing = listing;
      this.breaks = breaks;
    }

    @Override
    public LayerSummary summary() {
      return listing.summary();
    }

    @Override
    public Cursor entries() throws IOException {
      int read = reads.merge(diffId(), 1, Integer::sum);
      if (breaks && read > 1) {
        throw ListingLostException.gone(diffId());
      }
      return listing.entries();
    }

    @Override
    public Cursor sideTable() throws IOException {
      return listing.sideTable();
    }

    @Override
    public List<ContentFact> contents() throws IOException {
      return listing.contents();
    }

    @Override
    public void eachPackageFile(Consumer<ContentFact> taker) throws IOException {
      listing.eachPackageFile(taker);
    }
  }
}
