package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.NearestKey;
import dev.varve.json.Yaml;
import dev.varve.layer.PathGlob;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads exceptions files (policy-catalogue.md section 2, "Waivers file"): a YAML list of entries.
 * Strict: whatever is wrong is {@code exceptions-invalid} with every fault and its line, since a
 * misread entry could hide what nobody has accepted.
 */
public final class WaiverReader {
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "image",
          "unit",
          "path",
          "layer",
          "fingerprint",
          "effect",
          "reason",
          "owner",
          "ticket",
          "expires");
  private static final int MAX_DAYS_AHEAD = 365;
  private static final int MAX_FAULTS_TOLD = 20;
  private static final String LOWER = "lower:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern DIFF_ID =
      Pattern.compile("sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})");

  private final String document;
  private final LocalDate asOf;
  private final List<String> faults = new ArrayList<>();

  private WaiverReader(String document, LocalDate asOf) {
    this.document = document;
    this.asOf = asOf;
  }

  /**
   * @param document how messages and reports call the file
   * @param asOf the date of the run, from which expiry dates are counted
   */
  public static List<Waiver> read(byte[] content, String document, LocalDate asOf, Limits limits)
      throws InputException {
    JsonArray items;
    try {
      List<JsonValue> documents = Yaml.parseAll(content, document, limits);
      JsonValue root = documents.isEmpty() ? JsonArray.EMPTY : documents.get(0);
      items = root.isNull() ? JsonArray.EMPTY : root.arrayOrNull();
      if (items == null || documents.size() > 1) {
        throw invalid(document, "it must be one list of entries, each with id, reason, owner, ...");
      }
    } catch (InputException e) {
      if (e.reason() != ReasonCode.JSON_MALFORMED) {
        throw e;
      }
      throw e.as(ReasonCode.EXCEPTIONS_INVALID);
    }
    WaiverReader reader = new WaiverReader(document, asOf);
    List<Waiver> waivers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.get(i).objectOrNull();
      if (item == null) {
        reader.fault(items.line(i), "an entry is " + items.get(i).kind() + ", not a mapping");
        continue;
      }
      Waiver waiver = reader.waiver(item, items.line(i));
      if (waiver != null) {
        waivers.add(waiver);
      }
    }
    if (!reader.faults.isEmpty()) {
      throw invalid(document, reader.told());
    }
    return waivers;
  }

  private @Nullable Waiver waiver(JsonObject item, int line) {
    int before = faults.size();
    for (String key : item.keys()) {
      if (!KEYS.contains(key)) {
        fault(item.line(key), "unknown key '" + key + "'; " + NearestKey.hint(key, KEYS));
      }
    }
    String rule = required(item, "id", line);
    String reason = required(item, "reason", line);
    String owner = required(item, "owner", line);
    LocalDate expires = expires(item, line);
    RuleSeverity lowerTo = lowerTo(item);
    String layer = formed(item, "layer", DIFF_ID, "a diffID such as sha256:...");
    String fingerprint = formed(item, "fingerprint", HEX, "64 hexadecimal digits");
    Waiver waiver =
        new Waiver(
            document + ":" + line,
            PathGlob.of(rule),
            glob(item, "image"),
            glob(item, "unit"),
            glob(item, "path"),
            layer,
            fingerprint,
            lowerTo,
            reason,
            owner,
            text(item, "ticket"),
            expires);
    return faults.size() == before ? waiver : null;
  }

  private LocalDate expires(JsonObject item, int line) {
    String written = required(item, "expires", line);
    if (written.isEmpty()) {
      return asOf;
    }
    LocalDate date;
    try {
      date = LocalDate.parse(written);
    } catch (DateTimeParseException e) {
      fault(item.line("expires"), "'expires' is '" + written + "', no date such as 2026-09-30");
      return asOf;
    }
    if (date.isAfter(asOf.plusDays(MAX_DAYS_AHEAD))) {
      fault(
          item.line("expires"),
          "'expires' is more than "
              + MAX_DAYS_AHEAD
              + " days ahead; the latest is "
              + asOf.plusDays(MAX_DAYS_AHEAD));
    }
    return date;
  }

  private @Nullable RuleSeverity lowerTo(JsonObject item) {
    String effect = text(item, "effect");
    if (effect == null || effect.equals("accept")) {
      return null;
    }
    RuleSeverity severity =
        effect.startsWith(LOWER)
            ? RuleSeverity.ofLabel(effect.substring(LOWER.length()).strip())
            : null;
    if (severity == null) {
      fault(
          item.line("effect"),
          "'effect' is '" + effect + "', neither accept nor lower:SEVERITY such as lower:low");
    }
    return severity;
  }

  private @Nullable String formed(JsonObject item, String key, Pattern form, String words) {
    String text = text(item, key);
    if (text != null && !form.matcher(text).matches()) {
      fault(item.line(key), "'" + key + "' is '" + text + "', not " + words);
    }
    return text;
  }

  private String required(JsonObject item, String key, int line) {
    String text = text(item, key);
    if (text == null || text.isBlank()) {
      fault(item.has(key) ? item.line(key) : line, "'" + key + "' is missing");
      return "";
    }
    return text;
  }

  private @Nullable PathGlob glob(JsonObject item, String key) {
    String text = text(item, key);
    return text == null ? null : PathGlob.of(text);
  }

  private @Nullable String text(JsonObject item, String key) {
    JsonValue value = item.present(key);
    if (value == null) {
      return null;
    }
    String text = value.scalarTextOrNull();
    if (text == null) {
      fault(item.line(key), "'" + key + "' is " + value.kind() + ", not text");
    }
    return text;
  }

  private void fault(int line, String what) {
    faults.add((line > 0 ? "line " + line + ": " : "") + what);
  }

  private String told() {
    if (faults.size() <= MAX_FAULTS_TOLD) {
      return String.join("; ", faults);
    }
    return String.join("; ", faults.subList(0, MAX_FAULTS_TOLD))
        + "; and "
        + (faults.size() - MAX_FAULTS_TOLD)
        + " more";
  }

  private static InputException invalid(String document, String detail) {
    return new InputException(ReasonCode.EXCEPTIONS_INVALID, document, detail);
  }
}
