package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a registry says it has: repositories (distribution's {@code _catalog}) and tags
 * (distribution-spec, "Listing Tags"), page by page.
 *
 * <pre>{@code {"repositories": ["team/api", "team/web"]}, {"name": "team/api", "tags": ["1.0"]}}
 * </pre>
 */
final class RegistryListing {
  /** On average, at least; protects time from registries that send a name at a time. */
  private static final int LEAST_NAMES_OF_A_PAGE = 20;

  /** Characters of a repository's name, as clients and registries bound it. Protects memory. */
  private static final int MAX_REPOSITORY_CHARS = 255;

  /** Characters of a tag (distribution-spec, "Pulling manifests"). Protects memory. */
  private static final int MAX_TAG_CHARS = 128;

  private static final int PAGE_NAMES = 1000;

  private static final String CATALOG_SCOPE = "registry:catalog:*";

  // Not past the next '<': else a long header of them would be read again from each.
  private static final Pattern NEXT =
      Pattern.compile("<([^<>]*)>\\s*;[^,<]*\\brel\\s*=\\s*\"?next\"?", Pattern.CASE_INSENSITIVE);

  private final RegistryClient client;

  RegistryListing(RegistryClient client) {
    this.client = client;
  }

  List<String> repositories() throws InputException, IOException {
    return all("/v2/_catalog", "repositories", MAX_REPOSITORY_CHARS, CATALOG_SCOPE);
  }

  List<String> tags(String repository) throws InputException, IOException {
    return all(
        "/v2/" + repository + "/tags/list", "tags", MAX_TAG_CHARS, RegistryClient.pull(repository));
  }

  private List<String> all(String path, String key, int mostChars, String scope)
      throws InputException, IOException {
    int maxNames = client.maxNames();
    Set<String> names = new LinkedHashSet<>();
    Set<URI> seen = new HashSet<>();
    URI page = client.uri(path + "?n=" + PAGE_NAMES);
    while (page != null) {
      String shown = Origin.shown(page);
      if (!seen.add(page)) {
        throw new InputException(
            ReasonCode.REGISTRY_MALFORMED, shown, "its pages lead back to one that was read");
      }
      RegistryClient.Page read =
          client.page(
              new RegistryClient.Wanted(page, scope, Map.of("Accept", "application/json")), null);
      if (read == null) {
        throw new InputException(
            ReasonCode.REGISTRY_NOT_FOUND, shown, "the registry does not have this list");
      }
      JsonObject object = Json.parseObject(read.content(), shown, client.limits());
      JsonArray items = object.optionalArrayIn(shown, key);
      for (JsonValue item : items == null ? JsonArray.EMPTY : items) {
        String name = item.textOrNull();
        if (name == null) {
          throw new InputException(
              ReasonCode.REGISTRY_MALFORMED, shown, "a name is " + item.kind() + ", not text");
        }
        if (name.length() > mostChars) {
          throw new InputException(
              ReasonCode.REGISTRY_MALFORMED,
              shown,
              "a name has " + name.length() + " characters; at most " + mostChars + " are valid");
        }
        names.add(name);
      }
      int maxPages = Math.max(1, maxNames / LEAST_NAMES_OF_A_PAGE);
      if (names.size() > maxNames || seen.size() > maxPages) {
        throw new InputException(
            ReasonCode.REGISTRY_TOO_LARGE,
            shown,
            "more than " + maxNames + " names or " + maxPages + " pages");
      }
      page = next(page, read.links());
    }
    return new ArrayList<>(names);
  }

  /** The next page. A registry pages within itself; whatever leads elsewhere is refused. */
  private static @Nullable URI next(URI page, List<String> links) throws InputException {
    for (String link : links) {
      Matcher next = NEXT.matcher(link);
      if (next.find()) {
        URI uri = Origin.resolve(page, next.group(1));
        if (uri == null || !Origin.same(uri, page)) {
          throw new InputException(
              ReasonCode.ADDRESS_REFUSED,
              Origin.shown(page),
              "its next page is at another address"
                  + (uri == null ? "" : ", " + Origin.shown(uri)));
        }
        return uri;
      }
    }
    return null;
  }
}
