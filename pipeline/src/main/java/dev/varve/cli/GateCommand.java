package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.gate.ImageAnalyzer;
import dev.varve.gate.ImageChoice;
import dev.varve.gate.ImageRefusedException;
import dev.varve.image.source.ImageSources;
import dev.varve.layer.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What the commands that read images in this process have in common. */
abstract class GateCommand implements Callable<Integer> {
  @Mixin private SelectionOptions selection = new SelectionOptions();
  @Mixin private StoreOptions store = new StoreOptions();
  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private RegistryOptions registries = new RegistryOptions();
  @Mixin private TalkOptions talk = new TalkOptions();

  private final Console console;

  GateCommand(Console console) {
    this.console = console;
  }

  /** The work itself. */
  abstract int run(Session session) throws ImageRefusedException, InputException, IOException;

  @Override
  public final Integer call() throws ImageRefusedException, InputException, IOException {
    talk.applyToLogs(console);
    Path parent = ScratchFolder.usualParent(console.environment());
    try (ScratchFolder scratch = ScratchFolder.create(parent);
        ImageSources sources =
            new ImageSources(
                limits.limits(), scratch.path(), registries.access(console.environment()))) {
      ImageAnalyzer analyzer =
          new ImageAnalyzer(
              store.open(console.environment()), limits.limits(), limits.inflater(), sources);
      return run(new Session(analyzer, scratch.path()));
    }
  }

  /**
   * One run of a command.
   *
   * @param scratch the private folder of the run
   */
  record Session(ImageAnalyzer analyzer, Path scratch) {}

  Console console() {
    return console;
  }

  SelectionOptions selection() {
    return selection;
  }

  StoreOptions store() {
    return store;
  }

  LimitOptions limits() {
    return limits;
  }

  TalkOptions talk() {
    return talk;
  }

  /** Analyses an image; {@code use} may start over as long as it has shown nothing. */
  <T> T analyze(Session session, ImageChoice choice, ImageAnalyzer.Use<T> use)
      throws ImageRefusedException, IOException {
    return session.analyzer().analyze(choice, () -> !console.hasResults(), use);
  }

  /**
   * @param tag that wins over the common option, or null
   */
  ImageChoice choice(String image, @Nullable String tag) {
    return new ImageChoice(image, tag != null ? tag : selection.tag(), selection.platform());
  }
}
