package dev.varve.report.seal;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ProgramOutput;
import dev.varve.image.ProgramPath;
import dev.varve.json.NearbyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A key with which runs are signed: a private key's file, or a public key's that an agent has. */
public final class SigningKey {
  private final SshKeygen program;
  private final Path key;

  private SigningKey(SshKeygen program, Path key) {
    this.program = program;
    this.key = key;
  }

  /**
   * Tries a key, so that no scan is made that could not be signed.
   *
   * @param programs where {@code ssh-keygen} is looked for
   * @param scratch private folder
   * @throws InputException {@code signing-failed} if nothing can be signed with it
   */
  public static SigningKey of(Path key, ProgramPath programs, Path scratch)
      throws InputException, IOException {
    if (!Files.isRegularFile(key)) {
      throw new InputException(ReasonCode.SIGNING_FAILED, key.toString(), NearbyFile.missing(key));
    }
    SigningKey signing =
        new SigningKey(SshKeygen.require(programs, key.toString()), key.toAbsolutePath());
    signing.signature("", scratch);
    return signing;
  }

  /**
   * Signs a run's checksums, which are there, and leaves the signature beside them.
   *
   * @param scratch private folder
   */
  public void sign(Path run, Path scratch) throws InputException, IOException {
    String text = Files.readString(run.resolve(Checksums.FILE), StandardCharsets.US_ASCII);
    Files.writeString(
        run.resolve(Checksums.SIGNATURE),
        signature(text, scratch),
        StandardCharsets.US_ASCII,
        StandardOpenOption.CREATE_NEW);
  }

  private String signature(String text, Path scratch) throws InputException, IOException {
    ProgramOutput signed =
        program.run(
            scratch,
            text,
            List.of("-Y", "sign", "-f", key.toString(), "-n", SshKeygen.NAMESPACE),
            key.toString());
    if (signed.status() != 0) {
      throw new InputException(
          ReasonCode.SIGNING_FAILED, key.toString(), SshKeygen.complaint(signed));
    }
    return signed.output();
  }
}
