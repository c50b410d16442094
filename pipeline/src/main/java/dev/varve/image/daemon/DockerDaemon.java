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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The program {@code docker}, asked for images of the daemon it speaks to. */
public final class DockerDaemon {
  /** Of what the program complains about; the rest tells no more. */
  private static final int MAX_COMPLAINT_BYTES = 2048;

  private final Path program;
  private final int silenceMillis;
  private final int leastBytesPerSecond;

  private DockerDaemon(Path program, int silenceMillis, int leastBytesPerSecond) {
    this.program = program;
    this.silenceMillis = silenceMillis;
    this.leastBytesPerSecond = leastBytesPerSecond;
  }

  /**
   * Has an image saved, and opens what comes.
   *
   * @param name what the user wrote
   * @param image a name or an id, as the daemon knows it
   * @param programs where {@code docker} is looked for
   * @param silenceMillis after which a program that writes nothing is ended
   * @param leastBytesPerSecond on average over that time; a program that writes less is ended too
   * @param temporary private folder of the run
   */
  public static ImageSource open(
      String name,
      String image,
      ProgramPath programs,
      int silenceMillis,
      int leastBytesPerSecond,
      Path temporary,
      Limits limits)
      throws InputException, IOException {
    Path program =
        programs
            .find("docker")
            .orElseThrow(() -> trouble(name, "there is no program docker on the PATH"));
    return new DockerDaemon(program, silenceMillis, leastBytesPerSecond)
        .save(name, image, temporary, limits);
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
    try (Watched saved = new Watched(process, silenceMillis, leastBytesPerSecond)) {
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
    String stalled = ended ? saved.stalled() : "wrote all and did not end";
    if (stalled != null) {
      throw trouble(name, "docker save " + stalled + " within " + silenceMillis / 1000.0 + " s");
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

  /** What a program writes. One that writes too little for too long is ended, and so is this. */
  private static final class Watched extends FilterInputStream {
    private final Process process;
    private final Thread watchman;
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable String stalled;

    Watched(Process process, int silenceMillis, int leastBytesPerSecond) {
      super(process.getInputStream());
      this.process = process;
      long least = Math.max(1, (long) leastBytesPerSecond * silenceMillis / 1000);
      this.watchman = new Thread(() -> watch(silenceMillis, least), "varve-docker");
      watchman.setDaemon(true);
      watchman.start();
    }

    private void watch(int millis, long least) {
      try {
        long before = 0;
        while (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
          long now = bytes.get();
          if (now - before < least) {
            stalled = "wrote " + (now == before ? "nothing" : "only " + (now - before) + " bytes");
            process.destroyForcibly();
            return;
          }
          before = now;
        }
      } catch (InterruptedException e) {
        // There is nothing left to watch.
      }
    }

    /** What was too little, or null. */
    @Nullable String stalled() {
      return stalled;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        int got = in.read(into, from, length);
        bytes.addAndGet(Math.max(0, got));
        return got;
      } catch (IOException e) {
        if (stalled != null) {
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
