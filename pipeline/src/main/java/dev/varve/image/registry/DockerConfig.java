package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.DocumentFile;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that {@code docker login} left behind, in {@code config.json} or in the credential
 * helpers it names.
 *
 * <pre>{@code
 * {"auths": {"registry.example": {"auth": "dXNlcjpwYXNz"}},
 *  "credHelpers": {"other.example": "pass"}, "credsStore": "secretservice"}
 * }</pre>
 */
final class DockerConfig {
  private static final String HUB = "docker.io";

  /** What Docker itself calls its hub in this file. */
  private static final String HUB_KEY = "https://index.docker.io/v1/";

  private final RegistryAccess access;
  private final Limits limits;

  DockerConfig(RegistryAccess access, Limits limits) {
    this.access = access;
    this.limits = limits;
  }

  /**
   * The account for a registry, or null if there is none.
   *
   * @param registry host with its port, if it has one
   */
  @Nullable Credentials credentials(String registry) throws InputException, IOException {
    if (access.dockerConfig().isEmpty()) {
      return null;
    }
    Path file = Path.of(access.dockerConfig()).resolve("config.json");
    if (!Files.isRegularFile(file)) {
      return null;
    }
    String name = file.toString();
    JsonObject config;
    try {
      byte[] content = DocumentFile.read(file, name, limits);
      if (!(Json.parse(content, name, limits) instanceof JsonObject object)) {
        throw new InputException(ReasonCode.CREDENTIALS_UNUSABLE, name, "it is not an object");
      }
      config = object;
    } catch (InputException e) {
      throw e.as(ReasonCode.CREDENTIALS_UNUSABLE);
    }
    String key = registry.equals(HUB) ? HUB_KEY : registry;
    try {
      String helper = helper(config, name, registry);
      if (helper != null) {
        Credentials kept = new CredentialHelper(helper, name, access).get(key);
        if (kept != null) {
          return kept;
        }
      }
      return written(config, name, registry);
    } catch (InputException e) {
      throw e.as(ReasonCode.CREDENTIALS_UNUSABLE);
    }
  }

  private static @Nullable String helper(JsonObject config, String name, String registry)
      throws InputException {
    JsonObject helpers = config.optionalObjectIn(name, "credHelpers");
    if (helpers != null) {
      for (String key : helpers.keys()) {
        if (host(key).equals(registry)) {
          return helpers.textIn(name, key);
        }
      }
    }
    String store = config.textIn(name, "credsStore");
    return store.isEmpty() ? null : store;
  }

  private static @Nullable Credentials written(JsonObject config, String name, String registry)
      throws InputException {
    JsonObject written = config.optionalObjectIn(name, "auths");
    JsonObject auths = written == null ? JsonObject.EMPTY : written;
    for (String key : auths.keys()) {
      JsonObject entry = host(key).equals(registry) ? auths.optionalObjectIn(name, key) : null;
      Credentials found = entry == null ? null : account(entry, name + " auths " + registry);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Credentials account(JsonObject entry, String place)
      throws InputException {
    String token = entry.textIn(place, "identitytoken");
    if (!token.isEmpty()) {
      return new Credentials("", token);
    }
    String auth = entry.textIn(place, "auth");
    if (auth.isEmpty()) {
      String user = entry.textIn(place, "username");
      return user.isEmpty() ? null : new Credentials(user, entry.textIn(place, "password"));
    }
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Without its cause, whose message may show parts of the secret.
      throw new InputException(ReasonCode.CREDENTIALS_UNUSABLE, place, "'auth' is not base64");
    }
    int colon = pair.indexOf(':');
    if (colon <= 0) {
      throw new InputException(
          ReasonCode.CREDENTIALS_UNUSABLE, place, "'auth' does not hold a user and a password");
    }
    return new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
  }

  /** The registry that a key means: a host, or an address as older versions wrote it. */
  private static String host(String key) {
    String rest = key.replaceFirst("^https?://", "");
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? HUB : host;
  }
}
