package dev.varve.report.peer;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import dev.varve.tree.DiveFigures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds of a {@code .dive-ci} file, judged as {@code dive --ci} judges them. What the file
 * leaves out has dive's default; keys may be written in any case.
 *
 * @param lowestEfficiency from 0 to 1, or null if disabled
 * @param highestWastedBytes or null if disabled
 * @param highestUserWastedShare wasted bytes in relation to those above the first layer, from 0 to
 *     1, or null if disabled; dive calls it a percentage
 */
public record DiveRules(
    @Nullable Double lowestEfficiency,
    @Nullable BigDecimal highestWastedBytes,
    @Nullable Double highestUserWastedShare) {
  private static final String EFFICIENCY = "lowestEfficiency";
  private static final String BYTES = "highestWastedBytes";
  private static final String SHARE = "highestUserWastedPercent";

  private static final String DISABLED = "disabled";

  /**
   * As go-humanize reads sizes: {@code kB} are thousands, {@code KiB} are 1024, case is ignored.
   */
  private static final Pattern SIZE = Pattern.compile("([0-9.,]+)\\s*([a-z]*)\\s*");

  private static final Map<String, Integer> THOUSANDS =
      Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5, "e", 6);

  private static final BigDecimal MAX_SIZE = new BigDecimal("18446744073709551616");

  /** What became of a threshold. */
  public enum Outcome {
    PASS,
    FAIL,
    SKIP
  }

  /**
   * One threshold and what it says of an image.
   *
   * @param rule as dive calls it
   * @param figure what the image has, with what it was compared with
   */
  public record Verdict(String rule, Outcome outcome, String figure) {}

  /**
   * Reads the content of a {@code .dive-ci}.
   *
   * @param document how messages call it
   * @throws InputException {@code dive-rules-invalid} for what dive calls misconfigured, and for
   *     rules that it does not have
   */
  public static DiveRules read(byte[] content, String document, Limits limits)
      throws InputException {
    Map<String, String> rules = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    rules.put(EFFICIENCY, "0.9");
    rules.put(BYTES, DISABLED);
    rules.put(SHARE, "0.1");
    List<JsonValue> documents = Yaml.parseAll(content, document, limits);
    for (JsonValue value : documents) {
      if (!value.isNull()) {
        take(value, document, rules);
      }
    }
    return new DiveRules(
        share(EFFICIENCY, rules, document), size(rules, document), share(SHARE, rules, document));
  }

  private static void take(JsonValue value, String document, Map<String, String> rules)
      throws InputException {
    JsonObject root = value.objectOrNull();
    JsonValue written = root == null ? null : ignoringCase(root, "rules");
    if (written != null && written.isNull()) {
      return;
    }
    JsonObject object = written == null ? null : written.objectOrNull();
    if (object == null) {
      throw invalid(document, "it has no list 'rules:'");
    }
    for (Map.Entry<String, JsonValue> rule : object.members().entrySet()) {
      String text = rule.getValue().scalarTextOrNull();
      if (!rules.containsKey(rule.getKey()) || text == null) {
        throw invalid(
            document + ":" + object.line(rule.getKey()),
            "'"
                + rule.getKey()
                + "' is none of dive's rules, which are numbers called "
                + String.join(", ", EFFICIENCY, BYTES, SHARE));
      }
      rules.put(rule.getKey(), text);
    }
  }

  private static @Nullable JsonValue ignoringCase(JsonObject object, String key) {
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (member.getKey().equalsIgnoreCase(key)) {
        return member.getValue();
      }
    }
    return null;
  }

  private static @Nullable Double share(String rule, Map<String, String> rules, String document)
      throws InputException {
    String text = rules.getOrDefault(rule, DISABLED);
    if (text.equals(DISABLED)) {
      return null;
    }
    double share;
    try {
      share = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      share = Double.NaN;
    }
    if (share >= 0 && share <= 1) {
      return share;
    }
    throw invalid(document, rule + " is '" + text + "', and not a number from 0 to 1");
  }

  private static @Nullable BigDecimal size(Map<String, String> rules, String document)
      throws InputException {
    String text = rules.getOrDefault(BYTES, DISABLED);
    if (text.equals(DISABLED)) {
      return null;
    }
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (size.matches()) {
      String unit = size.group(2).endsWith("b") ? chopped(size.group(2)) : size.group(2);
      boolean binary = unit.length() == 2 && unit.endsWith("i");
      Integer power = THOUSANDS.get(binary ? chopped(unit) : unit);
      try {
        if (power != null) {
          BigDecimal bytes =
              new BigDecimal(size.group(1).replace(",", ""))
                  .multiply(BigDecimal.valueOf(binary ? 1024 : 1000).pow(power));
          if (bytes.compareTo(MAX_SIZE) < 0) {
            return bytes;
          }
        }
      } catch (NumberFormatException e) {
        // several points, or nothing but points: told below like everything that is no size
      }
    }
    throw invalid(document, BYTES + " is '" + text + "', and not a size such as 20MB");
  }

  private static String chopped(String text) {
    return text.substring(0, text.length() - 1);
  }

  private static InputException invalid(String where, String detail) {
    return new InputException(ReasonCode.DIVE_RULES_INVALID, where, detail);
  }

  /** What each threshold says of an image, in dive's order. */
  public List<Verdict> judge(DiveFigures figures) {
    List<Verdict> verdicts = new ArrayList<>();
    BigDecimal wasted = BigDecimal.valueOf(figures.wastedBytes());
    double userShare = figures.wastedUserShare();
    verdicts.add(
        new Verdict(
            BYTES,
            highestWastedBytes == null
                ? Outcome.SKIP
                : wasted.compareTo(highestWastedBytes) > 0 ? Outcome.FAIL : Outcome.PASS,
            wasted + limit("at most", highestWastedBytes)));
    // Nothing above the first layer, and nothing wasted, is no number, of which neither holds.
    verdicts.add(
        new Verdict(
            SHARE,
            highestUserWastedShare == null
                ? Outcome.SKIP
                : userShare > highestUserWastedShare ? Outcome.FAIL : Outcome.PASS,
            userShare + limit("at most", highestUserWastedShare)));
    verdicts.add(
        new Verdict(
            EFFICIENCY,
            lowestEfficiency == null
                ? Outcome.SKIP
                : figures.efficiency() < lowestEfficiency ? Outcome.FAIL : Outcome.PASS,
            figures.efficiency() + limit("at least", lowestEfficiency)));
    return verdicts;
  }

  private static String limit(String words, @Nullable Number number) {
    return number == null ? "" : " (" + words + " " + plain(number) + ")";
  }

  private static String plain(Number number) {
    return number instanceof BigDecimal exact
        ? exact.stripTrailingZeros().toPlainString()
        : number.toString();
  }
}
