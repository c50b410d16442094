package dev.varve.layer;

import dev.varve.blob.Bytes;
import dev.varve.blob.ContentSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the content sidecar of one layer while its files stream by (design.md section 3): the
 * beginning of executables, the whole of scripts and of a fixed list of files, and what the
 * built-in detectors saw. Secrets never leave this class: matches carry a redacted form, and kept
 * content has the secret's bytes overwritten with {@code *}.
 *
 * <p>All heads of a layer together are bounded by {@value #MAX_HEAD_BYTES} bytes, since some images
 * mark every file as executable; from then on an executable leaves {@value #SHORT_HEAD} bytes,
 * enough to tell what it is. So are the files of package managers, of which those beyond the bound
 * are known by name only. For use by one thread.
 */
final class ContentExtractor implements ContentSink {
  private static final int MAX_HEAD_BYTES = 64 << 20;
  private static final int SHORT_HEAD = 64;

  /** Files of package managers in one layer: a full desktop has 30 MiB. */
  private static final int MAX_PACKAGE_BYTES = 96 << 20;

  /** As far as a NUL is looked for to tell binary files; what git does. */
  private static final int TEXT_PROBE_BYTES = 8000;

  private static final Pattern SHADOW_HASH =
      Pattern.compile("(?m)^([^:\\n]*:[!*]*)(?:(\\$[A-Za-z0-9]{1,8}\\$)|(_))?([^:!*\\n]+)");
  private static final Comparator<SecretMatch> BY_LINE =
      Comparator.comparingInt(SecretMatch::line).thenComparing(SecretMatch::detector);

  private final SecretDigest digest;
  private final SecretScanner scanner = new SecretScanner();
  private final ProgramHasher programs = new ProgramHasher();
  private byte[] head = new byte[8 << 10];
  private int headLength;

  /** Bytes that are gathered, some perhaps only to look for credentials. */
  private int headLimit;

  /** Bytes that are kept. */
  private int keepLimit;

  private long headBytesLeft = MAX_HEAD_BYTES;
  private long packageBytesLeft = MAX_PACKAGE_BYTES;
  private long seen;
  private boolean text;
  private KeptContent kept = KeptContent.NONE;
  private @Nullable PackageFile packageFile;
  private Optional<CredentialFile> credentialFile = Optional.empty();
  private boolean settingsFile;

  /**
   * @param key of the digests by which equal secrets can be told
   */
  ContentExtractor(byte[] key) {
    this.digest = new SecretDigest(key);
  }

  /** Starts a regular file; its content follows through {@link #accept}. */
  void start(Bytes path, int modeBits) {
    kept = KeptContent.of(path, modeBits);
    packageFile = kept == KeptContent.PACKAGES ? PackageFile.of(path) : null;
    programs.start(path, modeBits);
    credentialFile = CredentialFile.of(path);
    settingsFile = credentialFile.isEmpty() && SettingsFile.isOne(path);
    headLength = 0;
    seen = 0;
    text = true;
    keepLimit = 2;
    headLimit = 2;
    scanner.start();
  }

  @Override
  public void accept(byte[] bytes, int from, int length) {
    programs.accept(bytes, from, length);
    // The first two bytes are gathered whatever the chunks are: they tell a script.
    int opening = (int) Math.min(length, Math.max(0, 2 - seen));
    if (opening > 0) {
      take(bytes, from, opening);
      if (seen == 2) {
        decideLimits();
      }
    }
    if (length > opening) {
      take(bytes, from + opening, length - opening);
    }
  }

  private void take(byte[] bytes, int from, int length) {
    if (seen < headLimit) {
      int piece = (int) Math.min(length, headLimit - seen);
      if (head.length < headLength + piece) {
        int doubled = Math.min(2 * head.length, Math.max(headLimit, head.length));
        head = Arrays.copyOf(head, Math.max(headLength + piece, doubled));
      }
      System.arraycopy(bytes, from, head, headLength, piece);
      headLength += piece;
    }
    if (text && seen < TEXT_PROBE_BYTES) {
      int probe = (int) Math.min(length, TEXT_PROBE_BYTES - seen);
      for (int i = from; i < from + probe; i++) {
        text &= bytes[i] != 0;
      }
    }
    seen += length;
    if (text) {
      scanner.accept(bytes, from, length);
    }
  }

  private void decideLimits() {
    boolean script = head[0] == '#' && head[1] == '!';
    if (script && (kept == KeptContent.NONE || kept == KeptContent.EXECUTABLE)) {
      kept = KeptContent.SCRIPT;
    }
    boolean bounded = kept == KeptContent.SCRIPT || kept == KeptContent.EXECUTABLE;
    keepLimit = bounded && headBytesLeft <= 0 ? SHORT_HEAD : kept.maxBytes();
    if (packageFile != null) {
      keepLimit = packageBytesLeft <= 0 ? 2 : packageFile.maxBytes();
    }
    headLimit = keepLimit;
    if (credentialFile.isPresent()) {
      headLimit = Math.max(keepLimit, CredentialFile.MAX_BYTES);
    } else if (settingsFile) {
      headLimit = Math.max(keepLimit, SettingsFile.MAX_BYTES);
    }
  }

  /** What is kept of the file, or null. */
  @Nullable ContentFact finish(int ordinal, Bytes path) {
    if (seen == 0) {
      return null;
    }
    List<SecretMatch> secrets = new ArrayList<>();
    if (text) {
      secrets.addAll(scanner.finish());
      if (credentialFile.isPresent()) {
        // Each secret counts once, under the more telling name.
        secrets.removeIf(secret -> secret.detector().equals("url-password"));
        secrets.addAll(credentialFile.get().find(Bytes.copyOf(head, 0, headLength)));
      }
      if (settingsFile) {
        addSettings(secrets, SettingsFile.find(Bytes.copyOf(head, 0, headLength)));
      }
      secrets.sort(BY_LINE);
    }
    PackageDigests digests = programs.finish();
    if (kept == KeptContent.NONE && secrets.isEmpty() && digests.equals(PackageDigests.NONE)) {
      return null;
    }
    Bytes content = kept == KeptContent.NONE ? Bytes.EMPTY : redactedHead(secrets);
    if (kept == KeptContent.SCRIPT || kept == KeptContent.EXECUTABLE) {
      headBytesLeft -= content.length();
    } else if (kept == KeptContent.PACKAGES) {
      packageBytesLeft -= content.length();
    }
    boolean whole = kept != KeptContent.NONE && seen <= keepLimit;
    return new ContentFact(
        ordinal, path, content, whole, secrets.stream().map(this::redacted).toList(), digests);
  }

  /** Settings that no other detector has found: what is told by its own form is told once. */
  private static void addSettings(List<SecretMatch> secrets, List<SecretMatch> settings) {
    List<SecretMatch> known = List.copyOf(secrets);
    for (SecretMatch setting : settings) {
      if (known.stream().noneMatch(s -> s.from() < setting.to() && setting.from() < s.to())) {
        secrets.add(setting);
      }
    }
  }

  private Bytes redactedHead(List<SecretMatch> secrets) {
    for (SecretMatch secret : secrets) {
      int from = (int) Math.min(secret.from(), headLength);
      int to = (int) Math.min(secret.to(), headLength);
      Arrays.fill(head, from, to, (byte) '*');
    }
    Bytes content = Bytes.copyOf(head, 0, Math.min(headLength, keepLimit));
    if (kept == KeptContent.ACCOUNTS) {
      return withoutHashes(content);
    }
    boolean script = kept == KeptContent.SCRIPT || kept == KeptContent.EXECUTABLE;
    return script && text ? withoutAssignments(content) : content;
  }

  /** Scripts set variables and name passwords to programs, which no detector of files looks for. */
  private static Bytes withoutAssignments(Bytes script) {
    // One character for each byte, so that other bytes stay what they are.
    String lines = new String(script.unsafeArray(), StandardCharsets.ISO_8859_1);
    String without = SecretText.redactScript(lines);
    return without.equals(lines)
        ? script
        : Bytes.wrap(without.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Keeps the scheme of each hash ({@code $6$}) and drops what could be cracked; "x" stays. */
  static Bytes withoutHashes(Bytes shadow) {
    String lines = new String(shadow.unsafeArray(), StandardCharsets.ISO_8859_1);
    String without =
        SHADOW_HASH
            .matcher(lines)
            .replaceAll(
                hash -> {
                  if (hash.group().endsWith(":x")) {
                    return Matcher.quoteReplacement(hash.group());
                  }
                  String scheme = hash.group(2) != null ? hash.group(2) : hash.group(3);
                  String kind = scheme == null ? "" : scheme;
                  // The length tells the classic scheme, which has no prefix, from no hash at all.
                  int stars = scheme == null && hash.group(4).length() == 13 ? 13 : 8;
                  return Matcher.quoteReplacement(hash.group(1) + kind + "x".repeat(stars));
                });
    return Bytes.wrap(without.getBytes(StandardCharsets.ISO_8859_1));
  }

  private ContentMatch redacted(SecretMatch secret) {
    return new ContentMatch(
        secret.detector(),
        secret.line(),
        secret.shape(),
        secret.redacted(),
        digest.sha12(secret.secret()));
  }
}
