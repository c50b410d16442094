package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.image.ProgramPath;
import dev.varve.layer.ScratchFolder;
import dev.varve.report.JsonArrayOutput;
import dev.varve.report.TextPage;
import dev.varve.report.seal.RunVerification;
import dev.varve.report.seal.TrustedSigners;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    description = {
      "Whether a scan's folder is as the scan left it, and who signed it.",
      "",
      "All files but timings.json are compared with SHA256SUMS, which sha256sum -c reads as well.",
      "Whoever can change a file can change that too: keep its digest, which is printed, or scan",
      "with --sign-key and verify with --key."
    },
    exitCodeList = {
      "0:as it was left",
      "1:something differs, or the signature does not count",
      "2:wrong usage, or no run of this varve"
    },
    footer = {
      "varve verify out",
      "varve verify out --key auditors.pub",
      "varve verify out --key allowed_signers --format json"
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "OUT", description = "Folder of a scan.")
  private Path run = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "Whose signature is wanted: public SSH keys, or the allowed signers of ssh-keygen(1). A",
        "run that none of them has signed is told as one that differs."
      })
  private @Nullable Path key;

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl has one line for each difference.")
  private ListFormat format = ListFormat.TEXT;

  @Mixin private TalkOptions talk = new TalkOptions();

  private final Console console;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InputException, IOException {
    talk.applyToLogs(console);
    Path parent = ScratchFolder.usualParent(console.environment());
    try (ScratchFolder scratch = ScratchFolder.create(parent)) {
      ProgramPath programs = new ProgramPath(console.environment().getOrDefault("PATH", ""));
      TrustedSigners signers =
          key == null ? null : TrustedSigners.of(key, programs, scratch.path());
      RunVerification verification = RunVerification.of(run, signers);
      show(verification);
      return verification.holds() ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
  }

  private void show(RunVerification verification) throws IOException {
    if (format == ListFormat.TEXT) {
      TextPage page = talk.page(console);
      verification.write(page);
      page.flush();
      return;
    }
    OutputStream out = new BufferedOutputStream(console.out());
    JsonArrayOutput array = format == ListFormat.JSON ? new JsonArrayOutput(out) : null;
    verification.write(array == null ? out : array);
    if (array != null) {
      array.finish();
    }
    out.flush();
  }
}
