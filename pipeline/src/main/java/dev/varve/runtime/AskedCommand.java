package dev.varve.runtime;

import dev.varve.image.ImageConfig;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command that is run in a container beside its start, looked up in the image as the start is
 * (policy-catalogue.md section 3, CMB-12).
 *
 * @param what {@code health}, {@code probe} or {@code hook}
 * @param event as in {@link Hook}; {@code health} for a health check
 * @param origin {@code run} or {@code image}
 * @param form {@code exec} or {@code shell}
 * @param path absolute; null if nothing was found
 * @param executable {@code yes}, {@code no} or {@code unknown}: whether its user may execute it
 * @param user as whom it runs; null for the container's own user
 * @param coveredBy target of the mount that hides it, or null
 */
public record AskedCommand(
    String what,
    String event,
    String origin,
    List<String> argv,
    String form,
    Start.Status status,
    @Nullable String path,
    String executable,
    @Nullable String user,
    @Nullable String coveredBy)
    implements java.io.Serializable {
  private static final Set<String> PROBES = Set.of("liveness", "readiness", "startup");

  public AskedCommand {
    argv = List.copyOf(argv);
  }

  /** All commands of a run, and the image's health check where the engine heeds it. */
  static List<AskedCommand> of(
      RunSpec run,
      ImageConfig config,
      EntrypointChain.Request start,
      Actor actor,
      TreeLookup tree,
      Accounts accounts) {
    Search search = new Search(start, actor, tree, accounts, config.shell());
    Health health = run.health();
    List<String> ofImage = config.healthcheck();
    boolean heeded = run.unit().source() == Unit.Source.DOCKER;
    if (health != null && !health.disabled() && !health.test().isEmpty()) {
      search.health(health.test(), "run");
    } else if (heeded && ofImage != null && (health == null || !health.disabled())) {
      search.health(ofImage, "image");
    }
    if (health != null) {
      health.probes().forEach(search::hook);
    }
    run.surroundings().hooks().forEach(search::hook);
    return search.found;
  }

  /** The health check of an image by itself; null if it has none, or none that can be read. */
  static @Nullable AskedCommand healthOf(ImageConfig config, TreeLookup tree, Accounts accounts) {
    List<String> test = config.healthcheck();
    if (test == null) {
      return null;
    }
    Actor actor = Actor.of(ImageUser.resolve(config.user(), accounts), List.of());
    Search search =
        new Search(EntrypointChain.ofImage(config), actor, tree, accounts, config.shell());
    search.health(test, "image");
    return search.found.isEmpty() ? null : search.found.get(0);
  }

  private static final class Search {
    private final EntrypointChain.Request start;
    private final Actor actor;
    private final TreeLookup tree;
    private final Accounts accounts;
    private final List<String> shell;
    private final List<AskedCommand> found = new ArrayList<>();

    Search(
        EntrypointChain.Request start,
        Actor actor,
        TreeLookup tree,
        Accounts accounts,
        List<String> shell) {
      this.start = start;
      this.actor = actor;
      this.tree = tree;
      this.accounts = accounts;
      this.shell = shell.isEmpty() ? List.of("/bin/sh", "-c") : shell;
    }

    void health(List<String> test, String origin) {
      String kind = test.isEmpty() ? "" : test.get(0);
      List<String> words = test.isEmpty() ? test : test.subList(1, test.size());
      if (kind.equals("CMD") && !words.isEmpty()) {
        found.add(command("health", "health", origin, words, "exec", null, start.env()));
      } else if (kind.equals("CMD-SHELL") && !words.isEmpty()) {
        List<String> argv = new ArrayList<>(shell);
        argv.add(words.get(0));
        found.add(command("health", "health", origin, argv, "shell", null, start.env()));
      }
    }

    void hook(Hook hook) {
      if (hook.way() != Hook.Way.EXEC || hook.argv().isEmpty()) {
        return;
      }
      Map<String, String> env = new LinkedHashMap<>(start.env());
      for (EnvVar variable : hook.env()) {
        String value = variable.value();
        if (value != null) {
          env.put(variable.name(), value);
        }
      }
      String what = PROBES.contains(hook.event()) ? "probe" : "hook";
      found.add(command(what, hook.event(), "run", hook.argv(), "exec", hook.user(), env));
    }

    private AskedCommand command(
        String what,
        String event,
        String origin,
        List<String> argv,
        String form,
        @Nullable String user,
        Map<String, String> env) {
      Start chain =
          EntrypointChain.of(
              new EntrypointChain.Request(
                  argv, form, env, start.workdir(), start.architecture(), start.mounts()),
              tree,
              accounts);
      ChainLink first = chain.links().isEmpty() ? null : chain.links().get(0);
      ChainLink shown = first;
      for (ChainLink link : chain.links()) {
        // Behind a shell, what its text runs is what was asked for.
        if (form.equals("shell") && link.role() == ChainLink.Role.COMMAND) {
          shown = link;
          break;
        }
      }
      return new AskedCommand(
          what,
          event,
          origin,
          argv,
          form,
          chain.status(),
          shown == null || shown.path() == null ? null : "/" + shown.path().text(),
          executable(chain, user),
          user,
          shown == null ? null : shown.coveredBy());
    }

    private String executable(Start chain, @Nullable String user) {
      if (user != null || !actor.isKnown()) {
        return "unknown";
      }
      boolean any = false;
      for (ChainLink link : chain.links()) {
        TreeEntry entry = link.path() == null ? null : tree.find(link.path());
        if (link.coveredBy() != null) {
          return "unknown";
        }
        if (entry == null || !entry.inode().isFile()) {
          continue;
        }
        any = true;
        int right = link.role() == ChainLink.Role.CODE ? Actor.READ : Actor.EXECUTE;
        boolean reached = Escalator.reaches(actor, entry.path(), new ImagePaths(tree));
        if (!reached || !actor.may(entry.inode(), right)) {
          return "no";
        }
        if (link.direction() != null) {
          break;
        }
      }
      return any ? "yes" : "unknown";
    }
  }
}
