package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.ContentDetectors;
import dev.varve.layer.ContentMatch;
import dev.varve.layer.PathGlob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file rule asks to see, so that Rego is given tens of entries out of millions
 * (policy-catalogue.md section 1.3). All keys given must fit; a key left out fits everything, but
 * {@code state} is {@code live} unless said otherwise.
 *
 * @param state {@code live}, {@code hidden} or {@code any}
 * @param types {@code file}, {@code dir}, {@code symlink}, {@code device}, {@code fifo}; empty for
 *     all
 * @param paths globs over the path, of which one must match; empty for all
 * @param notPaths globs of which none may match
 * @param modeAny bits of which one must be set; 0 if not asked
 * @param modeAll bits that must all be set
 * @param layers {@code any}, {@code base} (a known base image ships it) or {@code added} (none
 *     does; everything if no bases are known)
 * @param uids owners of which one must fit
 * @param gids owning groups of which one must fit
 * @param caps {@code any}, or file capabilities of which one must be there; empty if not asked
 * @param content globs over the ids of content detectors, of which one must have matched; empty if
 *     not asked
 * @param kinds what the content is ({@code elf}, {@code script}, ...); empty if not asked
 * @param ownership {@code owned}, {@code modified}, {@code unowned} or {@code unknown} (a package
 *     database is there that does not tell); empty for all
 * @param leastBytes smallest size
 * @param mostBytes largest size
 */
public record FileSelector(
    String state,
    Set<String> types,
    List<PathGlob> paths,
    List<PathGlob> notPaths,
    int modeAny,
    int modeAll,
    String layers,
    OwnerChoice uids,
    OwnerChoice gids,
    Set<String> caps,
    List<Pattern> content,
    Set<String> kinds,
    Set<String> ownership,
    long leastBytes,
    long mostBytes) {
  private static final Set<String> KEYS =
      Set.of(
          "state",
          "type",
          "paths",
          "not_paths",
          "mode_any",
          "mode_all",
          "layers",
          "uid",
          "gid",
          "caps",
          "content",
          "kind",
          "package",
          "bytes",
          "when",
          "all");
  private static final Set<String> STATES = Set.of("live", "hidden", "any");
  private static final Set<String> LAYERS = Set.of("any", "added", "base");
  private static final Set<String> OWNERSHIP = Set.of("owned", "modified", "unowned", "unknown");
  private static final Set<String> TYPES = Set.of("file", "dir", "symlink", "device", "fifo");

  public FileSelector {
    types = Set.copyOf(types);
    paths = List.copyOf(paths);
    notPaths = List.copyOf(notPaths);
    caps = Set.copyOf(caps);
    content = List.copyOf(content);
    kinds = Set.copyOf(kinds);
    ownership = Set.copyOf(ownership);
  }

  /**
   * Which owners fit.
   *
   * @param ids of which one must fit; empty for all, unless {@code unknown}
   * @param unknown whether those fit that the image has no account for
   */
  record OwnerChoice(Set<Long> ids, boolean unknown) {
    OwnerChoice {
      ids = Set.copyOf(ids);
    }

    boolean takes(long id, boolean known) {
      return ids.isEmpty() && !unknown || ids.contains(id) || unknown && !known;
    }
  }

  /** Whether the accounts of an image must be known before its entries are shown. */
  boolean asksAccounts() {
    return uids.unknown() || gids.unknown();
  }

  /**
   * Reads the selector of a rule's metadata. Its key {@code when} says the same as the rule's
   * scope: {@code image} (or nothing) for a rule over files, {@code diff} for paths that differ,
   * {@code fleet} for paths of several images.
   *
   * @param rule what messages call the rule
   */
  static FileSelector parse(JsonObject json, String rule, RuleScope scope) throws InputException {
    for (String key : json.keys()) {
      if (!KEYS.contains(key)) {
        throw invalid(rule, "the selector key '" + key + "' is not known");
      }
    }
    String when = json.textIn(rule, "when");
    String due = scope == RuleScope.FILE ? "image" : scope.label();
    if (scope == RuleScope.FILE ? !when.isEmpty() && !when.equals(due) : !when.equals(due)) {
      throw invalid(
          rule,
          "a selector of scope " + scope.label() + " needs when: " + due + ", not '" + when + "'");
    }
    if (json.isEmpty()) {
      throw invalid(rule, "the selector is empty; write {all: true} if every entry is meant");
    }
    String state = json.textIn(rule, "state");
    String layers = json.textIn(rule, "layers");
    JsonArray range = json.optionalArrayIn(rule, "bytes");
    return new FileSelector(
        oneOf(state.isEmpty() ? "live" : state, STATES, rule),
        allOf(texts(json, "type", rule), TYPES, rule),
        texts(json, "paths", rule).stream().map(PathGlob::of).toList(),
        texts(json, "not_paths", rule).stream().map(PathGlob::of).toList(),
        octal(json, "mode_any", rule),
        octal(json, "mode_all", rule),
        oneOf(layers.isEmpty() ? "any" : layers, LAYERS, rule),
        owners(json, "uid", rule),
        owners(json, "gid", rule),
        new TreeSet<>(texts(json, "caps", rule)),
        texts(json, "content", rule).stream().map(FileSelector::idGlob).toList(),
        new TreeSet<>(texts(json, "kind", rule)),
        allOf(texts(json, "package", rule), OWNERSHIP, rule),
        bound(range, 0, 0, rule),
        bound(range, 1, Long.MAX_VALUE, rule));
  }

  /** Whether the rule wants this entry; {@code kind} is asked for only if the selector needs it. */
  boolean takes(FileFacts.Candidate entry) {
    return (state.equals("any") || state.equals(entry.isHidden() ? "hidden" : "live"))
        && (types.isEmpty() || types.contains(entry.type()))
        && (modeAny == 0 || (entry.modeBits() & modeAny) != 0)
        && (entry.modeBits() & modeAll) == modeAll
        && (layers.equals("any") || layers.equals(entry.isOfBase() ? "base" : "added"))
        && uids.takes(entry.uid(), entry.hasKnownUser())
        && gids.takes(entry.gid(), entry.hasKnownGroup())
        && entry.size() >= leastBytes
        && entry.size() <= mostBytes
        && (caps.isEmpty() || takesCapabilities(entry))
        && (content.isEmpty() || takesContent(entry.matches()))
        && (kinds.isEmpty() || kinds.contains(entry.contentKind()))
        && (paths.isEmpty() || anyMatches(paths, entry))
        && !anyMatches(notPaths, entry)
        && (ownership.isEmpty() || ownership.contains(entry.ownership().kind().label()));
  }

  /** A loop, since this is asked for every entry and rule. */
  private static boolean anyMatches(List<PathGlob> globs, FileFacts.Candidate entry) {
    for (PathGlob glob : globs) {
      if (glob.matches(entry.pathText())) {
        return true;
      }
    }
    return false;
  }

  private boolean takesCapabilities(FileFacts.Candidate entry) {
    List<String> permitted = entry.permittedCapabilities();
    return !permitted.isEmpty()
        && (caps.contains("any") || permitted.stream().anyMatch(caps::contains));
  }

  /**
   * Whether these content detectors find all that is asked for: one of them at least is, and none
   * that this version has and that is asked for is missing. True if no content is asked for.
   */
  public boolean detectsWith(Set<String> detectors) {
    return content.isEmpty()
        || (detectors.stream().anyMatch(this::asksFor)
            && ContentDetectors.all().stream().filter(this::asksFor).allMatch(detectors::contains));
  }

  private boolean takesContent(List<ContentMatch> matches) {
    return matches.stream().anyMatch(match -> asksFor(match.detector()));
  }

  private boolean asksFor(String detector) {
    return content.stream().anyMatch(id -> id.matcher(detector).matches());
  }

  private static List<String> texts(JsonObject json, String key, String rule)
      throws InputException {
    JsonValue value = json.present(key);
    if (value == null) {
      return List.of();
    }
    List<JsonValue> items =
        value.arrayOrNull() == null ? List.of(value) : value.arrayOrNull().items();
    List<String> texts = new ArrayList<>();
    for (JsonValue item : items) {
      String text = item.scalarTextOrNull();
      if (text == null) {
        throw invalid(rule, "selector key '" + key + "' holds " + item.kind() + ", not a text");
      }
      texts.add(text);
    }
    return texts;
  }

  private static OwnerChoice owners(JsonObject json, String key, String rule)
      throws InputException {
    Set<Long> ids = new TreeSet<>();
    boolean unknown = false;
    for (String text : texts(json, key, rule)) {
      if (text.equals("unknown")) {
        unknown = true;
      } else {
        ids.add(number(text, 10, key, rule));
      }
    }
    return new OwnerChoice(ids, unknown);
  }

  private static int octal(JsonObject json, String key, String rule) throws InputException {
    List<String> texts = texts(json, key, rule);
    return texts.isEmpty() ? 0 : (int) (number(texts.get(0), 8, key, rule) & 07777);
  }

  private static long bound(@Nullable JsonArray range, int index, long absent, String rule)
      throws InputException {
    if (range == null || index >= range.size()) {
      return absent;
    }
    Long bound = range.get(index).longOrNull();
    if (bound == null) {
      throw invalid(rule, "selector key 'bytes' must be [least, most]");
    }
    return bound;
  }

  private static long number(String text, int radix, String key, String rule)
      throws InputException {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw invalid(rule, "selector key '" + key + "' holds '" + text + "', not a number");
    }
  }

  private static String oneOf(String text, Set<String> known, String rule) throws InputException {
    if (!known.contains(text)) {
      throw invalid(
          rule,
          "'" + text + "' in the selector is none of " + String.join(", ", new TreeSet<>(known)));
    }
    return text;
  }

  private static Set<String> allOf(List<String> texts, Set<String> known, String rule)
      throws InputException {
    for (String text : texts) {
      oneOf(text, known, rule);
    }
    return new TreeSet<>(texts);
  }

  /** A glob over one word: {@code *} stands for any characters. */
  private static Pattern idGlob(String glob) {
    return Pattern.compile(("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q"));
  }

  private static InputException invalid(String rule, String detail) {
    return new InputException(ReasonCode.POLICY_FAILED, rule, detail);
  }
}
