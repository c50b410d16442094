package dev.varve.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.ImageFormat;
import dev.varve.image.Platform;
import dev.varve.plan.PairSelection.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairSelectionTest {
  private static final Platform AMD64 = new Platform("linux", "amd64", "");
  private static final Platform ARM64 = new Platform("linux", "arm64", "");

  private final List<Image> images = new ArrayList<>();

  @Test
  void explicitPairIsFoundByNameHoweverItIsWritten() {
    add(AMD64, "app:1", "app:stable");
    add(AMD64, "app:2");

    assertThat(select(new PairRule.Explicit("docker.io/library/app:stable", "app:2")))
        .containsExactly(pair(0, 1, "explicit"));
  }

  @Test
  void explicitPairIsFoundByDigest() {
    add(AMD64, "app:1");
    add(AMD64);

    assertThat(select(new PairRule.Explicit("app:1", "app@" + images.get(1).configDigest())))
        .containsExactly(pair(0, 1, "explicit"));
  }

  @Test
  void explicitPairOfSeveralPlatformsComparesLikeWithLike() {
    add(AMD64, "app:1");
    add(ARM64, "app:1");
    add(ARM64, "app:2");
    add(AMD64, "app:2");

    assertThat(select(new PairRule.Explicit("app:1", "app:2")))
        .containsExactly(pair(0, 3, "explicit"), pair(1, 2, "explicit"));
  }

  @Test
  void explicitPairOfOneAndOneMayCrossPlatforms() {
    add(AMD64, "app:1");
    add(ARM64, "app:2");

    assertThat(select(new PairRule.Explicit("app:1", "app:2")))
        .containsExactly(pair(0, 1, "explicit"));
  }

  @Test
  void versionsAreOrderedAsNumbersWithOrWithoutPrefix() {
    add(AMD64, "team/app:1.10.0");
    add(AMD64, "team/app:v1.2.0");
    add(AMD64, "team/app:1.9");
    add(AMD64, "team/app:2");
    add(AMD64, "team/app:latest");

    assertThat(select(new PairRule.Consecutive("team/*")))
        .containsExactly(pair(1, 2, "tag"), pair(2, 0, "tag"), pair(0, 3, "tag"));
  }

  @Test
  void preReleaseComesBeforeItsRelease() {
    add(AMD64, "app:1.0.0");
    add(AMD64, "app:1.0.0-rc.2");
    add(AMD64, "app:1.0.0-rc.10");

    assertThat(select(new PairRule.Consecutive("app")))
        .containsExactly(pair(1, 2, "tag"), pair(2, 0, "tag"));
  }

  @Test
  void consecutiveVersionsStayWithinRepositoryAndPlatform() {
    add(AMD64, "team/a:1");
    add(ARM64, "team/a:1");
    add(AMD64, "team/b:2");
    add(AMD64, "team/a:2");
    add(ARM64, "team/a:3");
    add(AMD64, "other/a:3");

    assertThat(select(new PairRule.Consecutive("team/*")))
        .containsExactly(pair(0, 3, "tag"), pair(1, 4, "tag"));
  }

  @Test
  void portOfARegistryIsNoTag() {
    add(AMD64, "localhost:5000/app:1");
    add(AMD64, "localhost:5000/app:2");
    add(AMD64, "localhost:5000/app");

    assertThat(select(new PairRule.Consecutive("localhost:5000/*")))
        .containsExactly(pair(0, 1, "tag"));
  }

  @Test
  void timestampsAreVersionsToo() {
    add(AMD64, "app:20260101123456789012345");
    add(AMD64, "app:9990101123456789012344");
    add(AMD64, "app:007");

    assertThat(select(new PairRule.Consecutive("app")))
        .containsExactly(pair(2, 1, "tag"), pair(1, 0, "tag"));
  }

  @Test
  void tagsThatAreAlmostVersionsAreNone() {
    add(AMD64, "app:3.");
    add(AMD64, "app:1-");
    add(AMD64, "app:1.2.3.4");
    add(AMD64, "app:v");
    add(AMD64, "app:1");

    assertThat(select(new PairRule.Consecutive("app"))).isEmpty();
  }

  @Test
  void baselineIsComparedWithEveryOtherImageOfItsPlatform() {
    add(AMD64, "app:1");
    add(AMD64, "golden:1");
    add(ARM64, "app:1");
    add(AMD64, "app:2");

    assertThat(select(new PairRule.Baseline("golden:1")))
        .containsExactly(pair(1, 0, "baseline"), pair(1, 3, "baseline"));
  }

  @Test
  void pairOfSeveralRulesIsMadeOnceByTheFirst() {
    add(AMD64, "app:1");
    add(AMD64, "app:2");

    assertThat(
            select(
                new PairRule.Consecutive("app"),
                new PairRule.Explicit("app:1", "app:2"),
                new PairRule.Baseline("app:2")))
        .containsExactly(pair(0, 1, "tag"), pair(1, 0, "baseline"));
  }

  @Test
  void ruleThatMatchesNothingGivesNothing() {
    add(AMD64, "app:1");

    assertThat(
            select(
                new PairRule.Explicit("app:1", "app:9"),
                new PairRule.Explicit("app:1", "app:1"),
                new PairRule.Consecutive("none/*"),
                new PairRule.Baseline("none:1")))
        .isEmpty();
  }

  @Test
  void nameOfNothingIsToldWithTheNearestNames() {
    add(AMD64, "registry.example.com/team/app:1");
    add(AMD64, "team/app:1.0");
    add(AMD64, "team/apq:1");

    assertThat(
            unmatched(
                new PairRule.Explicit("team/app:1", "team/app:1.0"),
                new PairRule.Baseline("team/app:1"),
                new PairRule.Consecutive("taem/*")))
        .containsExactly(
            "team/app:1: no-such-image: pairs of the fleet file: no image that could be opened has"
                + " this name or digest; nearest: registry.example.com/team/app:1,"
                + " team/app:1.0, team/apq:1",
            "taem/*: no-such-image: pairs of the fleet file: no image that could be opened is of"
                + " such a repository");
  }

  @Test
  void nameOfSeveralImagesIsToldAndNotCompared() {
    add(AMD64, "app:1");
    add(AMD64, "app:1");
    add(AMD64, "app:2");

    PairRule[] rules = {
      new PairRule.Explicit("app:1", "app:2"),
      new PairRule.Baseline("app:1"),
      new PairRule.Consecutive("app")
    };

    assertThat(select(rules)).isEmpty();
    assertThat(unmatched(rules))
        .singleElement()
        .asString()
        .startsWith("app:1: several-images: pairs of the fleet file: 2 different images have this")
        .contains("fleet.tar (" + images.get(0).configDigest() + "), fleet.tar (");
  }

  @Test
  void imageThatIsFoundTwiceIsOne() {
    add(AMD64, "app:1");
    add(AMD64, "app:2");
    images.add(images.get(0).withSource("again.tar"));

    assertThat(
            select(
                new PairRule.Explicit("app:1", "app:2"),
                new PairRule.Consecutive("app"),
                new PairRule.Baseline("app:1")))
        .containsExactly(pair(0, 1, "explicit"));
  }

  @Test
  void platformsThatAreNotOnBothSidesAreTold() {
    add(AMD64, "app:1");
    add(ARM64, "app:1");
    add(new Platform("linux", "riscv64", ""), "app:2");

    assertThat(unmatched(new PairRule.Explicit("app:1", "app:2")))
        .containsExactly(
            "app:1 and app:2: no-such-image: pairs of the fleet file: they have no platform in"
                + " common: linux/amd64, linux/arm64; linux/riscv64");
  }

  @Test
  void repositoryIsFoundWithoutItsRegistry() {
    add(AMD64, "registry.example.com:5000/team/app:1");
    add(AMD64, "registry.example.com:5000/team/app:2");
    add(AMD64, "other.example.com/team/app:3");
    add(AMD64, "debian:12");
    add(AMD64, "docker.io/library/debian:13");

    assertThat(select(new PairRule.Consecutive("team/*"), new PairRule.Consecutive("debian")))
        .containsExactly(pair(0, 1, "tag"), pair(3, 4, "tag"));
  }

  @Test
  void repositoryWithoutVersionsIsToldAndOneVersionIsNoTrouble() {
    add(AMD64, "app:latest");
    add(AMD64, "other:1");

    assertThat(unmatched(new PairRule.Consecutive("app"), new PairRule.Consecutive("other")))
        .containsExactly(
            "app: no-such-image: pairs of the fleet file: no tag of these repositories is a version"
                + " (1, 1.2 or 1.2.3, with or without v): docker.io/library/app");
  }

  private List<String> unmatched(PairRule... rules) {
    return PairSelection.select(List.of(rules), images).unmatched().stream()
        .map(one -> one.subject() + ": " + one.why().getMessage())
        .toList();
  }

  @Test
  void oneRuleThatAsksForListsIsEnough() {
    add(AMD64, "app:1");
    add(AMD64, "app:2");

    assertThat(
            select(
                new PairRule.Consecutive("app"),
                new PairRule.Explicit("app:1", "app:2", true),
                new PairRule.Explicit("app:1", "app:2")))
        .containsExactly(new Pair(0, 1, "tag", true));
  }

  private static Pair pair(int from, int to, String pairedBy) {
    return new Pair(from, to, pairedBy, false);
  }

  private List<Pair> select(PairRule... rules) {
    return PairSelection.select(List.of(rules), images).pairs();
  }

  private void add(Platform platform, String... refs) {
    int position = images.size();
    images.add(
        new Image(
            "fleet.tar",
            position,
            List.of(refs),
            ImageFormat.OCI,
            platform,
            Digest.sha256Of(new byte[] {(byte) position}),
            null,
            ImageConfig.EMPTY,
            Bytes.EMPTY,
            List.of(),
            List.of()));
  }
}
