package dev.varve.plan;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.image.registry.Registries;
import dev.varve.layer.PathGlob;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Finds out which images a registry has of those that are wanted of it. */
public final class RegistrySearch {
  /** Repositories asked for their tags at once. */
  private static final int THREADS = 8;

  /** Tags of one registry that are held at once, in names that one list may have. */
  private static final long MAX_LISTS = 5;

  private final Registries registries;
  private final ImageFilter common;
  private final long mostTags;

  /**
   * @param common what is wanted of all sources
   */
  public RegistrySearch(Registries registries, ImageFilter common) {
    this(registries, common, MAX_LISTS * registries.maxNames());
  }

  RegistrySearch(Registries registries, ImageFilter common, long mostTags) {
    this.registries = registries;
    this.common = common;
    this.mostTags = mostTags;
  }

  /**
   * What was found.
   *
   * @param failures registries and repositories that could not be listed
   */
  public record Found(List<ImageRequest> images, List<Failure> failures) {
    public Found {
      images = List.copyOf(images);
      failures = List.copyOf(failures);
    }
  }

  /** The tags of one repository, or why there are none. */
  private record Listed(String repository, List<String> tags, List<Failure> failures) {}

  /** Looks through a registry; the images are in the order of {@link NewestFirst}. */
  public Found search(RegistryRequest request) throws IOException {
    List<Listed> lists;
    try {
      lists = tags(request, repositories(request));
    } catch (InputException e) {
      return new Found(List.of(), List.of(Failure.of(request.name(), e)));
    }
    List<ImageReference> found = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Listed listed : lists) {
      failures.addAll(listed.failures());
      for (String tag : listed.tags()) {
        if (isReferrer(tag)) {
          continue; // no image, whatever its name matches
        }
        String name = request.registry() + "/" + listed.repository() + ":" + tag;
        try {
          ImageReference reference = ImageReference.parse(name);
          List<String> names = List.of(reference.toString());
          if (request.filter().accepts(names) && common.accepts(names)) {
            found.add(reference);
          }
        } catch (InputException e) {
          failures.add(Failure.of(name, e));
        }
      }
    }
    if (found.isEmpty() && failures.isEmpty()) {
      failures.add(
          Failure.of(
              request.name(),
              new InputException(
                  ReasonCode.NO_SUCH_IMAGE, "", "no repository and tag there is wanted")));
    }
    return new Found(
        NewestFirst.first(found, request.filter().maxImages(), ImageReference::toString).stream()
            .map(reference -> ImageRequest.of(reference, request.platforms()))
            .toList(),
        failures);
  }

  private List<String> repositories(RegistryRequest request) throws InputException, IOException {
    if (allLiteral(request.repositories())) {
      return request.repositories();
    }
    return matching(registries.repositories(request.registry()), request.repositories());
  }

  /** All or nothing: which repositories come first below the bound is a matter of chance. */
  private List<Listed> tags(RegistryRequest request, List<String> repositories)
      throws InputException, IOException {
    AtomicLong held = new AtomicLong();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "varve-registry-tags");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Callable<Listed>> asking = new ArrayList<>();
      for (String repository : repositories) {
        asking.add(
            () -> {
              if (held.get() > mostTags) {
                return new Listed(repository, List.of(), List.of());
              }
              Listed answer = tags(request, repository);
              held.addAndGet(answer.tags().size());
              return answer;
            });
      }
      List<Listed> listed = new ArrayList<>();
      for (Future<Listed> answer : pool.invokeAll(asking)) {
        listed.add(answer.get());
      }
      if (held.get() > mostTags) {
        throw new InputException(
            ReasonCode.REGISTRY_TOO_LARGE,
            "",
            "its repositories have more than " + mostTags + " tags");
      }
      return listed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while tags were listed");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException surroundings) {
        throw surroundings;
      }
      throw new IllegalStateException("the tags of a repository could not be listed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private Listed tags(RegistryRequest request, String repository) throws IOException {
    String name = request.registry() + "/" + repository;
    try {
      // What is no repository's name must not get into a URL.
      String parsed = ImageReference.parse(name).repository();
      List<String> tags =
          allLiteral(request.tags())
              ? request.tags()
              : matching(registries.tags(request.registry(), parsed), request.tags());
      return new Listed(parsed, tags, List.of());
    } catch (InputException e) {
      return new Listed(repository, List.of(), List.of(Failure.of(name, e)));
    }
  }

  /**
   * Tags under which registries without a list of referrers keep what refers to an image, such as
   * its signature (distribution-spec, "Referrers Tag Schema"; cosign's {@code .sig}, {@code .att}).
   */
  private static boolean isReferrer(String tag) {
    return tag.matches("sha256-[0-9a-f]{64}(\\.[A-Za-z0-9._-]+)?");
  }

  private static boolean allLiteral(List<String> globs) {
    return !globs.isEmpty() && globs.stream().allMatch(glob -> glob.matches("[^*?\\[{]*"));
  }

  private static List<String> matching(List<String> names, List<String> globs) {
    List<PathGlob> all = globs.stream().map(PathGlob::of).toList();
    return names.stream()
        .filter(name -> all.isEmpty() || all.stream().anyMatch(glob -> glob.matches(name)))
        .toList();
  }
}
