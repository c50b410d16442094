package dev.varve.cli;

import dev.varve.layer.DirectoryFactsStore;
import dev.varve.policy.PolicyPack;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads on a second thread what a check is going to need, while the first one makes out the
 * arguments and reads run specs; that is half of what a small check takes. Each part is the
 * initialisation of a class, which happens once and for which the first thread waits where it needs
 * it. A part that fails does so again there, where it can be told.
 */
final class HeadStart {
  private static final Set<String> COMMANDS = Set.of("check", "boundary");

  private HeadStart() {}

  static void of(@Nullable String command) {
    if (command == null || !COMMANDS.contains(command)) {
      return;
    }
    Thread thread = new Thread(HeadStart::run, "varve-head-start");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, why) -> {});
    thread.start();
  }

  private static void run() {
    DirectoryFactsStore.prepare();
    PolicyPack.builtin();
  }
}
