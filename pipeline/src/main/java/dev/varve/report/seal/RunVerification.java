package dev.varve.report.seal;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.json.JsonLineWriter;
import dev.varve.report.Ink.Tone;
import dev.varve.report.RunRecords;
import dev.varve.report.SizeText;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run's folder is as the scan left it.
 *
 * @param run the folder as the user named it
 * @param files how many the scan left
 * @param checksums digest of {@code SHA256SUMS}, by which the whole run can be told
 * @param differences sorted by name; of files that the scan did not leave, the first 1,000
 * @param counts of all differences
 * @param signature what is to be said of the run's signature
 */
public record RunVerification(
    String run,
    long files,
    Digest checksums,
    List<Difference> differences,
    Map<State, Long> counts,
    Signature signature) {
  /** A folder may hold millions of files that are none of the run's. */
  private static final int MAX_EXTRA = 1000;

  public RunVerification {
    differences = List.copyOf(differences);
    counts = Collections.unmodifiableMap(new EnumMap<>(counts));
  }

  /** In which way a file is not as the scan left it. */
  public enum State {
    CHANGED("changed"),
    MISSING("missing"),
    EXTRA("extra");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * A file that is not as the scan left it.
   *
   * @param name relative to the run's folder; anything at all if the scan did not leave it
   * @param expected digest when the scan left it, null if it did not
   * @param found digest now, null if there is none
   * @param detail what is there instead of a file; empty for a file
   */
  public record Difference(
      State state, String name, @Nullable Digest expected, @Nullable Digest found, String detail) {}

  /** What is to be said of a run's signature. */
  public sealed interface Signature {
    /** The run has none, and nobody asked for one. */
    record None() implements Signature {}

    /** The run has one, and nobody has said whose it should be. */
    record Unchecked() implements Signature {}

    /**
     * By a key that the user trusts.
     *
     * @param signer its principal
     * @param key its kind and fingerprint
     */
    record Good(String signer, String key) implements Signature {}

    /**
     * None, by nobody the user trusts, or over something else.
     *
     * @param reason why it does not count
     */
    record Bad(String reason) implements Signature {}
  }

  /**
   * Verifies a run's folder.
   *
   * @param signers whose signature is wanted, or null if none is
   * @throws InputException {@code run-unusable} if no scan of this version has left the folder, or
   *     {@code signing-failed} if the signature cannot be checked
   */
  public static RunVerification of(Path run, @Nullable TrustedSigners signers)
      throws InputException, IOException {
    Checksums checksums = Checksums.read(run);
    Signature signature = new Signature.None();
    if (signers != null) {
      signature = signers.verify(run, checksums.text());
    } else if (Files.isRegularFile(run.resolve(Checksums.SIGNATURE), LinkOption.NOFOLLOW_LINKS)) {
      signature = new Signature.Unchecked();
    }
    Comparison comparison = new Comparison(checksums);
    RunFiles.visit(run, comparison);
    return new RunVerification(
        run.toString(),
        checksums.digests().size(),
        Digest.sha256Of(checksums.text().getBytes(StandardCharsets.US_ASCII)),
        comparison.differences(),
        comparison.counts,
        signature);
  }

  /** Meets the files that are there. */
  private static final class Comparison implements RunFiles.Visitor {
    private final SortedMap<String, Digest> missing;
    private final List<Difference> changed = new ArrayList<>();
    private final TreeMap<String, Difference> extra = new TreeMap<>();
    final Map<State, Long> counts = new EnumMap<>(State.class);

    Comparison(Checksums checksums) {
      this.missing = new TreeMap<>(checksums.digests());
      for (State state : State.values()) {
        counts.put(state, 0L);
      }
    }

    @Override
    public void file(String name, Path file) throws IOException {
      Digest expected = missing.remove(name);
      if (expected == null) {
        addExtra(name, "");
        return;
      }
      Digest found = Checksums.digestOf(file);
      if (!found.equals(expected)) {
        addChanged(name, expected, found, "");
      }
    }

    @Override
    public void other(String name, String what) {
      Digest expected = missing.remove(name);
      if (expected == null) {
        addExtra(name, what);
      } else {
        addChanged(name, expected, null, what);
      }
    }

    private void addChanged(String name, Digest expected, @Nullable Digest found, String detail) {
      counts.merge(State.CHANGED, 1L, Long::sum);
      changed.add(new Difference(State.CHANGED, name, expected, found, detail));
    }

    private void addExtra(String name, String detail) {
      counts.merge(State.EXTRA, 1L, Long::sum);
      extra.put(name, new Difference(State.EXTRA, name, null, null, detail));
      if (extra.size() > MAX_EXTRA) {
        extra.pollLastEntry();
      }
    }

    List<Difference> differences() {
      TreeMap<String, Difference> all = new TreeMap<>(extra);
      changed.forEach(difference -> all.put(difference.name(), difference));
      missing.forEach(
          (name, digest) -> all.put(name, new Difference(State.MISSING, name, digest, null, "")));
      counts.put(State.MISSING, (long) missing.size());
      return List.copyOf(all.values());
    }
  }

  /** Whether nothing differs and no signature is wanting. */
  public boolean holds() {
    return counts.values().stream().allMatch(count -> count == 0)
        && !(signature instanceof Signature.Bad);
  }

  /** One line for each difference, and what it comes to. */
  public void write(TextPage page) throws IOException {
    for (Difference difference : differences) {
      page.line(
          page.ink().paint(Tone.BAD, TerminalText.left(difference.state().label(), 8))
              + TerminalText.of(difference.name())
              + (difference.detail().isEmpty() ? "" : "  (" + difference.detail() + ")"));
    }
    long untold = counts.getOrDefault(State.EXTRA, 0L) - MAX_EXTRA;
    if (untold > 0) {
      page.line("and " + SizeText.count(untold) + " more that the scan did not leave");
    }
    long differing = counts.values().stream().mapToLong(Long::longValue).sum();
    String files = SizeText.count(files(), "file");
    page.line(
        differing == 0
            ? files + " as the scan left " + (files() == 1 ? "it" : "them")
            : page.ink()
                .paint(
                    Tone.BAD,
                    files
                        + " of the scan: "
                        + SizeText.count(counts.getOrDefault(State.CHANGED, 0L))
                        + " changed, "
                        + SizeText.count(counts.getOrDefault(State.MISSING, 0L))
                        + " missing, "
                        + SizeText.count(counts.getOrDefault(State.EXTRA, 0L))
                        + " extra"));
    page.line(Checksums.FILE + " is " + checksums);
    if (signature instanceof Signature.Good good) {
      page.line(
          "signed by " + TerminalText.of(good.signer()) + " with " + TerminalText.of(good.key()));
    } else if (signature instanceof Signature.Bad bad) {
      page.line(page.ink().paint(Tone.BAD, "signature: " + TerminalText.of(bad.reason())));
    } else if (signature instanceof Signature.Unchecked) {
      page.line("signed; --key FILE says by whom it should be");
    }
  }

  /** The same as canonical JSON lines: each difference, then the verdict. */
  public void write(OutputStream out) throws IOException {
    JsonLineWriter json = new JsonLineWriter(out);
    for (Difference difference : differences) {
      json.begin()
          .put("record", "run-file")
          .put("schemaVersion", RunRecords.SCHEMA_VERSION)
          .put("state", difference.state().label())
          .put("file", difference.name())
          .put("detail", difference.detail());
      put("expected", difference.expected(), json);
      put("found", difference.found(), json);
      json.end();
    }
    json.begin()
        .put("record", "run-verification")
        .put("schemaVersion", RunRecords.SCHEMA_VERSION)
        .put("run", run)
        .put("files", files)
        .put("checksums", checksums.toString())
        .put("holds", holds());
    json.beginObject("differences");
    counts.forEach((state, count) -> json.put(state.label(), count));
    json.endObject();
    json.beginObject("signature");
    if (signature instanceof Signature.Good good) {
      json.put("state", "good").put("signer", good.signer()).put("key", good.key());
    } else if (signature instanceof Signature.Bad bad) {
      json.put("state", "bad").put("reason", bad.reason());
    } else {
      json.put("state", signature instanceof Signature.Unchecked ? "unchecked" : "none");
    }
    json.endObject();
    json.end();
  }

  private static void put(String key, @Nullable Digest digest, JsonLineWriter json) {
    if (digest != null) {
      json.put(key, digest.toString());
    }
  }
}
