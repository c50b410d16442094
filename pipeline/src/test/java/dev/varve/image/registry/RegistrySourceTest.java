package dev.varve.image.registry;

import dev.varve.failure.Limits;
import dev.varve.image.ImageReference;
import dev.varve.image.ImageSource;
import dev.varve.image.ImageSourceContract;
import dev.varve.testing.FakeRegistry;
import dev.varve.testing.OuterFiles;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** An image behind a reference is read as one from anywhere else. */
class RegistrySourceTest extends ImageSourceContract {
  private final FakeRegistry registry = FakeRegistry.start();
  private final Registries registries = new Registries(RegistryAccess.of(Map.of()), Limits.DEFAULT);

  @Override
  protected ImageSource open(OuterFiles files) throws Exception {
    files
        .contents()
        .forEach(
            (name, content) -> {
              if (name.equals("index.json")) {
                registry.manifest("team/app", "1", content);
              } else {
                registry.blob(content);
                registry.manifest("team/app", null, content);
              }
            });
    String name = registry.name() + "/team/app:1";
    return registries.open(name, ImageReference.parse(name));
  }

  @AfterEach
  void close() throws Exception {
    registries.close();
    registry.close();
  }
}
