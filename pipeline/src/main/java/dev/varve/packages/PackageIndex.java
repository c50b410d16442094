package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.ContentFact;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PackageDigests;
import dev.varve.layer.PackageFile;
import dev.varve.layer.PathOrder;
import dev.varve.tree.Inode;
import dev.varve.tree.MergePlan;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which packages an image has, and whose each file is. Never changed once made, so safe for any
 * number of threads.
 */
public final class PackageIndex {
  /** Database files of one image in memory at once. */
  private static final long MAX_BYTES = 96L << 20;

  private static final Bytes ALTERNATIVES = Bytes.utf8("etc/alternatives/");
  private static final Bytes SETTINGS = Bytes.utf8("etc/");

  private final List<PackageDatabase> databases;
  private final List<InstalledPackage> packages;
  private final Map<Bytes, DatabaseContent.Owned> paths;
  private final Map<Bytes, Bytes> links;

  /** Whether of some packages only regular files that are no settings are known. */
  private final boolean sumsOnly;

  private PackageIndex(
      List<PackageDatabase> databases,
      List<InstalledPackage> packages,
      Map<Bytes, DatabaseContent.Owned> paths,
      Map<Bytes, Bytes> links,
      boolean sumsOnly) {
    this.databases = List.copyOf(databases);
    this.packages = packages.stream().sorted(InstalledPackage.ORDER).toList();
    this.paths = paths;
    this.links = links;
    this.sumsOnly = sumsOnly;
  }

  /** An image that no package manager has noted anything in. */
  public static PackageIndex none() {
    return new PackageIndex(List.of(), List.of(), Map.of(), Map.of(), false);
  }

  /**
   * Reads the databases of a squashed tree.
   *
   * @param plan made with the {@link ShippedDatabases#places() places} of {@code shipped}
   */
  public static PackageIndex of(MergePlan plan, ShippedDatabases shipped) throws IOException {
    if (shipped.places().isEmpty()) {
      return none();
    }
    Map<Bytes, Bytes> links = new LinkedHashMap<>();
    List<TreeEntry> live = new ArrayList<>();
    for (TreeEntry entry : plan.known()) {
      Entry shown = entry.inode().entry();
      if (ShippedDatabases.LINKED.contains(entry.path())) {
        if (shown != null && entry.inode().isSymlink()) {
          links.put(entry.path(), target(entry.path(), shown.linkTarget()));
        }
      } else if (PackageFile.of(entry.path()) != null && !entry.inode().isDirectory()) {
        live.add(entry);
      }
    }
    DatabaseContent content = new DatabaseContent(path -> realPath(path, links));
    Map<String, List<DatabaseFile>> byManager = new TreeMap<>();
    for (DatabaseFile file : read(plan, live)) {
      byManager.computeIfAbsent(file.kind().manager(), name -> new ArrayList<>()).add(file);
    }
    List<PackageDatabase> databases = new ArrayList<>();
    boolean sumsOnly = false;
    for (Map.Entry<String, List<DatabaseFile>> manager : byManager.entrySet()) {
      Reading reading = new Reading(manager.getKey(), manager.getValue(), content);
      databases.add(reading.read());
      sumsOnly |= reading.sumsOnly;
    }
    return new PackageIndex(databases, content.packages(), content.paths(), links, sumsOnly);
  }

  /** Where a link leads, without further links. */
  private static Bytes target(Bytes link, Bytes written) {
    boolean absolute = !written.isEmpty() && written.at(0) == '/';
    Bytes path = PathOrder.normalise(written);
    return absolute ? path : PathOrder.join(PathOrder.parent(link), path);
  }

  /** A path with the known links on its way followed, each once. */
  private static Bytes realPath(Bytes path, Map<Bytes, Bytes> links) {
    Bytes real = path;
    for (int steps = 0; steps < links.size(); steps++) {
      Bytes followed = followed(real, links);
      if (followed == null) {
        break;
      }
      real = followed;
    }
    return real;
  }

  private static @Nullable Bytes followed(Bytes path, Map<Bytes, Bytes> links) {
    for (Map.Entry<Bytes, Bytes> link : links.entrySet()) {
      if (PathOrder.isBelow(path, link.getKey())) {
        Bytes rest = path.slice(link.getKey().length() + 1, path.length());
        return PathOrder.join(link.getValue(), rest);
      }
    }
    return null;
  }

  /** The files with what was kept of them, in tree order. */
  private static List<DatabaseFile> read(MergePlan plan, List<TreeEntry> live) throws IOException {
    Map<Integer, Map<Integer, TreeEntry>> wanted = new TreeMap<>();
    Map<TreeEntry, ContentFact> found = new LinkedHashMap<>();
    for (TreeEntry entry : live) {
      Entry shipped = entry.inode().entry();
      if (shipped != null) {
        wanted
            .computeIfAbsent(entry.inode().layer(), layer -> new HashMap<>())
            .put(shipped.ordinal(), entry);
      }
    }
    long[] left = {MAX_BYTES};
    for (Map.Entry<Integer, Map<Integer, TreeEntry>> layer : wanted.entrySet()) {
      plan.listings()
          .get(layer.getKey())
          .eachPackageFile(
              fact -> {
                TreeEntry entry = layer.getValue().get(fact.ordinal());
                left[0] -= entry == null ? 0 : fact.head().length();
                if (entry != null && left[0] >= 0) {
                  found.put(entry, fact);
                }
              });
    }
    List<DatabaseFile> files = new ArrayList<>();
    for (TreeEntry entry : live) {
      PackageFile kind = PackageFile.of(entry.path());
      Inode inode = entry.inode();
      ContentFact fact = found.get(entry);
      if (kind != null) {
        files.add(
            new DatabaseFile(
                kind,
                entry.path(),
                fact == null ? Bytes.EMPTY : fact.head(),
                fact == null ? inode.isFile() && inode.size() == 0 : fact.whole(),
                inode.mtimeSeconds()));
      }
    }
    return files;
  }

  /** The reading of one manager's database. */
  private static final class Reading {
    private final String manager;
    private final List<DatabaseFile> files;
    private final DatabaseContent content;
    private int packages;
    private boolean sumsOnly;

    Reading(String manager, List<DatabaseFile> files, DatabaseContent content) {
      this.manager = manager;
      this.files = files;
      this.content = content;
    }

    PackageDatabase read() {
      int before = content.packages().size();
      try {
        String unread =
            switch (manager) {
              case "dpkg" -> dpkg();
              case "apk" -> apk();
              case "rpm" -> rpm();
              default -> "the databases of " + manager + " are not read";
            };
        if (!unread.isEmpty()) {
          boolean filesUnknown = manager.equals("dpkg");
          return database(
              filesUnknown
                  ? PackageDatabase.Status.NO_FILE_LISTS
                  : PackageDatabase.Status.UNSUPPORTED,
              unread);
        }
        return database(PackageDatabase.Status.READ, "");
      } catch (InputException e) {
        packages = content.packages().size() - before;
        String where = e.source().isEmpty() ? "" : "/" + e.source() + ": ";
        return database(
            e.reason() == ReasonCode.FILE_TOO_LARGE
                ? PackageDatabase.Status.TOO_LARGE
                : PackageDatabase.Status.MALFORMED,
            where + e.detail());
      }
    }

    private String dpkg() throws InputException {
      DpkgReader.Result result = DpkgReader.read(files, content);
      packages = result.packages();
      sumsOnly = result.sumsOnly();
      return result.filesUnknown() ? "it does not list the files of every package" : "";
    }

    private String apk() throws InputException {
      for (DatabaseFile file : files) {
        packages += ApkReader.read(file, content);
      }
      return "";
    }

    private String rpm() throws InputException {
      boolean read = false;
      for (DatabaseFile file : files) {
        if (file.kind() == PackageFile.RPM_SQLITE_WAL && !file.content().isEmpty()) {
          return "its write-ahead log holds changes that are not in the database yet";
        }
      }
      for (DatabaseFile file : files) {
        if (file.kind() == PackageFile.RPM_SQLITE) {
          packages += RpmReader.read(file, content);
          read = true;
        }
      }
      return read ? "" : "only rpm's sqlite database is read, not Berkeley DB or ndb";
    }

    private PackageDatabase database(PackageDatabase.Status status, String trouble) {
      long changed =
          files.stream().mapToLong(DatabaseFile::modifiedSeconds).max().orElse(Long.MIN_VALUE);
      DatabaseFile main =
          files.stream().min(Comparator.comparing(DatabaseFile::kind)).orElse(files.get(0));
      return new PackageDatabase(manager, main.path(), status, packages, trouble, changed);
    }
  }

  /** The databases of the tree, by manager. */
  public List<PackageDatabase> databases() {
    return databases;
  }

  /** Installed packages, by name. */
  public List<InstalledPackage> packages() {
    return packages;
  }

  /** Whether every database was read to its end, so that a file no package lists is nobody's. */
  public boolean isComplete() {
    return databases.stream()
        .allMatch(database -> database.status() == PackageDatabase.Status.READ);
  }

  /**
   * Whose a file is.
   *
   * @param path as shipped or real
   * @param digests that expansion computed
   */
  public Ownership of(Bytes path, Entry entry, PackageDigests digests) {
    DatabaseContent.Owned owned =
        paths.isEmpty() ? null : paths.get(realPath(PathOrder.normalise(path), links));
    if (owned != null) {
      FileDigest listed = owned.config() ? null : owned.digest();
      Boolean matches =
          listed == null || entry.kind() != EntryKind.FILE
              ? null
              : listed.matches(entry.size(), entry.sha256(), digests);
      InstalledPackage owner = owned.shared() ? null : owned.owner();
      return new Ownership(
          Boolean.FALSE.equals(matches) ? Ownership.Kind.MODIFIED : Ownership.Kind.OWNED,
          owner,
          matches);
    }
    if (isAlternative(path, entry)) {
      return new Ownership(Ownership.Kind.OWNED, null, null);
    }
    boolean regular = entry.kind() == EntryKind.FILE;
    boolean known = isComplete() && (!sumsOnly || (regular && !path.startsWith(SETTINGS)));
    return known ? Ownership.UNOWNED : Ownership.UNKNOWN;
  }

  /** Whose a path is, without a look at the content: never {@link Ownership.Kind#MODIFIED}. */
  public Ownership lister(Bytes path, Entry entry) {
    Ownership whose = of(path, entry, PackageDigests.NONE);
    return whose.digestMatches() == null
        ? whose
        : new Ownership(Ownership.Kind.OWNED, whose.owner(), null);
  }

  /** update-alternatives makes such links and keeps them in no package's list. */
  private boolean isAlternative(Bytes path, Entry entry) {
    return entry.kind() == EntryKind.SYMLINK
        && databases.stream().anyMatch(d -> d.manager().equals("dpkg") || d.manager().equals("rpm"))
        && (path.startsWith(ALTERNATIVES)
            || PathOrder.normalise(entry.linkTarget()).startsWith(ALTERNATIVES));
  }
}
