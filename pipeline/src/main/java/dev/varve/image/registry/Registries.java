package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.ImageReference;
import dev.varve.image.ImageSource;
import dev.varve.image.StoredImages;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The registries of one run: each is signed in to once, and its connections serve all images. Safe
 * for several threads. Nothing is connected to before it is needed.
 */
public final class Registries implements Closeable {
  private final RegistryAccess access;
  private final Limits limits;
  private final Map<String, RegistryClient> clients = new LinkedHashMap<>();

  public Registries(RegistryAccess access, Limits limits) {
    this.access = access;
    this.limits = limits;
  }

  /**
   * The images behind one reference: one, or one for each platform. Nothing is asked for yet.
   *
   * @param name the reference as the user wrote it
   */
  public ImageSource open(String name, ImageReference reference) throws InputException {
    RegistryClient client = client(reference.registry());
    return new StoredImages(name, new RegistryFiles(client, reference), limits);
  }

  /**
   * All repositories of a registry, in the registry's order.
   *
   * @param registry as a reference names it
   */
  public List<String> repositories(String registry) throws InputException, IOException {
    return new RegistryListing(client(registry)).repositories();
  }

  /** All tags of a repository, in the registry's order. */
  public List<String> tags(String registry, String repository) throws InputException, IOException {
    return new RegistryListing(client(registry)).tags(repository);
  }

  /** Names that one list may have. */
  public int maxNames() {
    return access.maxNames();
  }

  private synchronized RegistryClient client(String registry) throws InputException {
    String key = registry.toLowerCase(Locale.ROOT);
    RegistryClient known = clients.get(key);
    if (known == null) {
      known = RegistryClient.of(key, access, limits);
      clients.put(key, known);
    }
    return known;
  }

  @Override
  public synchronized void close() throws IOException {
    IOException trouble = null;
    for (RegistryClient client : clients.values()) {
      try {
        client.close();
      } catch (IOException e) {
        if (trouble == null) {
          trouble = e;
        } else {
          trouble.addSuppressed(e);
        }
      }
    }
    clients.clear();
    if (trouble != null) {
      throw trouble;
    }
  }
}
