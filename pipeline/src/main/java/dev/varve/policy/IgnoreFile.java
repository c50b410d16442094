package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.NearestKey;
import dev.varve.json.Yaml;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What another scanner was told to ignore: {@code .dockleignore} and {@code .trivyignore}, one id
 * on a line, below a comment that holds up to an empty line, and {@code .trivyignore.yaml}.
 * Whatever is wrong is {@code exceptions-invalid} with its line.
 */
final class IgnoreFile {
  private static final Set<String> KINDS =
      Set.of("vulnerabilities", "misconfigurations", "secrets", "licenses");
  private static final Set<String> KEYS = Set.of("id", "paths", "purls", "statement", "expired_at");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/-]*");
  private static final String EXPIRES = "exp:";

  private final String document;

  private IgnoreFile(String document) {
    this.document = document;
  }

  /**
   * One thing that is ignored.
   *
   * @param id as the other scanner calls it
   * @param ofFiles whether the paths are of files in images; else they are of the configuration
   * @param paths globs; empty for everywhere
   * @param statement why, or empty
   * @param expires the day on which it ends, or null
   */
  record Ignored(
      String id,
      int line,
      boolean ofFiles,
      List<String> paths,
      String statement,
      @Nullable LocalDate expires) {
    Ignored {
      paths = List.copyOf(paths);
    }
  }

  /**
   * @param document the file's name, which also tells its form
   */
  static List<Ignored> read(byte[] content, String document, Limits limits) throws InputException {
    IgnoreFile file = new IgnoreFile(document);
    if (document.endsWith(".rego")) {
      throw file.invalid(
          0, "exceptions written as rules hold where they are: name their folder with --policy");
    }
    boolean yaml = document.endsWith(".yaml") || document.endsWith(".yml");
    return yaml ? file.documents(content, limits) : file.lines(content);
  }

  private List<Ignored> lines(byte[] content) throws InputException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw invalid(0, "it is not UTF-8 text");
    }
    List<Ignored> found = new ArrayList<>();
    List<String> comment = new ArrayList<>();
    boolean used = false;
    int number = 0;
    for (String line : text.split("\r\n|\r|\n", -1)) {
      number++;
      String stripped = line.strip();
      if (stripped.startsWith("#")) {
        if (used) {
          comment.clear();
          used = false;
        }
        comment.add(stripped.replaceFirst("^#+\\s*", ""));
      } else if (stripped.isEmpty()) {
        comment.clear();
      } else {
        found.add(line(stripped, number, String.join(" ", comment).strip()));
        used = true;
      }
    }
    return found;
  }

  private Ignored line(String line, int number, String above) throws InputException {
    int hash = line.indexOf(" #");
    String behind = hash < 0 ? "" : line.substring(hash + 2).strip();
    String[] words = (hash < 0 ? line : line.substring(0, hash)).strip().split("\\s+");
    LocalDate expires = null;
    for (int i = 1; i < words.length; i++) {
      if (!words[i].startsWith(EXPIRES)) {
        throw invalid(number, "'" + words[i] + "' after the id is no exp: with a date");
      }
      expires = date(words[i].substring(EXPIRES.length()), number);
    }
    return new Ignored(
        id(words[0], number), number, false, List.of(), behind.isEmpty() ? above : behind, expires);
  }

  private List<Ignored> documents(byte[] content, Limits limits) throws InputException {
    JsonValue root;
    try {
      root = Yaml.parse(content, document, limits);
    } catch (InputException e) {
      throw e.reason() == ReasonCode.JSON_MALFORMED ? e.as(ReasonCode.EXCEPTIONS_INVALID) : e;
    }
    JsonObject kinds = root.isNull() ? JsonObject.EMPTY : root.objectOrNull();
    if (kinds == null) {
      throw invalid(1, "it is " + root.kind() + ", not a mapping of kinds to lists");
    }
    List<Ignored> found = new ArrayList<>();
    for (String kind : kinds.keys()) {
      if (!KINDS.contains(kind)) {
        throw invalid(
            kinds.line(kind), "unknown key '" + kind + "'; " + NearestKey.hint(kind, KINDS));
      }
      JsonValue value = kinds.get(kind);
      JsonArray items = value == null || value.isNull() ? JsonArray.EMPTY : value.arrayOrNull();
      if (items == null) {
        throw invalid(kinds.line(kind), "'" + kind + "' is no list");
      }
      for (int i = 0; i < items.size(); i++) {
        found.add(item(items.get(i), items.line(i), kind.equals("secrets")));
      }
    }
    return found;
  }

  private Ignored item(JsonValue value, int line, boolean ofFiles) throws InputException {
    JsonObject item = value.objectOrNull();
    if (item == null) {
      throw invalid(line, "an entry is " + value.kind() + ", not a mapping");
    }
    for (String key : item.keys()) {
      if (!KEYS.contains(key)) {
        throw invalid(item.line(key), "unknown key '" + key + "'; " + NearestKey.hint(key, KEYS));
      }
    }
    String id = text(item, "id", line);
    String expires = text(item, "expired_at", line);
    List<String> paths = new ArrayList<>();
    JsonValue written = item.present("paths");
    JsonArray globs = written == null ? JsonArray.EMPTY : written.arrayOrNull();
    if (globs == null) {
      throw invalid(item.line("paths"), "'paths' is no list");
    }
    for (int i = 0; i < globs.size(); i++) {
      String glob = globs.get(i).textOrNull();
      if (glob == null || glob.isBlank()) {
        throw invalid(globs.line(i), "a path is " + globs.get(i).kind() + ", not text");
      }
      paths.add(glob);
    }
    return new Ignored(
        id(id, line),
        line,
        ofFiles,
        paths,
        text(item, "statement", line).strip(),
        expires.isEmpty() ? null : date(expires, item.line("expired_at")));
  }

  private String text(JsonObject item, String key, int line) throws InputException {
    JsonValue value = item.present(key);
    String text = value == null ? "" : value.scalarTextOrNull();
    if (text == null) {
      throw invalid(line, "'" + key + "' is no text");
    }
    return text;
  }

  private String id(String written, int line) throws InputException {
    if (!ID.matcher(written).matches()) {
      throw invalid(line, written.isEmpty() ? "'id' is missing" : "'" + written + "' is no id");
    }
    return written;
  }

  private LocalDate date(String written, int line) throws InputException {
    try {
      return LocalDate.parse(written);
    } catch (DateTimeParseException e) {
      throw invalid(line, "'" + written + "' is no date such as 2026-09-30");
    }
  }

  private InputException invalid(int line, String detail) {
    return new InputException(
        ReasonCode.EXCEPTIONS_INVALID, line > 0 ? document + " line " + line : document, detail);
  }
}
