package dev.varve.packages;

import java.util.Comparator;

/**
 * A package that an image says it has installed.
 *
 * @param manager {@code dpkg}, {@code apk} or {@code rpm}
 * @param version as the manager writes it; for rpm {@code [epoch:]version-release}
 * @param arch empty if not said
 * @param source the source package; empty if not said
 * @param installedBytes what its files take, as the manager has noted it; -1 if it has not
 */
public record InstalledPackage(
    String manager, String name, String version, String arch, String source, long installedBytes) {
  static final Comparator<InstalledPackage> ORDER =
      Comparator.comparing(InstalledPackage::name)
          .thenComparing(InstalledPackage::version)
          .thenComparing(InstalledPackage::arch)
          .thenComparing(InstalledPackage::manager)
          .thenComparing(InstalledPackage::source)
          .thenComparing(InstalledPackage::installedBytes);

  /** A number as databases write it, times a unit; -1 if it is none. */
  static long bytes(String text, long unit) {
    return text.matches("[0-9]{1,12}") ? Long.parseLong(text) * unit : -1;
  }
}
