package dev.varve.report.html;

import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.FindingComparison;
import dev.varve.report.RunResults;
import dev.varve.report.SinceBaseline;
import dev.varve.report.TerminalText;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists of a page that its script shows page by page, as compact JSON: a row is an array whose
 * missing last cells are empty, and a cell that stands for a text is its index in {@code strings}
 * or, where that table is full, the text itself. Findings are written while they are read.
 *
 * <p>The rows, in order: {@code layers} diffID, command; {@code images} name, platform, verified,
 * live, shipped, hidden bytes, paths, user, source, failed findings from critical to info, unknown
 * ones, then index of the layer, shipped and hidden bytes for each layer; {@code containers} name,
 * image, grade, what it means, inside, place, lines and their origins, what to change; {@code
 * lines} id, inside, host, opened, grade, certain, rules; {@code subjects} kind, name; {@code
 * findings} rule, severity, status, subject, message, path, layer plus 1, place, the fingerprint's
 * first 16 digits, line of the file, state, whether it stops, why it is set aside.
 */
final class ReportData implements Content {
  /** What the table of texts may take; a page with more repeats its texts. */
  private static final long MAX_TABLE_CHARACTERS = 8L << 20;

  /** For messages and paths of all findings together; each may have its share, within bounds. */
  private static final long TEXT_BUDGET = 24L << 20;

  private static final int LEAST_TEXT = 200;
  private static final int MOST_TEXT = 8_000;
  private static final int FINGERPRINT_DIGITS = 16;

  private final RunResults run;
  private final ReportSurvey survey;
  private final PolicyProfile profile;
  private final @Nullable SinceBaseline since;
  private final int maxText;
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<JsonValue, Integer> layers = new LinkedHashMap<>();
  private final Map<JsonValue, Integer> rules = new LinkedHashMap<>();
  private final Map<JsonValue, Integer> lines = new LinkedHashMap<>();
  private final Map<JsonValue, Integer> subjects = new LinkedHashMap<>();
  private long tableCharacters;

  ReportData(
      RunResults run, ReportSurvey survey, PolicyProfile profile, @Nullable SinceBaseline since) {
    this.run = run;
    this.survey = survey;
    this.profile = profile;
    this.since = since;
    long share = TEXT_BUDGET / Math.max(1, survey.keptFindings());
    this.maxText = (int) Math.max(LEAST_TEXT, Math.min(MOST_TEXT, share));
  }

  @Override
  public void writeTo(TemplateOutput output) {
    try {
      Rows rows = new Rows(output);
      rows.begin("{\"severities\":[");
      for (RuleSeverity severity : RuleSeverity.values()) {
        rows.row(new JsonString(severity.label()));
      }
      rows.begin("],\n\"statuses\":[");
      for (Finding.Status status : Finding.Status.values()) {
        rows.row(new JsonString(status.label()));
      }
      rows.begin("],\n\"states\":[");
      for (FindingComparison.State state : FindingComparison.State.values()) {
        rows.row(new JsonString(state.label()));
      }
      rows.begin("],\n\"findings\":[");
      findings(rows);
      rows.begin("],\n\"images\":[");
      for (ReportSurvey.ImageLine image : survey.images) {
        rows.row(image(image));
      }
      rows.begin("],\n\"containers\":[");
      containers(rows);
      rows.table("layers", layers);
      rows.table("rules", rules);
      rows.table("lines", lines);
      rows.table("subjects", subjects);
      rows.begin("],\n\"strings\":[");
      for (String text : strings.keySet()) {
        rows.row(new JsonString(text));
      }
      rows.end("]}");
    } catch (InputException e) {
      throw new UncheckedIOException(
          new IOException("the results of this very run cannot be read: " + e.getMessage(), e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void findings(Rows rows) throws InputException, IOException {
    ReportSurvey.Choice choice = survey.new Choice();
    long[] line = {0};
    run.read(
        RunResults.Part.FINDINGS,
        (finding, place) -> {
          line[0]++;
          RuleSeverity severity = ReportSurvey.severity(finding, place);
          Finding.Status status = ReportSurvey.status(finding, place);
          if (choice.keeps(severity, status)) {
            rows.row(finding(finding, severity, status, line[0], place));
          }
        });
  }

  private JsonValue finding(
      JsonObject finding, RuleSeverity severity, Finding.Status status, long line, String place)
      throws InputException {
    JsonObject about = ReportSurvey.object(finding, "subject", place);
    String rule = finding.textIn(place, "rule");
    String name = about.textIn(place, "name");
    String fp = finding.textIn(place, "fp");
    String diffId = finding.textIn(place, "diff_id");
    FindingComparison.State state = since == null ? null : since.of((int) line);
    return new Row()
        .add(index(rules, new Row().add(shown(rule)).add(shown(finding, "title", place)).build()))
        .add(severity.ordinal())
        .add(status.ordinal())
        .add(index(subjects, new Row().add(about.textIn(place, "kind")).add(shown(name)).build()))
        .add(text(finding.textIn(place, "message")))
        .add(text(path(finding, place)))
        .add(diffId.isEmpty() ? 0 : 1 + layer(diffId, finding.textIn(place, "created_by")))
        .add(text(place(finding, place)))
        .add(fp.substring(0, Math.min(FINGERPRINT_DIGITS, fp.length())))
        .add(line)
        .add(state == null ? 0 : 1 + state.ordinal())
        .add(ReportSurvey.stops(profile, since, rule, status, severity, line) ? 1 : 0)
        .add(text(whySetAside(finding, place)))
        .build();
  }

  /** The path; where its text is not what its bytes are, they follow. */
  private static String path(JsonObject finding, String place) throws InputException {
    String exact = finding.textIn(place, "pathB64");
    String path = finding.textIn(place, "path");
    return exact.isEmpty() ? path : path + " (bytes in base64: " + exact + ")";
  }

  /** File and line of the document that says it. */
  private static String place(JsonObject finding, String place) throws InputException {
    JsonObject origin = ReportSurvey.object(finding, "origin", place);
    long line = origin.numberOr("line", 0);
    String file = origin.textIn(place, "file");
    return file.isEmpty() || line < 1 ? file : file + ":" + line;
  }

  private static String whySetAside(JsonObject finding, String place) throws InputException {
    String folded = finding.textIn(place, "folded_under");
    if (!folded.isEmpty()) {
      return "a consequence of " + folded;
    }
    String role = finding.textIn(place, "role");
    if (!role.isEmpty()) {
      return "expected of the role " + role;
    }
    List<String> said = new ArrayList<>();
    for (JsonValue item : ReportSurvey.array(finding, "exceptions", place)) {
      JsonObject match = item.objectOrNull();
      if (match != null) {
        said.add(
            match.textIn(place, "use")
                + " "
                + match.textIn(place, "entry")
                + " ("
                + match.textIn(place, "effect")
                + ") by "
                + match.textIn(place, "owner")
                + " until "
                + match.textIn(place, "expires")
                + ": "
                + match.textIn(place, "reason"));
      }
    }
    return String.join("; ", said);
  }

  private JsonValue image(ReportSurvey.ImageLine image) {
    ReportSurvey.ImageCount count =
        survey.counted.getOrDefault(image.name(), new ReportSurvey.ImageCount());
    Row row =
        new Row()
            .add(shown(image.name()))
            .add(text(image.platform()))
            .add(image.verified() ? 1 : 0)
            .add(image.live())
            .add(image.shipped())
            .add(image.hidden())
            .add(image.paths())
            .add(text(image.user()))
            .add(text(image.source()));
    RuleSeverity[] severities = RuleSeverity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      row.add(count.failed[i]);
    }
    row.add(count.undetermined);
    Row stack = new Row();
    for (ReportSurvey.LayerLine layer : image.layers()) {
      stack.add(layer(layer.diffId(), layer.createdBy())).add(layer.shipped()).add(layer.hidden());
    }
    return row.add(stack.whole()).build();
  }

  private void containers(Rows rows) throws InputException, IOException {
    long[] left = {ReportSurvey.MOST_SUBJECTS};
    run.read(
        RunResults.Part.BOUNDARIES,
        (boundary, place) -> {
          if (left[0]-- > 0) {
            rows.row(container(boundary, place));
          }
        });
  }

  private JsonValue container(JsonObject boundary, String place) throws InputException {
    Row stack = new Row();
    for (JsonValue item : ReportSurvey.array(boundary, "lines", place)) {
      JsonObject line = item.objectOrNull();
      if (line != null) {
        stack.add(index(lines, line(line, place)));
        stack.add(text(origins(line, place)));
      }
    }
    Row advice = new Row();
    for (JsonValue item : ReportSurvey.array(boundary, "to_reach_1", place)) {
      JsonObject remedy = item.objectOrNull();
      if (remedy != null) {
        advice.add(text(remedy.textIn(place, "verb") + " " + remedy.textIn(place, "what")));
      }
    }
    JsonObject where = ReportSurvey.object(boundary, "place", place);
    String file = where.textIn(place, "file");
    long line = where.numberOr("line", 0);
    return new Row()
        .add(shown(boundary.textIn(place, "name")))
        .add(text(boundary.textIn(place, "image")))
        .add(boundary.numberOr("overall", 0))
        .add(text(boundary.textIn(place, "meaning")))
        .add(text(boundary.textIn(place, "inside")))
        .add(text(file.isEmpty() || line < 1 ? file : file + ":" + line))
        .add(stack.whole())
        .add(advice.whole())
        .build();
  }

  private JsonValue line(JsonObject line, String place) throws InputException {
    JsonValue certain = line.get("certain");
    return new Row()
        .add(shown(line, "id", place))
        .add(text(line.textIn(place, "inside")))
        .add(text(line.textIn(place, "host")))
        .add(text(line.textIn(place, "opened")))
        .add(line.numberOr("grade", 0))
        .add(certain != null && Boolean.FALSE.equals(certain.boolOrNull()) ? 0 : 1)
        .add(text(String.join(", ", ReportSurvey.texts(line, "rules", place))))
        .build();
  }

  /** Where in run specs it is said; defaults and the image's own say are everywhere the same. */
  private static String origins(JsonObject line, String place) throws InputException {
    List<String> said = new ArrayList<>();
    for (JsonValue item : ReportSurvey.array(line, "origin", place)) {
      JsonObject origin = item.objectOrNull();
      String file = origin == null ? "" : origin.textIn(place, "file");
      if (origin != null && !file.isEmpty()) {
        long number = origin.numberOr("line", 0);
        String at = number < 1 ? file : file + ":" + number;
        if (!said.contains(at)) {
          said.add(at);
        }
      }
    }
    return String.join(", ", said);
  }

  private int layer(String diffId, String createdBy) {
    return index(layers, new Row().add(shown(diffId)).add(text(createdBy)).build());
  }

  private static int index(Map<JsonValue, Integer> table, JsonValue row) {
    return table.computeIfAbsent(row, added -> table.size());
  }

  private String shown(JsonObject json, String key, String place) throws InputException {
    return shown(json.textIn(place, key));
  }

  /** Visible, and no longer than a page can take. */
  private String shown(String text) {
    return TerminalText.cut(TerminalText.of(text), maxText);
  }

  /** A cell that stands for a text; 0 for none. */
  private JsonValue text(String text) {
    if (text.isEmpty()) {
      return JsonNumber.of(0);
    }
    String shown = shown(text);
    Integer known = strings.get(shown);
    if (known != null) {
      return JsonNumber.of(known + 1L);
    }
    if (tableCharacters + shown.length() > MAX_TABLE_CHARACTERS) {
      return new JsonString(shown);
    }
    tableCharacters += shown.length();
    strings.put(shown, strings.size());
    return JsonNumber.of(strings.size());
  }

  /** Cells. */
  private static final class Row {
    private final List<JsonValue> cells = new ArrayList<>();

    Row add(JsonValue cell) {
      cells.add(cell);
      return this;
    }

    Row add(String text) {
      return add(new JsonString(text));
    }

    Row add(long number) {
      return add(JsonNumber.of(number));
    }

    /** Without empty cells at the end. */
    JsonValue build() {
      int end = cells.size();
      while (end > 0 && isEmpty(cells.get(end - 1))) {
        end--;
      }
      return JsonArray.of(cells.subList(0, end));
    }

    /** With empty cells at the end, for rows that are lists. */
    JsonValue whole() {
      return JsonArray.of(cells);
    }

    private static boolean isEmpty(JsonValue cell) {
      Long number = cell.longOrNull();
      JsonArray array = cell.arrayOrNull();
      return (number != null && number == 0) || (array != null && array.items().isEmpty());
    }
  }

  /** Writes rows one after another, as text that no end tag can be in. */
  private static final class Rows {
    private final TemplateOutput output;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonLineWriter json = new JsonLineWriter(bytes);
    private boolean first = true;

    Rows(TemplateOutput output) {
      this.output = output;
    }

    void begin(String start) {
      output.writeContent(start);
      first = true;
    }

    void end(String end) {
      output.writeContent(end);
    }

    void table(String name, Map<JsonValue, Integer> table) throws IOException {
      begin("],\n\"" + name + "\":[");
      for (JsonValue row : table.keySet()) {
        row(row);
      }
    }

    void row(JsonValue row) throws IOException {
      json.line(row);
      // In JSON this character stands in texts only.
      String line = bytes.toString(StandardCharsets.UTF_8).replace("<", "\\u003c");
      bytes.reset();
      output.writeContent(first ? line : "," + line);
      first = false;
    }
  }
}
