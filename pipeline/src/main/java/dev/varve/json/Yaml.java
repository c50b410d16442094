package dev.varve.json;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into the same values as JSON, with the line of every key and item. Bounded like {@link
 * Json}; a key written twice is an error, aliases and merge keys ({@code <<}) are resolved, and
 * what they add is bounded too. Never makes objects of any class a document names.
 *
 * <p>Plain scalars mean what they mean to Go programs such as Docker Compose and kubectl: {@code
 * true} but not {@code yes} is a truth value, {@code 0644} is octal, {@code 22:22} is text.
 */
public final class Yaml {
  /** Marks scalars whose type the document leaves open. */
  static final Tag OPEN = new Tag("tag:varve.dev,2026:open");

  private Yaml() {}

  /** The only document of a stream; {@code json-malformed} if there are several or none. */
  public static JsonValue parse(byte[] content, String document, Limits limits)
      throws InputException {
    List<JsonValue> all = parseAll(content, document, limits);
    if (all.size() == 1) {
      return all.get(0);
    }
    throw new InputException(
        ReasonCode.JSON_MALFORMED,
        document,
        all.isEmpty() ? "the document is empty" : "it holds " + all.size() + " documents, not one");
  }

  /** Every document of a stream that is separated by {@code ---}; empty ones are null. */
  public static List<JsonValue> parseAll(byte[] content, String document, Limits limits)
      throws InputException {
    return parseAll(content, document, Set.of(), limits);
  }

  /**
   * As {@link #parseAll(byte[], String, Limits)}, for an application with tags of its own: values
   * are what they would be without them, and {@link JsonObject#tag} and {@link JsonArray#tag} tell
   * them. Any other tag is refused.
   */
  public static List<JsonValue> parseAll(
      byte[] content, String document, Set<String> tags, Limits limits) throws InputException {
    return parseAll(content, document, tags, false, limits);
  }

  /**
   * The first document of a stream, as programs read it that do not ask for strictness: a key that
   * comes again counts instead of the one before. Null if the stream is empty; the rest of it must
   * be YAML as well.
   */
  public static JsonValue parseFirst(byte[] content, String document, Limits limits)
      throws InputException {
    List<JsonValue> all = parseAll(content, document, Set.of(), true, limits);
    return all.isEmpty() ? JsonNull.NULL : all.get(0);
  }

  private static List<JsonValue> parseAll(
      byte[] content, String document, Set<String> tags, boolean lastKeyWins, Limits limits)
      throws InputException {
    String text = DocumentText.decode(content, document, limits);
    int maxDepth = Math.min(limits.maxJsonDepth(), Json.HIGHEST_DEPTH);
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE); // judged in bytes above
    options.setNestingDepthLimit(Integer.MAX_VALUE); // judged by the parser below
    options.setMaxAliasesForCollections(Integer.MAX_VALUE); // judged by what they add
    options.setProcessComments(false);
    YamlTree tree = new YamlTree(document, tags, lastKeyWins, limits);
    List<JsonValue> all = new ArrayList<>();
    try {
      Parser parser = new DepthParser(new ParserImpl(new StreamReader(text), options), maxDepth);
      Composer composer = new Composer(parser, new OpenScalars(), options);
      while (composer.checkNode()) {
        Node node = composer.getNode();
        all.add(tree.value(node));
      }
    } catch (TooDeepException e) {
      throw new InputException(
          ReasonCode.JSON_TOO_DEEP, document, "nested deeper than " + maxDepth + line(e.mark));
    } catch (MarkedYAMLException e) {
      throw malformed(document, e.getProblem() + line(Optional.ofNullable(e.getProblemMark())), e);
    } catch (YAMLException e) {
      throw malformed(document, String.valueOf(e.getMessage()), e);
    }
    return all;
  }

  /** As {@link #parseAll(byte[], String, Limits)}; reads to the end and does not close. */
  public static List<JsonValue> parseAll(InputStream in, String document, Limits limits)
      throws InputException, IOException {
    return parseAll(in.readNBytes(limits.maxJsonBytes() + 1), document, limits);
  }

  private static InputException malformed(String document, String what, YAMLException cause) {
    InputException malformed = new InputException(ReasonCode.JSON_MALFORMED, document, what);
    malformed.initCause(cause);
    return malformed;
  }

  private static String line(Optional<Mark> mark) {
    return mark.map(at -> " (line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1) + ")")
        .orElse("");
  }

  /** Leaves plain scalars without a tag of their own open, so that {@link YamlScalar} decides. */
  private static final class OpenScalars extends Resolver {
    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit ? OPEN : super.resolve(kind, value, false);
    }
  }

  private static final class TooDeepException extends YAMLException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Mark> mark;

    TooDeepException(Optional<Mark> mark) {
      super("too deep");
      this.mark = mark;
    }
  }

  /** Stops at the first event that nests too deep, before anybody recurses into it. */
  private static final class DepthParser implements Parser {
    private final Parser parser;
    private final int maxDepth;
    private int depth;

    DepthParser(Parser parser, int maxDepth) {
      this.parser = parser;
      this.maxDepth = maxDepth;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public Event getEvent() {
      Event event = parser.getEvent();
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> {
          if (++depth > maxDepth) {
            throw new TooDeepException(Optional.ofNullable(event.getStartMark()));
          }
        }
        case SequenceEnd, MappingEnd -> depth--;
        default -> {
          // scalars and aliases nest nothing
        }
      }
      return event;
    }
  }
}
