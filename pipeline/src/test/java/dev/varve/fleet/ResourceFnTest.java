package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceFnTest {
  @Test
  void whatNobodyForesawIsTheTroubleOfOneImage() {
    assertThatThrownBy(() -> fail(new IllegalStateException("odd")))
        .isInstanceOf(InputException.class)
        .hasMessage("internal-error: something that should not happen did; the log tells more");
    assertThatThrownBy(() -> fail(new StackOverflowError()))
        .isInstanceOf(InputException.class)
        .hasMessage("internal-error: something that should not happen did; the log tells more");
    assertThatThrownBy(() -> fail(new OutOfMemoryError()))
        .isInstanceOf(InputException.class)
        .hasMessage("internal-error: the heap is too small for this input");
  }

  @Test
  void troubleOfTheSurroundingsStaysTheirs() {
    IOException full = new IOException("No space left on device");

    assertThatThrownBy(
            () ->
                ResourceFn.attempt(
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThatThrownBy(() -> fail(new UncheckedIOException(full))).isSameAs(full);
  }

  @Test
  void storageThatFailsForAMomentIsWaitedFor() throws Exception {
    int[] attempts = {0};

    String done =
        ResourceFn.persist(
            () -> {
              if (++attempts[0] < 3) {
                throw new IOException("No space left on device");
              }
              return "done";
            });

    assertThat(done).isEqualTo("done");
  }

  @Test
  void storageThatKeepsFailingIsTheTroubleOfOneElementAndTellsNoPath() {
    assertThatThrownBy(
            () ->
                ResourceFn.persist(
                    () -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessage("storage-failed: No space left on device");
    assertThatThrownBy(
            () ->
                ResourceFn.persist(
                    () -> {
                      throw new FileSystemException("/store/x", null, "Disk quota exceeded");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessage("storage-failed: Disk quota exceeded");
  }

  @Test
  void whatGoesWellIsReturned() throws Exception {
    assertThat(ResourceFn.<List<String>>attempt(() -> List.of("a"))).containsExactly("a");
  }

  private static void fail(Throwable e) throws InputException, IOException {
    ResourceFn.attempt(
        () -> {
          if (e instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) e;
        });
  }
}
