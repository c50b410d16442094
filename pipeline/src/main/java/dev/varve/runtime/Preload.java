package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.image.ImageConfig;
import dev.varve.layer.ContentFact;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory that a loader or an interpreter is told to use before anything else
 * (policy-catalogue.md section 3, ENT-08 and CMB-11), with a run's variables over the image's.
 *
 * @param name of the variable, or {@code ld.so.preload}
 * @param source {@code env} or {@code file}
 * @param origin {@code image} or {@code run}
 * @param asked as written
 * @param relative whether it is looked for in whatever directory the program stands
 * @param path real path without a leading slash; null if nothing was found
 * @param modeBits 0 if nothing was found
 * @param uid -1 if nothing was found
 * @param gid -1 if nothing was found
 * @param layer -1 if nothing was found
 * @param coveredBy target of the mount that hides it, or null
 */
public record Preload(
    String name,
    String source,
    String origin,
    String asked,
    boolean relative,
    Start.Status status,
    @Nullable Bytes path,
    int modeBits,
    long uid,
    long gid,
    int layer,
    List<String> writableBy,
    List<String> dirWritableBy,
    @Nullable String coveredBy)
    implements java.io.Serializable {
  private static final Bytes SYSTEM_LIST = Bytes.utf8("etc/ld.so.preload");

  public Preload {
    writableBy = List.copyOf(writableBy);
    dirWritableBy = List.copyOf(dirWritableBy);
  }

  /** All of a container, by variable, then in the order of the loader; the file comes last. */
  static List<Preload> of(
      RunSpec run, ImageConfig config, EntrypointChain.Request start, ImagePaths paths) {
    Set<String> ofImage = new HashSet<>(EntrypointChain.variables(config.env()).keySet());
    run.process().env().forEach(variable -> ofImage.remove(variable.name()));
    return of(start, ofImage, paths);
  }

  /** All of an image as its own config starts it. */
  static List<Preload> ofImage(EntrypointChain.Request start, ImagePaths paths) {
    return of(start, start.env().keySet(), paths);
  }

  private static List<Preload> of(
      EntrypointChain.Request start, Set<String> ofImage, ImagePaths paths) {
    List<Preload> all = new ArrayList<>();
    for (String name :
        List.of(
            "BASH_ENV",
            "JAVA_TOOL_OPTIONS",
            "LD_AUDIT",
            "LD_LIBRARY_PATH",
            "LD_PRELOAD",
            "NODE_OPTIONS",
            "PYTHONPATH")) {
      String value = start.env().get(name);
      if (value != null) {
        String origin = ofImage.contains(name) ? "image" : "run";
        for (String asked : targets(name, value)) {
          all.add(preload(name, "env", origin, asked, start.workdir(), paths));
        }
      }
    }
    ImagePaths.Found list = paths.find(SYSTEM_LIST);
    TreeEntry entry = list.cover() == null ? list.entry() : null;
    ContentFact content = entry == null ? null : paths.tree().content(entry);
    if (content != null) {
      for (String line : content.head().text().lines().toList()) {
        for (String asked : line.replaceFirst("#.*", "").split("[\\s:]+")) {
          if (!asked.isEmpty()) {
            all.add(preload("ld.so.preload", "file", "image", asked, "/", paths));
          }
        }
      }
    }
    return all;
  }

  /** The paths in a variable's value, each in the grammar of the program that reads it. */
  private static List<String> targets(String name, String value) {
    List<String> targets = new ArrayList<>();
    switch (name) {
      case "LD_AUDIT", "LD_PRELOAD" -> targets.addAll(Arrays.asList(value.split("[: ]+")));
      case "LD_LIBRARY_PATH" -> targets.addAll(Arrays.asList(value.split("[:;]")));
      case "PYTHONPATH" -> targets.addAll(Arrays.asList(value.split(":")));
      case "BASH_ENV" -> targets.add(value);
      case "JAVA_TOOL_OPTIONS" -> {
        for (String option : value.strip().split("\\s+")) {
          if (option.startsWith("-javaagent:") || option.startsWith("-agentpath:")) {
            targets.add(option.substring(option.indexOf(':') + 1).replaceFirst("=.*", ""));
          }
        }
      }
      default -> {
        List<String> words = Arrays.asList(value.strip().split("\\s+"));
        for (int i = 0; i < words.size(); i++) {
          String option = words.get(i).replaceFirst("=.*", "");
          if (List.of("-r", "--require", "--import", "--loader").contains(option)) {
            int equals = words.get(i).indexOf('=');
            if (equals > 0) {
              targets.add(words.get(i).substring(equals + 1));
            } else if (i + 1 < words.size()) {
              targets.add(words.get(++i));
            }
          }
        }
      }
    }
    targets.removeIf(String::isEmpty);
    return targets;
  }

  private static Preload preload(
      String name, String source, String origin, String asked, String workdir, ImagePaths paths) {
    ImagePaths.Found found = paths.find(ImagePaths.from(workdir, asked));
    TreeEntry entry = found.entry();
    Inode inode = entry == null ? null : entry.inode();
    Mount cover = found.cover();
    return new Preload(
        name,
        source,
        origin,
        asked,
        !asked.startsWith("/"),
        found.status(),
        entry == null ? null : entry.path(),
        inode == null ? 0 : inode.modeBits(),
        inode == null ? -1 : inode.uid(),
        inode == null ? -1 : inode.gid(),
        entry == null ? -1 : entry.layer(),
        inode == null ? List.of() : List.copyOf(Writers.of(inode)),
        List.copyOf(found.replaceableBy()),
        cover == null ? null : cover.target());
  }
}
