package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.rego.GoQuote;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads values in the notation that a Wasm module prints them in, which is JSON with sets as {@code
 * {1,2}} and {@code set()}, and writes them as OPA does: sets and keys in order, a blank after each
 * comma and colon, texts quoted as in Go.
 */
final class RegoText {
  private final String text;
  private int at;

  private RegoText(String text) {
    this.text = text;
  }

  /** The items of an array as arguments of {@link dev.varve.rego.GoFormat}. */
  static List<Object> arguments(String array) throws InputException {
    List<Object> arguments = new ArrayList<>();
    for (Term item : new RegoText(array).term().items) {
      arguments.add(item.argument());
    }
    return arguments;
  }

  /** The kinds of value in the order that Rego sorts them. */
  private enum Kind {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT,
    SET
  }

  /**
   * A value.
   *
   * @param text of null, truth values, numbers and strings
   * @param items of arrays and sets; of objects key and value in turn
   */
  private record Term(Kind kind, String text, List<Term> items) {
    private static final Comparator<Term> ORDER = Term::compare;

    Object argument() {
      if (kind == Kind.NUMBER) {
        return text.matches("-?[0-9]+")
            ? new BigInteger(text)
            : (Object) new BigDecimal(text).doubleValue();
      }
      return kind == Kind.STRING ? text : shown();
    }

    private static int compare(Term a, Term b) {
      if (a.kind != b.kind) {
        return a.kind.compareTo(b.kind);
      }
      return switch (a.kind) {
        case NULL, BOOLEAN -> a.text.compareTo(b.text);
        case NUMBER -> new BigDecimal(a.text).compareTo(new BigDecimal(b.text));
        case STRING ->
            Arrays.compareUnsigned(
                a.text.getBytes(StandardCharsets.UTF_8), b.text.getBytes(StandardCharsets.UTF_8));
        case ARRAY, SET -> compare(a.items, b.items);
        case OBJECT -> {
          int keys = compare(a.every(0), b.every(0));
          yield keys != 0 ? keys : compare(a.every(1), b.every(1));
        }
      };
    }

    private static int compare(List<Term> a, List<Term> b) {
      for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
        int order = compare(a.get(i), b.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(a.size(), b.size());
    }

    private List<Term> every(int offset) {
      List<Term> half = new ArrayList<>();
      for (int i = offset; i < items.size(); i += 2) {
        half.add(items.get(i));
      }
      return half;
    }

    String shown() {
      StringBuilder out = new StringBuilder();
      switch (kind) {
        case NULL, BOOLEAN, NUMBER -> out.append(text);
        case STRING -> out.append(GoQuote.text(text, false));
        case ARRAY -> list(out.append('['), items).append(']');
        case SET -> {
          if (items.isEmpty()) {
            out.append("set()");
          } else {
            list(out.append('{'), items.stream().sorted(ORDER).toList()).append('}');
          }
        }
        case OBJECT -> {
          List<Term> keys = every(0);
          List<Integer> order = new ArrayList<>();
          for (int i = 0; i < keys.size(); i++) {
            order.add(i);
          }
          order.sort(Comparator.comparing(keys::get, ORDER));
          out.append('{');
          for (int i = 0; i < order.size(); i++) {
            int key = order.get(i);
            out.append(i == 0 ? "" : ", ").append(keys.get(key).shown()).append(": ");
            out.append(items.get(2 * key + 1).shown());
          }
          out.append('}');
        }
      }
      return out.toString();
    }

    private static StringBuilder list(StringBuilder out, List<Term> items) {
      for (int i = 0; i < items.size(); i++) {
        out.append(i == 0 ? "" : ", ").append(items.get(i).shown());
      }
      return out;
    }
  }

  private Term term() throws InputException {
    char first = text.charAt(at);
    if (first == '"') {
      return string();
    }
    if (first == '[') {
      at++;
      return new Term(Kind.ARRAY, "", items(']', null));
    }
    if (first == '{') {
      at++;
      boolean[] pairs = {peek() == '}'};
      List<Term> items = items('}', pairs);
      return new Term(pairs[0] ? Kind.OBJECT : Kind.SET, "", items);
    }
    if (text.startsWith("set()", at)) {
      at += "set()".length();
      return new Term(Kind.SET, "", List.of());
    }
    int start = at;
    while (at < text.length() && ",:]}".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at).strip();
    if (word.equals("null")) {
      return new Term(Kind.NULL, word, List.of());
    }
    boolean truth = word.equals("true") || word.equals("false");
    return new Term(truth ? Kind.BOOLEAN : Kind.NUMBER, word, List.of());
  }

  /**
   * Reads up to the closing mark.
   *
   * @param pairs told whether there were colons; null where there cannot be any
   */
  private List<Term> items(char end, boolean @Nullable [] pairs) throws InputException {
    List<Term> items = new ArrayList<>();
    while (peek() != end) {
      items.add(term());
      char mark = peek();
      if (mark == ':' && pairs != null) {
        pairs[0] = true;
        at++;
      } else if (mark == ',') {
        at++;
      }
    }
    at++;
    return items;
  }

  private char peek() {
    while (text.charAt(at) == ' ') {
      at++;
    }
    return text.charAt(at);
  }

  private Term string() throws InputException {
    int start = at++;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    byte[] json = text.substring(start, at).getBytes(StandardCharsets.UTF_8);
    String value = Json.parse(json, "sprintf", Limits.DEFAULT).textOrNull();
    return new Term(Kind.STRING, value == null ? "" : value, List.of());
  }
}
