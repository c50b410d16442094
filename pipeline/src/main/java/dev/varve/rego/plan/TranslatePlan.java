package dev.varve.rego.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Translates a plan while varve is built, so that no run has to. */
public final class TranslatePlan {
  private TranslatePlan() {}

  /**
   * @param arguments file of the plan; name of the main class; folder for the class files
   */
  public static void main(String[] arguments) throws IOException {
    Plan plan = PlanReader.read(Files.readAllBytes(Path.of(arguments[0])));
    Path folder = Path.of(arguments[2]);
    TranslatedPlan translated = Translator.translate(plan, arguments[1]);
    for (Map.Entry<String, byte[]> file : translated.classes().entrySet()) {
      Path target = folder.resolve(file.getKey().replace('.', '/') + ".class");
      Files.createDirectories(target.resolveSibling("."));
      Files.write(target, file.getValue());
    }
  }
}
