package dev.varve.report.seal;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.report.RunSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-256 of every file of a run but those that differ from run to run ({@code timings.json})
 * or seal it, in the form that {@code sha256sum -c} reads: one line for each, sorted by name.
 *
 * @param text of the file, which is what a signature signs
 * @param digests by file names relative to the run's folder
 */
public record Checksums(String text, SortedMap<String, Digest> digests) {
  /** The file of a run that holds them. */
  public static final String FILE = "SHA256SUMS";

  /** The detached signature over that file, if the run was signed. */
  public static final String SIGNATURE = "SHA256SUMS.sig";

  /** Room for 70,000 layers whose facts lie with the run. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  /** What scans call their files; neither sha256sum nor a terminal needs an escape for it. */
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-f]{64})  ([A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)");

  public Checksums {
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
  }

  /** Reads all files of a run and leaves their digests in its folder. */
  public static void write(Path run) throws IOException {
    SortedMap<String, Digest> digests = new TreeMap<>();
    RunFiles.visit(
        run,
        new RunFiles.Visitor() {
          @Override
          public void file(String name, Path file) throws IOException {
            digests.put(name, digestOf(file));
          }

          @Override
          public void other(String name, String what) throws IOException {
            throw new FileSystemException(run.resolve(name).toString(), null, "it is " + what);
          }
        });
    StringBuilder text = new StringBuilder();
    digests.forEach(
        (name, digest) -> {
          String line = digest.hex() + "  " + name;
          if (!LINE.matcher(line).matches()) {
            throw new IllegalStateException("no file of a run is called so: " + name);
          }
          text.append(line).append('\n');
        });
    Files.writeString(
        run.resolve(FILE), text, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
  }

  /**
   * Reads what a scan has left.
   *
   * @throws InputException {@code run-unusable} if it has left none, or something has changed them
   *     to what no scan leaves
   */
  static Checksums read(Path run) throws InputException, IOException {
    byte[] bytes = bytes(run, FILE, MAX_BYTES);
    String text = new String(bytes, StandardCharsets.US_ASCII);
    SortedMap<String, Digest> digests = new TreeMap<>();
    int number = 0;
    for (int from = 0; from < text.length(); ) {
      number++;
      int end = text.indexOf('\n', from);
      Matcher line = LINE.matcher(end < 0 ? "" : text.substring(from, end));
      if (!line.matches()) {
        throw unusable(run, FILE + " line " + number + " is none that a scan leaves");
      }
      String name = line.group(2);
      if (!digests.isEmpty() && digests.lastKey().compareTo(name) >= 0) {
        throw unusable(run, FILE + " line " + number + " is not in order");
      }
      digests.put(name, new Digest("sha256", line.group(1)));
      from = end + 1;
    }
    if (!digests.containsKey(RunSummary.FILE)) {
      throw unusable(run, FILE + " says nothing of " + RunSummary.FILE);
    }
    return new Checksums(text, digests);
  }

  /**
   * The bytes of a small file of a run.
   *
   * @throws InputException {@code run-unusable} if there is none, or a link, or it is too large
   */
  static byte[] bytes(Path run, String name, int maxBytes) throws InputException, IOException {
    Path file = run.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw unusable(
          run,
          Files.exists(file, LinkOption.NOFOLLOW_LINKS)
              ? name + " is no regular file"
              : "there is no " + name);
    }
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw unusable(run, name + " is larger than " + maxBytes + " bytes");
      }
      return bytes;
    }
  }

  /** The digest of a file of whatever size; a link in its place is refused. */
  static Digest digestOf(Path file) throws IOException {
    MessageDigest sha256 = Digest.messageDigest("sha256");
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = open(file)) {
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        sha256.update(buffer, 0, got);
      }
    }
    return Digest.ofSha256(sha256.digest());
  }

  private static InputStream open(Path file) throws IOException {
    return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  static InputException unusable(Path run, String detail) {
    return new InputException(ReasonCode.RUN_UNUSABLE, run.toString(), detail);
  }
}
