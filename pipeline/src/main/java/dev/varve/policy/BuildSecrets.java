package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.layer.SecretText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in an image's config and build record and in run specs. Facts and findings show what this
 * class lets through, and no more; {@link SecretText} tells what a secret is.
 */
public final class BuildSecrets {
  static final String REDACTED = SecretText.REDACTED;

  private BuildSecrets() {}

  /** Whether a variable's value is a secret. */
  static boolean isSecret(String name, String value) {
    return SecretText.isSecret(name, value);
  }

  /** Whether a value is a secret by its own form, whatever its variable is called. */
  static boolean givesItselfAway(String value) {
    return SecretText.givesItselfAway(value);
  }

  /** As {@link SecretText#shape}. */
  static @Nullable String shape(String name, String value) {
    return SecretText.shape(name, value);
  }

  /** As {@link SecretText#holdsForm}. */
  static boolean holdsForm(String text) {
    return SecretText.holdsForm(text);
  }

  /** Names of the variables that a text sets to secrets, in order. */
  static List<String> namesIn(String text) {
    return SecretText.namesIn(text);
  }

  /** What was taken out of a text. */
  static List<String> secretsIn(String text, String redacted) {
    return SecretText.secretsIn(text, redacted);
  }

  /** What may be shown of the value of a variable, a label or the like. */
  public static String redactValue(String name, String value) {
    return SecretText.redactValue(name, value);
  }

  /** The text with secrets taken out. */
  public static String redact(String text) {
    return SecretText.redact(text);
  }

  /** The words of a command with secrets taken out. */
  public static List<String> redactWords(List<String> words) {
    return SecretText.redactWords(words);
  }

  /** Every text of a document with secrets taken out. */
  static JsonValue redact(JsonValue value) {
    JsonObject object = value.objectOrNull();
    if (object != null) {
      return redact(object);
    }
    JsonArray array = value.arrayOrNull();
    if (array != null) {
      return JsonArray.of(array.items().stream().map(BuildSecrets::redact).toList());
    }
    String text = value.textOrNull();
    return text == null ? value : new JsonString(redact(text));
  }

  /** Every text of a document with secrets taken out; keys are names and stay. */
  static JsonObject redact(JsonObject object) {
    JsonObject.Builder json = JsonObject.builder();
    object.members().forEach((key, member) -> json.put(key, redact(member)));
    return json.build();
  }

  /** As {@link SecretText#seal}. */
  static String seal(String text) {
    return SecretText.seal(text);
  }

  /** As {@link SecretText#sealValue}. */
  static String sealValue(String name, String value) {
    return SecretText.sealValue(name, value);
  }

  /** As {@link SecretText#sealWords}. */
  static List<String> sealWords(List<String> words) {
    return SecretText.sealWords(words);
  }
}
