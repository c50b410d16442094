package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds secrets by their form in a text that streams by: private keys, AWS key pairs, npm tokens,
 * passwords in URLs. Looks at each byte once; only a byte that stands inside one of the fixed parts
 * ({@code -----BEGIN}, {@code AKIA}, {@code npm_}, {@code ://}) costs more. Holds a window of
 * {@value #WINDOW_BYTES} bytes; a secret longer than {@value #REACH} bytes is not found.
 */
final class SecretScanner {
  static final int REACH = 16 << 10;
  private static final int WINDOW_BYTES = 96 << 10;

  /** What stands before an anchor and belongs to a match: a URL's scheme, half of an AWS pair. */
  private static final int BEHIND = 1 << 10;

  /** Protects memory against files made of nothing but secrets. */
  private static final int MAX_MATCHES = 1000;

  private static final byte[] CLASSES = new byte[256];
  private static final int LINE = 1;
  private static final int KEY = 2;
  private static final int AWS = 3;
  private static final int UNDERSCORE = 4;
  private static final int COLON = 5;
  private static final byte[] BEGIN = ascii("-----BEGIN ");
  private static final byte[] SERVICE_ACCOUNT = ascii("\"service_account\"");
  private static final int SERVICE_ACCOUNT_REACH = 512;
  private static final byte[] DASHES = ascii("-----");
  private static final byte[] AUTH_TOKEN = ascii("_authToken=");
  private static final byte[] NPM = ascii("npm_");
  private static final byte[] SEPARATOR = ascii("://");

  static {
    CLASSES['\n'] = LINE;
    CLASSES['B'] = KEY;
    CLASSES['K'] = AWS;
    CLASSES['S'] = AWS;
    CLASSES['_'] = UNDERSCORE;
    CLASSES[':'] = COLON;
  }

  private final byte[] window = new byte[WINDOW_BYTES];
  private final List<SecretMatch> matches = new ArrayList<>();
  private int length;

  /** Offset in the file of {@code window[0]}. */
  private long windowOffset;

  /** Up to here the window has been looked at. */
  private int at;

  private int line;

  /** Starts another file. */
  void start() {
    matches.clear();
    length = 0;
    windowOffset = 0;
    at = 0;
    line = 1;
  }

  void accept(byte[] bytes, int from, int count) {
    int done = 0;
    while (done < count) {
      if (length == WINDOW_BYTES) {
        scan(length - REACH);
        slide();
      }
      int piece = Math.min(count - done, WINDOW_BYTES - length);
      System.arraycopy(bytes, from + done, window, length, piece);
      length += piece;
      done += piece;
    }
  }

  /** What the file held, in file order; valid until the next start. */
  List<SecretMatch> finish() {
    scan(length);
    return matches;
  }

  private void slide() {
    int keepFrom = Math.max(0, at - BEHIND);
    System.arraycopy(window, keepFrom, window, 0, length - keepFrom);
    windowOffset += keepFrom;
    at -= keepFrom;
    length -= keepFrom;
  }

  private void scan(int until) {
    for (int i = at; i < until; i++) {
      int kind = CLASSES[window[i] & 0xFF];
      if (kind != 0) {
        look(kind, i);
      }
    }
    at = Math.max(at, until);
  }

  private void look(int kind, int i) {
    if (kind == LINE) {
      line++;
      return;
    }
    if (matches.size() >= MAX_MATCHES) {
      return;
    }
    switch (kind) {
      case KEY -> {
        if (holds(BEGIN, i - DASHES.length)) {
          privateKey(i - DASHES.length);
        }
      }
      case AWS -> {
        if (i >= 1
            && i + 19 <= length
            && window[i - 1] == 'A'
            && window[i + 1] == 'I'
            && window[i + 2] == 'A') {
          awsPair(i - 1);
        }
      }
      case UNDERSCORE -> npm(i);
      default -> {
        if (holds(SEPARATOR, i)) {
          url(i);
        }
      }
    }
  }

  private void privateKey(int begin) {
    int labelFrom = begin + BEGIN.length;
    int labelTo = find(DASHES, labelFrom, Math.min(length, labelFrom + 40));
    if (labelTo < 0) {
      return;
    }
    String label = text(labelFrom, labelTo);
    if (!PrivateKeyBlock.isLabel(label)) {
      return;
    }
    int bodyFrom = labelTo + DASHES.length;
    byte[] end = ascii("-----END " + label + "-----");
    int limit = Math.min(length, begin + REACH);
    // No key holds another beginning. Looking past it would read a file of them hundreds of times.
    int next = find(BEGIN, bodyFrom, limit);
    int bodyTo = find(end, bodyFrom, next < 0 ? limit : next);
    if (bodyTo < 0) {
      return;
    }
    Bytes body = Bytes.copyOf(window, bodyFrom, bodyTo);
    PrivateKeyBlock key = PrivateKeyBlock.parse(label, body);
    if (key != null) {
      String shape = (key.encrypted() ? "encrypted " : "") + label + "[" + body.length() + "]";
      add(detector(key, begin), bodyFrom, body, shape, "-----BEGIN " + label + "-----****");
    }
  }

  /** The key of a service account stands in a JSON file that says so before. */
  private String detector(PrivateKeyBlock key, int begin) {
    int from = Math.max(0, begin - SERVICE_ACCOUNT_REACH);
    return find(SERVICE_ACCOUNT, from, begin) >= 0 ? "gcp-service-account" : key.detector();
  }

  /**
   * An access key id with the secret that belongs to it, within a few lines; an id alone opens
   * nothing, but tells whose account it is.
   */
  private void awsPair(int from) {
    int to = from + 20;
    if (isWord(from - 1) || isWord(to)) {
      return;
    }
    for (int i = from + 4; i < to; i++) {
      if (!(window[i] >= 'A' && window[i] <= 'Z') && !(window[i] >= '0' && window[i] <= '9')) {
        return;
      }
    }
    String id = text(from, to);
    if (id.endsWith("EXAMPLE")) {
      return;
    }
    int first = Math.max(0, from - 512);
    int last = Math.min(length, to + 512);
    for (int i = first; i < last; i++) {
      int run = 0;
      while (i + run < last && isSecretByte(window[i + run])) {
        run++;
      }
      if (run == 40 && isRandom(text(i, i + 40))) {
        String kind = id.substring(0, 4);
        if (isNew("aws-access-key", i)) {
          Bytes secret = Bytes.copyOf(window, i, i + 40);
          add("aws-access-key", i, secret, kind + "[16]+[40]", kind + "****");
        }
        return;
      }
      i += run;
    }
    if (isNew("aws-key-id", from)) {
      String kind = id.substring(0, 4);
      add("aws-key-id", from, Bytes.copyOf(window, from, to), kind + "[16]", kind + "****");
    }
  }

  private void npm(int underscore) {
    int token = underscore - 3;
    if (holds(NPM, token) && !isWord(token - 1)) {
      int to = wordEnd(underscore + 1);
      if (to - underscore == 37) {
        addWhole("npm-auth-token", token, to, "npm_[36]", "npm_****");
      }
      return;
    }
    if (holds(AUTH_TOKEN, underscore)) {
      int from = underscore + AUTH_TOKEN.length;
      if (from < length && window[from] == '"') {
        from++;
      }
      if (holds(NPM, from)) {
        return; // found by its own form
      }
      int to = from;
      while (to < length && to - from < 512 && (isWord(to) || ".-+/=_".indexOf(window[to]) >= 0)) {
        to++;
      }
      if (to - from >= 20) {
        addWhole("npm-auth-token", from, to, "_authToken=[" + (to - from) + "]", "_authToken=****");
      }
    }
  }

  /** {@code scheme://user:password@host}. */
  private void url(int separator) {
    if (separator == 0 || !isWord(separator - 1)) {
      return;
    }
    int userFrom = separator + SEPARATOR.length;
    int limit = Math.min(length, userFrom + 512);
    int colon = -1;
    int i = userFrom;
    while (i < limit && isUrlByte(window[i]) && window[i] != '@') {
      if (window[i] == ':' && colon < 0) {
        colon = i;
      }
      i++;
    }
    if (colon <= userFrom || i == limit || i == colon + 1 || window[i] != '@' || !isWord(i + 1)) {
      return;
    }
    Bytes password = Bytes.copyOf(window, colon + 1, i);
    int hostTo = i + 1;
    while (hostTo < limit && (isWord(hostTo) || window[hostTo] == '.' || window[hostTo] == '-')) {
      hostTo++;
    }
    if (Placeholders.isPassword(password.text()) && Placeholders.isHost(text(i + 1, hostTo))) {
      String shape = "://[" + (colon - userFrom) + "]:[" + password.length() + "]@";
      add("url-password", colon + 1, password, shape, "://****:****@" + text(i + 1, hostTo));
    }
  }

  private void addWhole(String detector, int from, int to, String shape, String redacted) {
    String secret = text(from, to);
    if (Placeholders.isPassword(secret)) {
      add(detector, from, Bytes.copyOf(window, from, to), shape, redacted);
    }
  }

  private void add(String detector, int from, Bytes secret, String shape, String redacted) {
    matches.add(new SecretMatch(detector, line, windowOffset + from, secret, shape, redacted));
  }

  /** Whether no match of that kind has been found at that place of the window. */
  private boolean isNew(String detector, int from) {
    return matches.stream()
        .noneMatch(m -> m.from() == windowOffset + from && m.detector().equals(detector));
  }

  private boolean holds(byte[] wanted, int from) {
    return from >= 0
        && from + wanted.length <= length
        && java.util.Arrays.equals(window, from, from + wanted.length, wanted, 0, wanted.length);
  }

  private int find(byte[] wanted, int from, int to) {
    for (int i = from; i + wanted.length <= to; i++) {
      if (window[i] == wanted[0] && holds(wanted, i)) {
        return i;
      }
    }
    return -1;
  }

  private String text(int from, int to) {
    return new String(window, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private int wordEnd(int from) {
    int to = from;
    while (isWord(to)) {
      to++;
    }
    return to;
  }

  /** Whether there is a letter or digit at that place of the window. */
  private boolean isWord(int i) {
    if (i < 0 || i >= length) {
      return false;
    }
    byte b = window[i];
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
  }

  private static boolean isSecretByte(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '/'
        || b == '+';
  }

  private static boolean isUrlByte(byte b) {
    return b > ' ' && b < 0x7F && "/\"'<>\\`|{}()[],;?#$&*".indexOf(b) < 0;
  }

  /** Upper and lower case and digits: neither a hexadecimal digest nor a word. */
  private static boolean isRandom(String text) {
    return text.chars().anyMatch(c -> c >= 'g' && c <= 'z')
        && text.chars().anyMatch(c -> c >= 'A' && c <= 'Z')
        && text.chars().anyMatch(c -> c >= '0' && c <= '9')
        && text.chars().distinct().count() >= 16
        && !text.contains("EXAMPLE");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
