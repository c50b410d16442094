package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.layer.PackageFile;
import dev.varve.layer.PathOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads dpkg's database: {@code status} in the form of deb-control(5), what {@code info} says about
 * the files of each package, and diversions; and its reduced form in images that are made without
 * dpkg, where {@code status.d} holds a stanza and {@code md5sums} for each package.
 */
final class DpkgReader {
  private static final Set<String> GONE = Set.of("not-installed", "config-files");
  private static final Set<String> FIELDS =
      Set.of("Package", "Version", "Architecture", "Source", "Status", "Installed-Size");

  private final DatabaseContent content;
  private final Map<String, InstalledPackage> byInfoName = new HashMap<>();
  private final Set<InstalledPackage> listed = new HashSet<>();
  private final Map<Bytes, Diversion> diversions = new HashMap<>();
  private int packages;
  private boolean sumsOnly;
  private boolean filesUnknown;

  /**
   * A file that gave way.
   *
   * @param to where it lies
   * @param by the package that has the path now; {@code :} for the administrator
   */
  private record Diversion(Bytes to, String by) {}

  private DpkgReader(DatabaseContent content) {
    this.content = content;
  }

  /**
   * What was found out.
   *
   * @param sumsOnly whether of some packages only regular files that are no settings are known
   * @param filesUnknown whether of some packages no file is known
   */
  record Result(int packages, boolean sumsOnly, boolean filesUnknown) {}

  /**
   * Reads all files of the database.
   *
   * @param files in tree order
   * @throws InputException if they are malformed or too large; what was read by then stays
   */
  static Result read(List<DatabaseFile> files, DatabaseContent content) throws InputException {
    DpkgReader reader = new DpkgReader(content);
    Map<PackageFile, List<DatabaseFile>> byKind = new HashMap<>();
    for (DatabaseFile file : files) {
      byKind.computeIfAbsent(file.kind(), kind -> new ArrayList<>()).add(file);
    }
    for (DatabaseFile file : of(byKind, PackageFile.DPKG_DIVERSIONS)) {
      reader.diversions(file);
    }
    for (DatabaseFile file : of(byKind, PackageFile.DPKG_STATUS)) {
      reader.status(file);
    }
    for (DatabaseFile file : of(byKind, PackageFile.DPKG_LIST)) {
      reader.list(file);
    }
    for (DatabaseFile file : of(byKind, PackageFile.DPKG_SUMS)) {
      reader.sums(file, reader.byInfoName.get(infoName(file)));
    }
    for (DatabaseFile file : of(byKind, PackageFile.DPKG_CONFFILES)) {
      reader.conffiles(file);
    }
    Set<InstalledPackage> withLists = Set.copyOf(reader.listed);
    Set<InstalledPackage> all = new HashSet<>(reader.byInfoName.values());
    all.removeAll(withLists);
    reader.filesUnknown |= !all.isEmpty();
    Map<String, DatabaseFile> partSums = new HashMap<>();
    of(byKind, PackageFile.DPKG_STATUS_PART_SUMS).forEach(file -> partSums.put(file.name(), file));
    for (DatabaseFile file : of(byKind, PackageFile.DPKG_STATUS_PART)) {
      reader.part(file, partSums.get(file.name() + ".md5sums"));
    }
    return new Result(reader.packages, reader.sumsOnly, reader.filesUnknown);
  }

  private static List<DatabaseFile> of(
      Map<PackageFile, List<DatabaseFile>> byKind, PackageFile kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  /** {@code libc6:amd64} of {@code libc6:amd64.list}. */
  private static String infoName(DatabaseFile file) {
    String name = file.name();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private void status(DatabaseFile file) throws InputException {
    eachStanza(
        file,
        stanza -> {
          InstalledPackage installed = installed(stanza, file);
          if (installed != null) {
            byInfoName.putIfAbsent(installed.name(), installed);
            byInfoName.put(installed.name() + ":" + installed.arch(), installed);
          }
        });
  }

  /** The sums beside a part are of its one package; of several, nobody could say whose. */
  private void part(DatabaseFile file, @Nullable DatabaseFile sums) throws InputException {
    List<InstalledPackage> inPart = new ArrayList<>();
    eachStanza(
        file,
        stanza -> {
          InstalledPackage installed = installed(stanza, file);
          if (installed != null) {
            inPart.add(installed);
          }
        });
    if (sums != null && inPart.size() == 1) {
      sums(sums, inPart.get(0));
    } else {
      filesUnknown |= !inPart.isEmpty();
    }
  }

  private @Nullable InstalledPackage installed(Map<String, String> stanza, DatabaseFile file)
      throws InputException {
    String name = stanza.get("Package");
    if (name == null || name.isEmpty()) {
      throw file.malformed("a stanza names no package");
    }
    String[] status = stanza.getOrDefault("Status", "install ok installed").split(" ");
    if (GONE.contains(status[status.length - 1])) {
      return null;
    }
    InstalledPackage installed =
        new InstalledPackage(
            "dpkg",
            name,
            stanza.getOrDefault("Version", ""),
            stanza.getOrDefault("Architecture", ""),
            stanza.getOrDefault("Source", "").split(" ")[0],
            InstalledPackage.bytes(stanza.getOrDefault("Installed-Size", ""), 1024));
    content.add(installed);
    packages++;
    return installed;
  }

  private interface StanzaTaker {
    void take(Map<String, String> stanza) throws InputException;
  }

  /** Stanzas with the fields that count; further lines of a field begin with a space. */
  private static void eachStanza(DatabaseFile file, StanzaTaker taker) throws InputException {
    Map<String, String> stanza = new HashMap<>();
    boolean any = false;
    for (Bytes line : TextLines.of(file.read())) {
      if (line.isEmpty()) {
        if (any) {
          taker.take(stanza);
          stanza.clear();
          any = false;
        }
        continue;
      }
      any = true;
      if (line.at(0) == ' ' || line.at(0) == '\t') {
        continue;
      }
      int colon = line.indexOf((byte) ':', 0);
      if (colon <= 0) {
        throw file.malformed("a line without a field name: " + shortened(line));
      }
      String field = line.slice(0, colon).text();
      if (FIELDS.contains(field)) {
        stanza.put(field, line.slice(colon + 1, line.length()).text().strip());
      }
    }
    if (any) {
      taker.take(stanza);
    }
  }

  private static String shortened(Bytes line) {
    return line.slice(0, Math.min(line.length(), 60)).text();
  }

  private void list(DatabaseFile file) throws InputException {
    InstalledPackage owner = byInfoName.get(infoName(file));
    if (owner == null) {
      return;
    }
    listed.add(owner);
    for (Bytes line : TextLines.of(file.read())) {
      owns(owner, line, null, false);
    }
  }

  private void sums(DatabaseFile file, @Nullable InstalledPackage owner) throws InputException {
    if (owner == null) {
      return;
    }
    for (Bytes line : TextLines.of(file.read())) {
      int space = line.indexOf((byte) ' ', 0);
      FileDigest digest =
          space < 0
              ? null
              : FileDigest.ofHex(FileDigest.Algorithm.MD5, line.slice(0, space).text());
      if (digest == null) {
        throw file.malformed("a line without an MD5 digest: " + shortened(line));
      }
      int at = space;
      while (at < line.length() && (line.at(at) == ' ' || line.at(at) == '*')) {
        at++;
      }
      owns(owner, line.slice(at, line.length()), digest, false);
    }
    if (listed.add(owner)) {
      sumsOnly = true;
    }
  }

  private void conffiles(DatabaseFile file) throws InputException {
    InstalledPackage owner = byInfoName.get(infoName(file));
    if (owner == null) {
      return;
    }
    for (Bytes line : TextLines.of(file.read())) {
      // A leading word may say what to do with the file; the path comes last.
      owns(owner, line.slice(line.lastIndexOf((byte) ' ') + 1, line.length()), null, true);
    }
  }

  private void diversions(DatabaseFile file) throws InputException {
    List<Bytes> lines = new ArrayList<>();
    TextLines.of(file.read()).forEach(lines::add);
    if (lines.size() % 3 != 0) {
      throw file.malformed("three lines tell a diversion, and there are " + lines.size());
    }
    for (int i = 0; i < lines.size(); i += 3) {
      diversions.put(
          PathOrder.normalise(lines.get(i)),
          new Diversion(lines.get(i + 1), lines.get(i + 2).text()));
    }
  }

  private void owns(
      InstalledPackage owner, Bytes written, @Nullable FileDigest digest, boolean config)
      throws InputException {
    Bytes path = PathOrder.normalise(written);
    Diversion moved = diversions.get(path);
    if (moved != null && !moved.by().equals(owner.name())) {
      path = moved.to();
    }
    content.owns(owner, path, digest, config);
  }
}
