package dev.varve.layer;

import java.nio.file.Path;

/** Told of every damaged file that a store comes upon. Called on the thread that found it. */
@FunctionalInterface
public interface DamageListener {
  /** Writes a warning to the log {@code dev.varve.layer.FactsStore}. */
  DamageListener LOG =
      (where, why) ->
          System.getLogger(FactsStore.class.getName())
              .log(
                  System.Logger.Level.WARNING,
                  "{0} is damaged ({1}); it is set aside and will be made again",
                  where,
                  why);

  /**
   * @param where the damaged listing's folder or the damaged file
   * @param why what was expected and what was found
   */
  void damaged(Path where, String why);
}
