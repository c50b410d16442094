package dev.varve.image.daemon;

import dev.varve.blob.PlainFile;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageSource;
import dev.varve.image.ProgramPath;
import dev.varve.image.archive.ImageArchive;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program {@code docker}, asked for images of the daemon it speaks to. */
public final class DockerDaemon {
  /** Of what the program complains about; the rest tells no more. */
  private static final int MAX_COMPLAINT_BYTES = 2048;

  private final Path program;
  private final int silenceMillis;

  private DockerDaemon(Path program, int silenceMillis) {
    this.program = program;
    this.silenceMillis = silenceMillis;
  }

  /**
   * Has an image saved, and opens what comes.
   *
   * @param name what the user wrote
   * @param image a name or an id, as the daemon knows it
   * @param programs where {@code docker} is looked for
   * @param silenceMillis after which a program that writes nothing is ended
   * @param temporary private folder of the run
   */
  public static ImageSource open(
      String name,
      String image,
      ProgramPath programs,
      int silenceMillis,
      Path temporary,
      Limits limits)
      throws InputException, IOException {
    Path program =
        programs
            .find("docker")
            .orElseThrow(() -> trouble(name, "there is no program docker on the PATH"));
    return new DockerDaemon(program, silenceMillis).save(name, image, temporary, limits);
  }

  private ImageSource save(String name, String image, Path temporary, Limits limits)
      throws InputException, IOException {
    Path complaints = Files.createTempFile(temporary, "varve-docker-", ".err");
    // Whatever the image is called, it is no option.
    Process process =
        new ProcessBuilder(List.of(program.toString(), "save", "--", image))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectError(complaints.toFile())
            .start();
    try (Watched saved = new Watched(process, silenceMillis)) {
      FileChannel channel = PlainFile.copied(saved, temporary, name, limits);
      try {
        checkEnd(process, saved, name, complaints);
        return ImageArchive.of(name, channel, limits);
      } catch (InputException | IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(complaints);
    }
  }

  private void checkEnd(Process process, Watched saved, String name, Path complaints)
      throws InputException, IOException {
    boolean ended;
    try {
      ended = process.waitFor(silenceMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while docker saved an image");
    }
    if (saved.wasSilent() || !ended) {
      throw trouble(name, "docker save was silent for " + silenceMillis / 1000 + " s");
    }
    if (process.exitValue() != 0) {
      throw trouble(
          name, "docker save exited with status " + process.exitValue() + complaint(complaints));
    }
  }

  /** The first line of what the program says, or nothing. */
  private static String complaint(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_COMPLAINT_BYTES), StandardCharsets.UTF_8);
      return text.lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .findFirst()
          .map(line -> ": " + line)
          .orElse("");
    }
  }

  private static InputException trouble(String name, String detail) {
    return new InputException(ReasonCode.DOCKER_UNAVAILABLE, name, detail);
  }

  /** What a program writes. One that writes nothing for too long is ended, and so is this. */
  private static final class Watched extends FilterInputStream {
    private final Process process;
    private final Thread watchman;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean silent;

    Watched(Process process, int silenceMillis) {
      super(process.getInputStream());
      this.process = process;
      this.watchman = new Thread(() -> watch(silenceMillis), "varve-docker");
      watchman.setDaemon(true);
      watchman.start();
    }

    private void watch(int silenceMillis) {
      try {
        while (process.isAlive()) {
          long left = silenceMillis - (System.nanoTime() - lastNanos) / 1_000_000;
          if (left <= 0) {
            silent = true;
            process.destroyForcibly();
            return;
          }
          Thread.sleep(left);
        }
      } catch (InterruptedException e) {
        // There is nothing left to watch.
      }
    }

    boolean wasSilent() {
      return silent;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        int got = in.read(into, from, length);
        lastNanos = System.nanoTime();
        return got;
      } catch (IOException e) {
        if (silent) {
          return -1; // ending the program has closed its output
        }
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      watchman.interrupt();
      process.destroyForcibly();
      super.close();
    }
  }
}
