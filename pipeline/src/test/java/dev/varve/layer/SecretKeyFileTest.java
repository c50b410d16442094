package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyFileTest {
  @TempDir Path folder;

  @Test
  void keyIsMadeOnceForTheUserAlone() throws Exception {
    Path file = folder.resolve("store/secrets.key");

    byte[] key = SecretKeyFile.readOrMake(file);

    assertThat(key)
        .hasSize(32)
        .isEqualTo(SecretKeyFile.readOrMake(file))
        .isNotEqualTo(new byte[32]);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SecretKeyFile.readOrMake(folder.resolve("other/secrets.key"))).isNotEqualTo(key);
  }

  @Test
  void keyThatACrashCutShortIsMadeAgain() throws Exception {
    Path file = Files.write(folder.resolve("secrets.key"), new byte[] {1, 2, 3});

    assertThat(SecretKeyFile.readOrMake(file)).hasSize(32).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void threadsThatStartTogetherGetOneKey() throws Exception {
    assertThat(together(8, () -> hex(SecretKeyFile.readOrMake(folder.resolve("secrets.key")))))
        .hasSize(1);
  }

  @Test
  void processesThatStartTogetherGetOneKey() throws Exception {
    Path file = folder.resolve("secrets.key");

    assertThat(together(4, () -> keyOfAProcess(file)))
        .containsExactly(hex(SecretKeyFile.readOrMake(file)));
  }

  private interface Start {
    String key() throws Exception;
  }

  private static Set<String> together(int count, Start start) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(count);
    ExecutorService pool = Executors.newFixedThreadPool(count);
    try {
      List<Future<String>> pending = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        pending.add(
            pool.submit(
                () -> {
                  barrier.await();
                  return start.key();
                }));
      }
      Set<String> keys = new HashSet<>();
      for (Future<String> key : pending) {
        keys.add(key.get(60, TimeUnit.SECONDS));
      }
      return keys;
    } finally {
      pool.shutdownNow();
    }
  }

  private static String keyOfAProcess(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Maker.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }

  private static String hex(byte[] key) {
    return HexFormat.of().formatHex(key);
  }

  /** Another process. */
  static final class Maker {
    private Maker() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println(hex(SecretKeyFile.readOrMake(Path.of(arguments[0]))));
    }
  }
}
