package dev.varve.report.seal;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ProgramOutput;
import dev.varve.image.ProgramPath;
import dev.varve.json.NearbyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose signatures count: the lines of an allowed-signers file (ssh-keygen(1), "ALLOWED SIGNERS"),
 * or public keys.
 */
public final class TrustedSigners {
  static final int MAX_SIGNATURE = 64 << 10;
  private static final int MAX_SIGNERS = 1 << 20;

  /** How a line of a public key begins, where one of an allowed-signers file names principals. */
  private static final Pattern PUBLIC_KEY =
      Pattern.compile("(ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( .*)?");

  /** The principal that stands for a public key, which has none. */
  private static final String NAME_OF_KEYS = "the-key-named";

  private static final Pattern GOOD = Pattern.compile("Good \"[^\"]*\" signature for .* with (.*)");

  private final SshKeygen program;
  private final Path file;
  private final String lines;
  private final Path scratch;

  private TrustedSigners(SshKeygen program, Path file, String lines, Path scratch) {
    this.program = program;
    this.file = file;
    this.lines = lines;
    this.scratch = scratch;
  }

  /**
   * Reads who they are.
   *
   * @param programs where {@code ssh-keygen} is looked for
   * @param scratch private folder, for as long as signatures are verified
   * @throws InputException {@code signing-failed} if the file names nobody
   */
  public static TrustedSigners of(Path file, ProgramPath programs, Path scratch)
      throws InputException, IOException {
    if (!Files.isRegularFile(file)) {
      throw unusable(file, NearbyFile.missing(file));
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_SIGNERS + 1);
    }
    if (bytes.length > MAX_SIGNERS) {
      throw unusable(file, "it is larger than " + MAX_SIGNERS + " bytes");
    }
    StringBuilder lines = new StringBuilder();
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("-----BEGIN ")) {
        throw unusable(file, "it holds a private key; name the public one, " + file + ".pub");
      }
      if (PUBLIC_KEY.matcher(line).matches()) {
        lines.append(NAME_OF_KEYS).append(" namespaces=\"").append(SshKeygen.NAMESPACE);
        lines.append("\" ").append(line).append('\n');
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        lines.append(line).append('\n');
      }
    }
    if (lines.isEmpty()) {
      throw unusable(file, "it names nobody");
    }
    return new TrustedSigners(
        SshKeygen.require(programs, file.toString()), file, lines.toString(), scratch);
  }

  /** Checks the signature of a run over a text, which is that of its checksums. */
  RunVerification.Signature verify(Path run, String text) throws InputException, IOException {
    byte[] signature;
    try {
      signature = Checksums.bytes(run, Checksums.SIGNATURE, MAX_SIGNATURE);
    } catch (InputException e) {
      return new RunVerification.Signature.Bad(e.detail());
    }
    Path signatureFile = Files.write(scratch.resolve("signature"), signature);
    Path signersFile = Files.writeString(scratch.resolve("signers"), lines);
    ProgramOutput found =
        run(
            text,
            List.of(
                "-Y",
                "find-principals",
                "-s",
                signatureFile.toString(),
                "-f",
                signersFile.toString()));
    if (found.status() != 0) {
      return new RunVerification.Signature.Bad(
          "by nobody that " + file + " names; " + SshKeygen.complaint(found));
    }
    String reason = "by nobody that " + file + " names";
    for (String principal : found.output().lines().toList()) {
      ProgramOutput verified =
          run(
              text,
              List.of(
                  "-Y",
                  "verify",
                  "-f",
                  signersFile.toString(),
                  "-I",
                  principal,
                  "-n",
                  SshKeygen.NAMESPACE,
                  "-s",
                  signatureFile.toString()));
      if (verified.status() == 0) {
        Matcher said = GOOD.matcher(verified.output().strip());
        return new RunVerification.Signature.Good(
            principal.equals(NAME_OF_KEYS) ? file.toString() : principal,
            said.matches() ? said.group(1) : "a key of theirs");
      }
      reason = SshKeygen.complaint(verified);
    }
    return new RunVerification.Signature.Bad(reason);
  }

  private ProgramOutput run(String text, List<String> arguments)
      throws InputException, IOException {
    return program.run(scratch, text, arguments, file.toString());
  }

  private static InputException unusable(Path file, String detail) {
    return new InputException(ReasonCode.SIGNING_FAILED, file.toString(), detail);
  }
}
