package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonString;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Entries for an exceptions file from what another scanner was told to ignore (policy-catalogue.md
 * section 2, "Waivers file"). Nothing becomes wider than it was: what cannot be said as narrowly is
 * left out and named.
 *
 * @param yaml an exceptions file
 * @param entries that it has
 * @param leftOut what of the file is not in it, and why, each with its line
 */
public record WaiverImport(String yaml, int entries, List<String> leftOut) {
  public WaiverImport {
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Who answers for the entries.
   *
   * @param reason of entries that the file gives none for; empty for none
   * @param expires of entries that the file gives no date for, and the last day of the others
   */
  public record Answer(String owner, String reason, LocalDate expires) {}

  /**
   * @param document the file's name, which also tells its form
   * @throws InputException {@code exceptions-invalid} if the file is malformed or an entry would
   *     have no reason
   */
  public static WaiverImport of(byte[] content, String document, Answer answer, Limits limits)
      throws InputException {
    Set<String> known =
        PolicyPack.builtin().rules().stream().map(Rule::id).collect(Collectors.toSet());
    StringBuilder yaml = new StringBuilder();
    List<String> leftOut = new ArrayList<>();
    List<String> unreasoned = new ArrayList<>();
    int entries = 0;
    for (IgnoreFile.Ignored ignored : IgnoreFile.read(content, document, limits)) {
      String where = document + " line " + ignored.line() + ": " + ignored.id();
      List<String> rules = PeerIds.rules(ignored.id()).stream().filter(known::contains).toList();
      if (rules.isEmpty()) {
        leftOut.add(where + " is left out: no rule asks the same");
        continue;
      }
      if (!ignored.ofFiles() && !ignored.paths().isEmpty()) {
        leftOut.add(
            where
                + " is left out: it holds for certain configuration files only, as no entry can;"
                + " write one with 'image' or 'unit' for "
                + String.join(", ", rules));
        continue;
      }
      String reason = ignored.statement().isEmpty() ? answer.reason() : ignored.statement();
      if (reason.isBlank()) {
        unreasoned.add(String.valueOf(ignored.line()));
        continue;
      }
      yaml.append("# ").append(ignored.id()).append(", line ").append(ignored.line()).append('\n');
      LocalDate expires = ignored.expires();
      LocalDate last =
          expires == null || expires.isAfter(answer.expires()) ? answer.expires() : expires;
      List<String> paths = ignored.paths().isEmpty() ? List.of("") : ignored.paths();
      for (String rule : rules) {
        for (String path : paths) {
          entry(yaml, rule, path, reason, answer.owner(), last);
          entries++;
        }
      }
    }
    if (!unreasoned.isEmpty()) {
      throw new InputException(
          ReasonCode.EXCEPTIONS_INVALID,
          document,
          "no comment or statement says why at line "
              + String.join(", ", unreasoned)
              + "; give --reason for these");
    }
    return new WaiverImport(yaml.length() == 0 ? "[]\n" : yaml.toString(), entries, leftOut);
  }

  private static void entry(
      StringBuilder yaml,
      String rule,
      String path,
      String reason,
      String owner,
      LocalDate expires) {
    yaml.append("- id: ").append(rule).append('\n');
    if (!path.isEmpty()) {
      field(yaml, "path", absolute(path));
    }
    field(yaml, "reason", reason);
    field(yaml, "owner", owner);
    yaml.append("  expires: ").append(expires).append('\n');
  }

  /** As exceptions have paths; other scanners have them relative to the root of the image. */
  private static String absolute(String path) {
    String plain = path.replaceAll("(?<=^|/)(\\./+)+|(?<=/)/+", "");
    plain = plain.endsWith("/.") ? plain.substring(0, plain.length() - 2) : plain;
    return plain.startsWith("/") || plain.startsWith("**") ? plain : "/" + plain;
  }

  /** Text of JSON is text of YAML, whatever is in it. */
  private static void field(StringBuilder yaml, String key, String text) {
    yaml.append("  ").append(key).append(": ");
    yaml.append(CanonicalJson.text(new JsonString(text))).append('\n');
  }
}
