package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may take a folder for a dead one's. */
class WorkLockTest {
  @TempDir Path folder;

  /** A Flink worker loads the classes once for each job. */
  @Test
  void lookFromAnotherClassLoaderKeepsTheLock() throws Exception {
    URL classes = WorkLock.class.getProtectionDomain().getCodeSource().getLocation();
    WorkLock lock = WorkLock.take(folder);
    try (lock;
        URLClassLoader loader =
            new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Class<?> other = loader.loadClass(WorkLock.class.getName());
      assertThat(other).isNotSameAs(WorkLock.class);
      for (String look : new String[] {"isAbandoned", "isInUse"}) {
        Method method = other.getDeclaredMethod(look, Path.class);
        method.setAccessible(true);
        assertThat(method.invoke(null, folder)).as(look).isEqualTo(look.equals("isInUse"));

        assertThat(anotherProcessSees(folder)).as(look).isEqualTo("in use");
      }
    }
    assertThat(anotherProcessSees(folder)).isEqualTo("abandoned");
  }

  /** As on NFS without a lock daemon. */
  @Test
  void folderIsUsableWhereLocksAreRefused() throws Exception {
    AtomicReference<FileChannel> opened = new AtomicReference<>();
    WorkLock lock =
        WorkLock.take(
            folder,
            channel -> {
              opened.set(channel);
              throw new IOException("No locks available");
            });
    try (lock) {
      assertThat(opened.get().isOpen()).isFalse();
      assertThat(folder).isEmptyDirectory();
      assertThat(WorkLock.isInUse(folder)).isTrue();
      assertThat(WorkLock.isAbandoned(folder)).isFalse();
    }
    assertThat(WorkLock.isInUse(folder)).isFalse();
    assertThat(WorkLock.isAbandoned(folder)).isFalse();
  }

  @Test
  void threadToldToStopTakesNothing() throws Exception {
    assertThatThrownBy(
            () ->
                WorkLock.take(
                    folder,
                    channel -> {
                      throw new FileLockInterruptionException();
                    }))
        .isInstanceOf(FileLockInterruptionException.class);

    assertThat(WorkLock.isInUse(folder)).isFalse();
  }

  /** A machine that lost its power leaves a lock of its earlier boot, which nobody holds. */
  @Test
  void lockOfAnEarlierBootIsADeadOnesOnADiskOfThisMachine() throws Exception {
    Files.writeString(folder.resolve("lock"), "varve work another boot");

    assertThat(WorkLock.isAbandoned(folder, "ext4")).isTrue();
    for (String shared : new String[] {"nfs4", "cifs", "9p", "virtiofs", "fuse.sshfs"}) {
      assertThat(WorkLock.isAbandoned(folder, shared)).as(shared).isFalse();
    }
  }

  @Test
  void lockOfAnEarlierBootThatSomebodyHoldsIsInUse() throws Exception {
    Path file = folder.resolve("lock");
    try (FileChannel held =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      held.lock();
      held.write(ByteBuffer.wrap("varve work another boot".getBytes(StandardCharsets.UTF_8)));

      assertThat(anotherProcessSees(folder)).isEqualTo("in use");
    }
  }

  @Test
  void fileThatOnlyBearsTheNameOfALockMakesNothingAbandoned() throws Exception {
    Files.writeString(folder.resolve("lock"), "of the front door");

    assertThat(WorkLock.isAbandoned(folder, "ext4")).isFalse();
  }

  private static String anotherProcessSees(Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Looking.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String seen = process.inputReader().readLine();
    assertThat(process.waitFor()).isZero();
    return seen;
  }

  /** A process that tells what it takes a folder for. */
  static final class Looking {
    private Looking() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      System.out.println(
          WorkLock.isAbandoned(folder)
              ? "abandoned"
              : WorkLock.isInUse(folder) ? "in use" : "unknown");
    }
  }
}
