package dev.varve.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.image.LayerDescriptor;
import dev.varve.image.Platform;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.testing.OuterFiles;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourcesTest {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String DIFF_ID = "sha256:" + "d".repeat(64);

  @TempDir Path folder;

  private final OuterFiles files = new OuterFiles();

  @Test
  void readsADockerSaveArchiveInPlace() throws Exception {
    twoDockerImages();

    try (ImageSources.Opened opened = open(files.writeTar(folder.resolve("a.tar")) + "")) {
      Image image = opened.selection("#1", null).one(opened.source());
      assertThat(image.refs()).containsExactly("two:2", "zwei:2");
      assertThat(image.manifestJson())
          .isEqualTo(
              Bytes.utf8(
                  OuterFiles.quoted(
                      "{'Config':'two.json','RepoTags':['two:2','zwei:2'],'Layers':['y/layer.tar']}")));
      assertThat(image.layers())
          .containsExactly(
              new LayerDescriptor(
                  "y/layer.tar", null, -1, Digest.parse(DIFF_ID, ""), "COPY two", ""));
      assertThat(image.findings()).isEmpty();
      assertThat(layer(opened, image, 0)).isEqualTo("layer x");
    }
  }

  @Test
  void inflatesAnArchiveOnceAndLeavesNothingBehind() throws Exception {
    twoDockerImages();
    Path archive = files.writeGzip(folder.resolve("a.tar.gz"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));

    try (ImageSources.Opened opened =
        new ImageSources(Limits.DEFAULT, temporary, RegistryAccess.of(Map.of()))
            .open(archive.toString())) {
      Image image = opened.selection("docker.io/library/one:1", null).one(opened.source());
      assertThat(layer(opened, image, 0)).isEqualTo("layer x");
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void readsAnUnpackedArchiveAndTakesTheTagFromTheName() throws Exception {
    twoDockerImages();
    Path unpacked = files.writeFolder(folder.resolve("unpacked"));

    try (ImageSources.Opened opened = open("docker-archive:" + unpacked + ":two")) {
      assertThat(opened.tag()).isEqualTo("two");
      assertRefused(
          ReasonCode.NO_SUCH_IMAGE,
          () -> opened.selection(null, null).one(opened.source()),
          "#0 one:1 linux/amd64; #1 two:2,zwei:2 linux/arm64");
      Image image = opened.selection("zwei:2", null).one(opened.source());
      assertThat(layer(opened, image, 0)).isEqualTo("layer x");
    }
  }

  @Test
  void neverGuessesAmongSeveralImages() throws Exception {
    twoDockerImages();
    try (ImageSources.Opened opened = open(files.writeTar(folder.resolve("a.tar")) + "")) {
      assertRefused(
          ReasonCode.SEVERAL_IMAGES,
          () -> opened.selection(null, null).one(opened.source()),
          "#0 one:1 linux/amd64; #1 two:2,zwei:2 linux/arm64");
      assertThat(opened.selection(null, Platform.parse("linux/arm64")).one(opened.source()).refs())
          .containsExactly("two:2", "zwei:2");
      assertThat(opened.selection(null, null).all(opened.source()))
          .extracting(Image::position)
          .containsExactly(0, 1);
    }
  }

  @Test
  void namesBothDigestsAndSizesThatDoNotFit() throws Exception {
    String config = files.blob(CONFIG, "{'os':'linux','rootfs':{'diff_ids':[]}}");
    String manifest = "{'schemaVersion':2,'config':" + config + ",'layers':[]}";
    String claimed = "sha256:" + "1".repeat(64);
    files.json("blobs/sha256/" + "1".repeat(64), manifest);
    files.json(
        "index.json",
        "{'manifests':[{'mediaType':'%s','digest':'%s','size':5}]}".formatted(MANIFEST, claimed));

    Image image = onlyImage();

    byte[] bytes = OuterFiles.quoted(manifest).getBytes(StandardCharsets.UTF_8);
    assertThat(image.findings())
        .containsExactly(
            StructureFinding.ofImage(
                FindingCode.BLOB_DIGEST_MISMATCH,
                "claimed " + claimed + " actual " + Digest.sha256Of(bytes)),
            StructureFinding.ofImage(
                FindingCode.BLOB_SIZE_MISMATCH, claimed + ": claimed 5 actual " + bytes.length));
    assertThat(image.manifestDigest()).hasToString(claimed);
    assertThat(image.manifestJson()).isEqualTo(Bytes.wrap(bytes));
  }

  @Test
  void inheritsNamesAndPlatformsThroughIndexesAndSkipsWhatIsNoImage() throws Exception {
    String manifest = manifest("{'digest':'sha256:%s'}".formatted("7".repeat(64)), DIFF_ID);
    String attestation =
        manifest.replace(
            "{'mediaType'", "{'platform':{'os':'unknown','architecture':'unknown'},'mediaType'");
    String absent =
        "{'digest':'sha256:%s','annotations':{'org.opencontainers.image.ref.name':'x'}}"
            .formatted("0".repeat(64));
    String inner =
        files.blob(INDEX, "{'manifests':[" + manifest + "," + attestation + "," + absent + "]}");
    files.json(
        "index.json",
        ("{'manifests':[{'platform':{'os':'linux','architecture':'arm','variant':'v7'},"
                + "'annotations':{'org.opencontainers.image.ref.name':'app:1'},%s]}")
            .formatted(inner.substring(1)));

    Image image = onlyImage();

    assertThat(image.refs()).containsExactly("app:1");
    assertThat(image.platform()).isEqualTo(new Platform("linux", "arm", "v7"));
  }

  @Test
  void readsALayerThatItsDescriptorCarries() throws Exception {
    files.json(
        "index.json",
        "{'manifests':["
            + manifest(
                "{'digest':'sha256:%s','size':4,'data':'bGF5ZXI='}".formatted("7".repeat(64)),
                DIFF_ID)
            + "]}");
    try (ImageSources.Opened opened = open(files.writeTar(folder.resolve("a.tar")) + "")) {
      Image image = opened.source().images(null).get(0);
      assertThat(layer(opened, image, 0)).isEqualTo("layer");
      assertThat(opened.source().layerBytes(image, 0)).isEqualTo(5);
    }
  }

  @Test
  void reportsAnotherNumberOfLayersOnlyForTheImageConcerned() throws Exception {
    files.json("index.json", "{'manifests':[" + manifest("", DIFF_ID) + "]}");

    Image image = onlyImage();

    assertRefused(
        ReasonCode.LAYER_COUNT_MISMATCH, image::requireLayerCount, "0 layers, 1 diff_ids");
  }

  @Test
  void followsLinksInsideTheArchiveOnly() throws Exception {
    files.json("c.json", "{'rootfs':{'diff_ids':['%s','%s']}}".formatted(DIFF_ID, DIFF_ID));
    files.json("manifest.json", "[{'Config':'./c.json','Layers':['a/l','b/l']}]");
    files.symlink("a/l", "../b/l").symlink("b/l", "../a/l");
    try (ImageSources.Opened opened = open(files.writeTar(folder.resolve("a.tar")) + "")) {
      Image image = opened.source().images(null).get(0);
      assertRefused(
          ReasonCode.ARCHIVE_LINK_LOOP,
          () -> opened.source().openLayer(image, 0),
          "'a/l' needs more than 40 links");
    }
    files.symlink("a/l", "../../etc/passwd").hardlink("b/l", "c.json");
    try (ImageSources.Opened opened = open(files.writeTar(folder.resolve("b.tar")) + "")) {
      Image image = opened.source().images(null).get(0);
      assertRefused(
          ReasonCode.ARCHIVE_LINK_ESCAPE,
          () -> opened.source().openLayer(image, 0),
          "'../../etc/passwd' leads outside");
      assertThat(layer(opened, image, 1)).startsWith("{\"rootfs\"");
    }
  }

  @Test
  void followsLinksInsideADirectoryOnly() throws Exception {
    Files.writeString(folder.resolve("secret"), "secret");
    files.json("c.json", "{'rootfs':{'diff_ids':['%s','%s']}}".formatted(DIFF_ID, DIFF_ID));
    files.json("manifest.json", "[{'Config':'c.json','Layers':['l','m']}]");
    files.symlink("l", "../secret").symlink("m", "c.json");
    Path unpacked = files.writeFolder(folder.resolve("unpacked"));
    try (ImageSources.Opened opened = open(unpacked.toString())) {
      Image image = opened.source().images(null).get(0);
      assertRefused(
          ReasonCode.ARCHIVE_LINK_ESCAPE,
          () -> opened.source().openLayer(image, 0),
          "'l' leads outside");
      assertThat(layer(opened, image, 1)).startsWith("{\"rootfs\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not-an-image|manifest.json|null",
        "not-an-image|manifest.json|[]",
        "not-an-image|index.json|{'manifests':null}",
        "not-an-image|etc/passwd|x",
        "json-malformed|manifest.json|[{'Config':1}]",
        "json-malformed|manifest.json|[1]",
        "json-malformed|manifest.json|[",
        "json-malformed|index.json|[]",
        "json-malformed|index.json|{'manifests':{'a':1}}",
        "json-malformed|repositories|{'a':'b'}",
        "config-missing|manifest.json|[{'Config':'x'}]",
        "config-missing|manifest.json|[{}]",
        "config-missing|repositories|{'a':{'1':'b'}}",
        "archive-link-escape|manifest.json|[{'Config':'../x'}]",
        "bad-digest|index.json|{'manifests':[{}]}",
        "bad-digest|index.json|{'manifests':[{'digest':'sha256:../../x'}]}"
      })
  void refusesWithTheCodeOfTheTrouble(String expected) throws Exception {
    String[] parts = expected.split("\\|");
    files.json(parts[1], parts[2]);

    assertThatThrownBy(this::onlyImage)
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason().code()).isEqualTo(parts[0]));
  }

  @Test
  void refusesDocumentsThatAreIndexAndManifestAtOnce() throws Exception {
    String both = files.blob(INDEX, "{'manifests':[],'config':{}}");
    files.json("index.json", "{'manifests':[" + both + "]}");

    assertRefused(
        ReasonCode.AMBIGUOUS_MANIFEST, this::onlyImage, "it is both an index and a manifest");
  }

  @Test
  void boundsIndexesManifestsLayersAndDocuments() throws Exception {
    String index = files.blob(INDEX, "{'manifests':[]}");
    for (int i = 0; i < 9; i++) {
      index = files.blob(INDEX, "{'manifests':[" + index + "]}");
    }
    files.json("index.json", "{'manifests':[" + index + "]}");
    assertRefused(ReasonCode.INDEX_TOO_DEEP, this::onlyImage, "more than 8 nested indexes");

    String absent = "{'digest':'sha256:" + "0".repeat(64) + "'},";
    files.json("index.json", "{'manifests':[" + absent.repeat(4096) + absent + "{}]}");
    assertRefused(ReasonCode.TOO_MANY_MANIFESTS, this::onlyImage, "more than 4096");

    String layer = "{'digest':'" + DIFF_ID + "'}";
    files.json(
        "index.json",
        "{'manifests':[" + manifest((layer + ",").repeat(512) + layer, DIFF_ID) + "]}");
    assertRefused(ReasonCode.TOO_MANY_LAYERS, this::onlyImage, "513 layers; an image may have 512");

    files.file("index.json", new byte[Limits.DEFAULT.maxJsonBytes() + 1]);
    assertRefused(
        ReasonCode.JSON_TOO_LARGE,
        this::onlyImage,
        (Limits.DEFAULT.maxJsonBytes() + 1) + " bytes; a document may have 16777216");
  }

  @Test
  void namesTheByteAtWhichAnArchiveIsCutOrBroken() throws Exception {
    files.file("a", "x".repeat(600)).file("b", "y");
    byte[] tar = files.tar();
    Path cut = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(tar, 1000));
    assertRefused(
        ReasonCode.TAR_TRUNCATED,
        () -> open(cut.toString()),
        "a member promises 600 bytes, the archive has 488 left (at byte 0)");

    tar[512 + 1024] ^= 1;
    Path broken = Files.write(folder.resolve("broken.tar"), tar);
    assertRefused(
        ReasonCode.TAR_MALFORMED,
        () -> open(broken.toString()),
        "the checksum of a header does not fit (at byte 1536)");
  }

  @Test
  void saysWhatIsWrongWithANameThatOpensNothing() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.tar"));
    assertRefused(ReasonCode.EMPTY_INPUT, () -> open(empty.toString()), "the file is empty");
    assertRefused(ReasonCode.UNREADABLE, () -> open("oci:none/x:1"), "there is no such file");
    assertRefused(ReasonCode.UNREADABLE, () -> open("none.tar"), "there is no such file");
    assertRefused(
        ReasonCode.REFERENCE_UNSUPPORTED,
        () -> open("docker://registry.example/App"),
        "'registry.example/App' is not an image reference: 'App' is not a repository (lower case"
            + " only)");
    assertRefused(
        ReasonCode.REFERENCE_UNSUPPORTED,
        () -> open("registry.example/app:1:2"),
        "there is no such file, and 'registry.example/app:1:2' is not an image reference:"
            + " 'app:1' is not a repository (lower case only)");
  }

  @Test
  void whatIsNoFileIsAReferenceAndIsNotAskedForBeforeItIsNeeded() throws Exception {
    for (String prefix : List.of("", "docker://")) {
      try (ImageSources.Opened opened = open(prefix + "registry.invalid/team/app:1")) {
        assertThat(opened.source().name()).isEqualTo("registry.invalid/team/app:1");
        assertThat(opened.source().isAddressedByDigest()).isTrue();
        assertThat(opened.tag()).isNull();
      }
    }
  }

  private void twoDockerImages() {
    files.json(
        "one.json",
        "{'os':'linux','architecture':'amd64','rootfs':{'diff_ids':['" + DIFF_ID + "']}}");
    files.json(
        "two.json",
        "{'os':'linux','architecture':'arm64','rootfs':{'diff_ids':['"
            + DIFF_ID
            + "']},'history':[{'empty_layer':true},{'created_by':'COPY two'}]}");
    files.file("x/layer.tar", "layer x").symlink("y/layer.tar", "../x/layer.tar");
    files.json(
        "manifest.json",
        "[{'Config':'one.json','RepoTags':['one:1'],'Layers':['x/layer.tar']},\n"
            + " {'Config':'two.json','RepoTags':['two:2','zwei:2'],'Layers':['y/layer.tar']}]");
  }

  private String manifest(String layers, String diffId) {
    String config = files.blob(CONFIG, "{'rootfs':{'diff_ids':['" + diffId + "']}}");
    return files.blob(
        MANIFEST,
        "{'schemaVersion':2,'config':"
            + config
            + ",'layers':["
            + layers.replace("{'digest'", "{'mediaType':'" + LAYER + "','digest'")
            + "]}");
  }

  private Image onlyImage() throws Exception {
    Path archive = files.writeTar(folder.resolve("only.tar"));
    try (ImageSources.Opened opened = open(archive.toString())) {
      return opened.selection(null, null).one(opened.source());
    }
  }

  private ImageSources.Opened open(String spec) throws Exception {
    return new ImageSources(Limits.DEFAULT, folder, RegistryAccess.of(Map.of())).open(spec);
  }

  private static String layer(ImageSources.Opened opened, Image image, int layer) throws Exception {
    try (InputStream in = opened.source().openLayer(image, layer)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertRefused(
      ReasonCode reason,
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call,
      String detail) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.reason() + " " + e.detail()).isEqualTo(reason + " " + detail));
  }
}
