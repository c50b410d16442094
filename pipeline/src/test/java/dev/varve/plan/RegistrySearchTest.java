package dev.varve.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Failure;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.registry.Registries;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.testing.FakeRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrySearchTest {
  private final FakeRegistry registry = FakeRegistry.start();
  private final Registries registries =
      new Registries(
          RegistryAccess.of(Map.of())
              .with(new RegistryAccess.Patience(1000, 1000, 3000, 2, 1, 1000, 1)),
          Limits.DEFAULT);

  @AfterEach
  void close() throws Exception {
    registries.close();
    registry.close();
  }

  @Test
  void findsEveryTagOfEveryRepository() throws Exception {
    has("team/web", "1", "2");
    has("team/api", "1");
    has("other/app", "1", "sha256-" + "a".repeat(64) + ".sig", "sha256-" + "b".repeat(64));

    assertThat(names(search(List.of(), List.of(), ImageFilter.ALL)))
        .containsExactly("other/app:1", "team/api:1", "team/web:2", "team/web:1");
  }

  @Test
  void chosenRepositoriesAreTheOnlyOnesAskedForTheirTags() throws Exception {
    has("team/web", "v1", "old");
    has("other/app", "v1");

    assertThat(names(search(List.of("team/*"), List.of("v*"), ImageFilter.ALL)))
        .containsExactly("team/web:v1");
    assertThat(registry.paths())
        .containsExactly("/v2/_catalog?n=1000", "/v2/team/web/tags/list?n=1000");
  }

  /** Docker's hub, for one, does not say what it has. */
  @Test
  void namesThatAreNoGlobsAreNotLookedUp() throws Exception {
    assertThat(names(search(List.of("a/b", "c"), List.of("1", "2"), ImageFilter.ALL)))
        .containsExactly("a/b:2", "c:2", "a/b:1", "c:1");
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void includesExcludesAndTakesTheNewest() throws Exception {
    has("team/web", "1.0", "1.1", "1.2-rc1");
    has("team/api", "1.0", "1.1");
    ImageFilter own = new ImageFilter(List.of("team/*"), List.of("**:*-rc*"), 3);

    assertThat(names(search(List.of(), List.of(), own)))
        .containsExactly("team/api:1.1", "team/web:1.1", "team/api:1.0");
  }

  @Test
  void whatCannotBeListedIsAFailureAndHidesNothing() throws Exception {
    has("team/web", "1");
    has("team/api", "1");
    registry.always("/v2/team/api/.*", FakeRegistry.status(500));

    RegistrySearch.Found found = search(List.of(), List.of(), ImageFilter.ALL);

    assertThat(names(found)).containsExactly("team/web:1");
    assertThat(found.failures())
        .containsExactly(
            new Failure(
                registry.name() + "/team/api",
                ReasonCode.REGISTRY_ERROR,
                registry.url("/v2/team/api/tags/list"),
                "answers 500 (2 attempts)"));
  }

  @Test
  void namesThatAreNoneAreFailuresAndNeverPartOfAUrl() throws Exception {
    has("team/web", "1");
    registry.next(
        "/v2/_catalog.*",
        FakeRegistry.body(FakeRegistry.utf8("{'repositories':['../../x?y','team/web','UP']}")));
    registry.next(
        "/v2/team/web/tags/list.*",
        FakeRegistry.body(FakeRegistry.utf8("{'tags':['1','a/b','../c']}")));

    RegistrySearch.Found found = search(List.of(), List.of(), ImageFilter.ALL);

    assertThat(names(found)).containsExactly("team/web:1");
    assertThat(found.failures())
        .extracting(failure -> failure.subject().substring(registry.name().length()))
        .containsExactly("/../../x?y", "/team/web:a/b", "/team/web:../c", "/UP");
    assertThat(found.failures())
        .extracting(Failure::reason)
        .containsOnly(ReasonCode.REFERENCE_UNSUPPORTED);
    assertThat(registry.paths()).hasSize(2);
  }

  @Test
  void moreTagsThanAreHeldIsOneFailure() throws Exception {
    has("team/web", "1", "2");
    has("team/api", "1");
    RegistryRequest all = RegistryRequest.all("http://" + registry.name());

    assertThat(names(new RegistrySearch(registries, ImageFilter.ALL, 3).search(all))).hasSize(3);
    RegistrySearch.Found found = new RegistrySearch(registries, ImageFilter.ALL, 2).search(all);

    assertThat(found.images()).isEmpty();
    assertThat(found.failures())
        .containsExactly(
            new Failure(
                "http://" + registry.name(),
                ReasonCode.REGISTRY_TOO_LARGE,
                "",
                "its repositories have more than 2 tags"));
  }

  @Test
  void registryThatIsNotThereIsOneFailure() throws Exception {
    registry.always("/v2/_catalog.*", FakeRegistry.status(404));

    RegistrySearch.Found found = search(List.of(), List.of(), ImageFilter.ALL);

    assertThat(found.images()).isEmpty();
    assertThat(found.failures())
        .extracting(Failure::subject, Failure::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "http://" + registry.name(), ReasonCode.REGISTRY_NOT_FOUND));
  }

  @Test
  void nothingThatIsWantedIsAFailure() throws Exception {
    has("team/web", "1");

    assertThat(search(List.of("none/*"), List.of(), ImageFilter.ALL).failures())
        .extracting(Failure::reason)
        .containsExactly(ReasonCode.NO_SUCH_IMAGE);
  }

  private void has(String repository, String... tags) {
    for (@Nullable String tag : tags) {
      registry.manifest(repository, tag, new byte[0]);
    }
  }

  private RegistrySearch.Found search(
      List<String> repositories, List<String> tags, ImageFilter filter) throws Exception {
    return new RegistrySearch(registries, ImageFilter.ALL)
        .search(
            RegistryRequest.of("http://" + registry.name(), repositories, tags, filter, List.of()));
  }

  private List<String> names(RegistrySearch.Found found) {
    return found.images().stream()
        .map(image -> image.name().substring(registry.name().length() + 1))
        .toList();
  }
}
