package dev.varve.cli;

import dev.varve.image.registry.RegistryAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be done with registries. Accounts are those of {@code docker login}. */
@OptionGroup(
    heading = "Registries",
    common = true,
    environment = {"DOCKER_CONFIG: the folder of docker's config.json, which has the accounts"})
final class RegistryOptions {
  @Option(
      names = "--plain-http",
      paramLabel = "HOST",
      description =
          "Speak to this registry, HOST or HOST:PORT, without TLS; repeatable. Loopback needs no"
              + " mention.")
  private List<String> plainHttp = new ArrayList<>();

  @Option(
      names = "--registry-ca",
      paramLabel = "FILE",
      description = "PEM file with more authorities that certificates of registries may have.")
  private @Nullable Path ca;

  @Option(
      names = "--registry-allow",
      paramLabel = "HOST",
      description =
          "Follow a registry to this host, HOST or HOST:PORT, although it is in a private network;"
              + " repeatable.")
  private List<String> allowed = new ArrayList<>();

  RegistryAccess access(Map<String, String> environment) {
    return RegistryAccess.of(environment)
        .with(
            new TreeSet<>(plainHttp),
            new TreeSet<>(allowed),
            ca == null ? null : ca.toAbsolutePath().toString());
  }
}
