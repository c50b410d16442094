package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs sealed and verified as users and auditors do, with the real {@code ssh-keygen}. */
class VerifyCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;

  @TempDir Path folder;

  @Test
  void finishedScanHoldsUntilSomethingIsChanged() throws IOException {
    Path out = scanned(0, "out", "--with-facts");

    CommandLineRun holds = varve("verify", out);
    Files.writeString(out.resolve("summary.md"), "all is well");
    CommandLineRun changed = varve("verify", out);

    assertThat(holds.exitCode()).as(holds.err()).isZero();
    assertThat(holds.out())
        .matches("(?s)\\d+ files as the scan left them\nSHA256SUMS is sha256:[0-9a-f]{64}\n");
    assertThat(Files.readString(out.resolve("SHA256SUMS"))).contains("  facts/listings-v");
    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.out()).startsWith("changed summary.md\n").contains(": 1 changed, 0 missing");
  }

  @Test
  void folderThatNoScanHasLeftIsAWrongInput() {
    CommandLineRun run = varve("verify", folder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "error: "
                + folder
                + ": run-unusable: there is no SHA256SUMS. Next: name the folder of a scan by this"
                + " version of varve, or scan again.\n");
    assertThat(varve("verify", folder.resolve("none")).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void signedRunIsKnownByItsKey(String kind) throws Exception {
    Path key = key(kind, kind);
    Path out = scanned(1, "out", "--sign-key", key);

    CommandLineRun good = varve("verify", out, "--key", key + ".pub");

    assertThat(good.exitCode()).as(good.err() + good.out()).isZero();
    assertThat(good.out().lines().toList().get(2))
        .startsWith("signed by " + key + ".pub with " + kind.toUpperCase(java.util.Locale.ROOT))
        .contains(" key SHA256:");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(out.resolve("SHA256SUMS.sig"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(out.resolve("SHA256SUMS"))).doesNotContain(".sig");
    assertThat(varve("verify", out).out())
        .endsWith("signed; --key FILE says by whom it should be\n");
  }

  @Test
  void allowedSignersNameWhoSigned() throws Exception {
    Path key = key("ed25519", "auditor");
    Path out = scanned(2, "out", "--sign-key", key);
    String publicKey = Files.readString(Path.of(key + ".pub"));

    Path signers =
        Files.writeString(
            folder.resolve("signers"),
            "# who may sign\nboss@example.com,auditor@example.com namespaces=\"varve,file\" "
                + publicKey);
    assertThat(JSON.readTree(verifyJson(out, signers, 0)).get(0).get("signature").toString())
        .startsWith("{\"key\":\"ED25519 key SHA256:")
        .endsWith("\",\"signer\":\"boss@example.com\",\"state\":\"good\"}");

    Files.writeString(signers, "auditor@example.com namespaces=\"git\" " + publicKey);
    assertThat(bad(out, signers)).contains("ssh-keygen says: ");
    Files.writeString(signers, "auditor@example.com valid-before=\"20200101\" " + publicKey);
    assertThat(bad(out, signers)).contains("ssh-keygen says: ");
  }

  @Test
  void whatSomebodyElseSignedDoesNotCount() throws Exception {
    Path key = key("ed25519", "ours");
    Path other = key("ed25519", "theirs");
    Path out = scanned(2, "out", "--sign-key", key);
    Path theirs = Path.of(other + ".pub");
    Path ours = Path.of(key + ".pub");

    assertThat(bad(out, theirs)).startsWith("by nobody that " + theirs + " names; ");
    assertThat(Files.readString(out.resolve("SHA256SUMS.sig")))
        .startsWith("-----BEGIN SSH SIGNATURE-----\n");

    // Checksums mended to fit what was changed: only the signature tells.
    Files.writeString(out.resolve("summary.md"), "all is well");
    String mended =
        Files.readString(out.resolve("SHA256SUMS"))
            .replaceFirst(
                "[0-9a-f]{64}  summary.md",
                dev.varve.blob.Digest.sha256Of(Files.readAllBytes(out.resolve("summary.md"))).hex()
                    + "  summary.md");
    Files.writeString(out.resolve("SHA256SUMS"), mended);
    assertThat(varve("verify", out).exitCode()).isZero();
    assertThat(bad(out, ours)).contains("incorrect signature");

    Files.writeString(out.resolve("SHA256SUMS.sig"), "-----BEGIN SSH SIGNATURE-----\nAAAA\n");
    assertThat(bad(out, ours)).isNotEmpty();
    Files.delete(out.resolve("SHA256SUMS.sig"));
    assertThat(bad(out, ours)).isEqualTo("there is no SHA256SUMS.sig");
    Files.createSymbolicLink(out.resolve("SHA256SUMS.sig"), key);
    assertThat(bad(out, ours)).isEqualTo("SHA256SUMS.sig is no regular file");
  }

  /** The same key has signed the same bytes, as a file for somebody's mail. */
  @Test
  void signatureMadeForSomethingElseDoesNotCount() throws Exception {
    Path key = key("ed25519", "ours");
    Path out = scanned(2, "out", "--sign-key", key);
    Files.delete(out.resolve("SHA256SUMS.sig"));
    keygen("-Y", "sign", "-f", key.toString(), "-n", "file", out.resolve("SHA256SUMS").toString());

    assertThat(out.resolve("SHA256SUMS.sig")).exists();
    assertThat(bad(out, Path.of(key + ".pub"))).isNotEmpty();
  }

  @Test
  void keyThatCannotSignIsToldBeforeAnythingIsScanned() throws Exception {
    Path key = key("ed25519", "lost");
    Files.delete(key);
    Path noAgentHasIt = Path.of(key + ".pub");
    Path noKey = Files.writeString(folder.resolve("no-key"), "this is no key");
    Path out = folder.resolve("out");

    for (Object bad : List.of(noAgentHasIt, noKey, folder.resolve("nowhere"), folder)) {
      CommandLineRun run = scan("out", "--sign-key", bad);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains(bad + ": signing-failed: ");
      assertThat(out).doesNotExist();
      assertThat(folder.resolve("store")).doesNotExist();
    }
  }

  @Test
  void fileThatNamesNobodyIsRefused() throws Exception {
    Path key = key("ed25519", "ours");
    Path out = scanned(2, "out", "--sign-key", key);

    assertThat(varve("verify", out, "--key", key).err())
        .contains("it holds a private key; name the public one, " + key + ".pub");
    assertThat(varve("verify", out, "--key", Files.createFile(folder.resolve("empty"))).err())
        .contains("signing-failed: it names nobody.");
    assertThat(varve("verify", out, "--key", folder.resolve("nowhere")).exitCode()).isEqualTo(2);
    CommandLineRun without =
        CommandLineRun.of(
            Map.of("PATH", folder.toString(), "TMPDIR", folder.toString()),
            List.of("verify", out.toString(), "--key", key + ".pub"));
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("there is no program ssh-keygen on the PATH");
  }

  private String bad(Path out, Path signers) throws IOException {
    JsonNode verdict = JSON.readTree(verifyJson(out, signers, 1));
    JsonNode signature = verdict.get(verdict.size() - 1).get("signature");
    assertThat(signature.get("state").asText()).isEqualTo("bad");
    return signature.get("reason").asText();
  }

  private String verifyJson(Path out, Path signers, int exitCode) {
    CommandLineRun run = varve("verify", out, "--key", signers, "--format", "json");
    assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(exitCode);
    return run.out();
  }

  /** A finished scan; those of the same number share a store. */
  private Path scanned(int store, String name, Object... options) {
    List<Object> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--store", shared.resolve("store-" + store)));
    CommandLineRun run = scan(name, words.toArray());
    assertThat(run.exitCode()).as(run.err()).isLessThan(2);
    return folder.resolve(name);
  }

  private CommandLineRun scan(String name, Object... options) {
    List<Object> words = new ArrayList<>(List.of("scan"));
    words.add(OptionalParts.projectRoot().resolve("fixtures/built/shop.tar"));
    words.addAll(List.of("-o", folder.resolve(name), "--as-of", "2026-01-02"));
    words.addAll(List.of(options));
    return varve(words.toArray());
  }

  private CommandLineRun varve(Object... words) {
    String programs = OptionalParts.program("ssh-keygen").getParent().toString();
    return CommandLineRun.of(
        Map.of(
            "PATH",
            programs,
            "TMPDIR",
            folder.toString(),
            "VARVE_STORE",
            folder.resolve("store").toString()),
        List.of(words).stream().map(String::valueOf).toList());
  }

  private Path key(String kind, String name) throws Exception {
    Path key = folder.resolve(name);
    keygen("-q", "-t", kind, "-N", "", "-C", name, "-f", key.toString());
    return key;
  }

  private void keygen(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(OptionalParts.program("ssh-keygen").toString());
    command.addAll(List.of(arguments));
    Path said = folder.resolve("keygen.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    assertThat(builder.start().waitFor()).as(Files.readString(said)).isZero();
  }
}
