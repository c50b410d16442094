package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a document as it was written. Rules over such a document see them; what they say
 * about it goes into results, and there the secrets are taken out.
 */
final class RawSecrets {
  private static final String MASK = "****";

  /** A shorter text is found in too many words that are none. */
  private static final int LEAST_CHARS = 4;

  /** Members of a Kubernetes Secret whose every value is one. */
  private static final Set<String> SECRET_MEMBERS = Set.of("data", "stringData");

  private final Set<String> found = new HashSet<>();

  /** Made when the first text is masked; nothing is found after that. */
  private @Nullable List<String> longestFirst;

  private RawSecrets() {}

  static RawSecrets of(JsonValue document) {
    RawSecrets secrets = new RawSecrets();
    secrets.look("", document);
    return secrets;
  }

  private void look(String name, JsonValue value) {
    JsonObject object = value.objectOrNull();
    JsonArray array = value.arrayOrNull();
    if (object != null) {
      boolean secret = "Secret".equals(text(object.get("kind")));
      String named = text(object.get("name"));
      String given = text(object.get("value"));
      if (named != null && given != null) {
        take(named, given);
      }
      for (String key : object.keys()) {
        JsonValue member = object.members().get(key);
        if (member != null) {
          look(key, member);
          if (secret && SECRET_MEMBERS.contains(key) && member.objectOrNull() != null) {
            member.objectOrNull().members().values().forEach(this::takeAll);
          }
        }
      }
    } else if (array != null) {
      array.forEach(item -> look(name, item));
      lookAtWords(array);
    } else {
      String text = value.scalarTextOrNull();
      if (text != null) {
        take(name, text);
        takeParts(text, BuildSecrets.redact(text));
        int equals = text.indexOf('=');
        if (equals > 0) {
          take(text.substring(0, equals), text.substring(equals + 1));
        }
      }
    }
  }

  /** The words of a command, of which one may say what the next one is. */
  private void lookAtWords(JsonArray array) {
    List<String> words = new ArrayList<>();
    for (JsonValue item : array) {
      String word = item.scalarTextOrNull();
      words.add(word == null ? "" : word);
    }
    List<String> shown = BuildSecrets.redactWords(words);
    for (int i = 0; i < words.size(); i++) {
      takeParts(words.get(i), shown.get(i));
    }
  }

  private void takeParts(String text, String redacted) {
    if (!text.equals(redacted)) {
      BuildSecrets.secretsIn(text, redacted).stream()
          .filter(secret -> secret.length() >= LEAST_CHARS)
          .forEach(found::add);
    }
  }

  private void take(String name, String value) {
    if (value.length() >= LEAST_CHARS && BuildSecrets.isSecret(name, value)) {
      found.add(value);
    }
  }

  /** A value of a Kubernetes Secret, and what it is the base64 of, since rules can decode it. */
  private void takeAll(JsonValue value) {
    String text = value.scalarTextOrNull();
    if (text == null || text.length() < LEAST_CHARS) {
      return;
    }
    found.add(text);
    try {
      String decoded = Bytes.wrap(Base64.getDecoder().decode(text.strip())).text();
      if (decoded.strip().length() >= LEAST_CHARS) {
        found.add(decoded);
        found.add(decoded.strip());
      }
    } catch (IllegalArgumentException e) {
      return; // stringData holds the text itself
    }
  }

  private List<String> longestFirst() {
    List<String> known = longestFirst;
    if (known == null) {
      known = found.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
      longestFirst = known;
    }
    return known;
  }

  private static @Nullable String text(@Nullable JsonValue value) {
    return value == null ? null : value.textOrNull();
  }

  /** A result without the secrets, in whatever texts it holds them. */
  JsonObject masked(JsonObject result) {
    JsonObject.Builder masked = JsonObject.builder();
    result.members().forEach((key, value) -> masked.put(masked(key), masked(value)));
    return masked.build();
  }

  /** A document without the secrets. */
  JsonValue masked(JsonValue value) {
    JsonObject object = value.objectOrNull();
    JsonArray array = value.arrayOrNull();
    String text = value.textOrNull();
    String scalar = value.scalarTextOrNull();
    if (object != null) {
      return masked(object);
    }
    if (array != null) {
      List<JsonValue> items = new ArrayList<>();
      array.forEach(item -> items.add(masked(item)));
      return JsonArray.of(items);
    }
    if (text != null) {
      return new JsonString(masked(text));
    }
    // A password of digits alone is a number where nobody quotes it.
    return scalar != null && found.contains(scalar) ? new JsonString(MASK) : value;
  }

  /** Longer ones first, so that no part of one is left. */
  private String masked(String text) {
    String masked = text;
    for (String secret : longestFirst()) {
      masked = masked.replace(secret, MASK);
    }
    return BuildSecrets.redact(masked);
  }
}
