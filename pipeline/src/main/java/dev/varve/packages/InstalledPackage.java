package dev.varve.packages;

import java.util.Comparator;

/**
 * A package that an image says it has installed.
 *
 * @param manager {@code dpkg}, {@code apk} or {@code rpm}
 * @param version as the manager writes it; for rpm {@code [epoch:]version-release}
 * @param arch empty if not said
 * @param source the source package; empty if not said
 */
public record InstalledPackage(
    String manager, String name, String version, String arch, String source) {
  static final Comparator<InstalledPackage> ORDER =
      Comparator.comparing(InstalledPackage::name)
          .thenComparing(InstalledPackage::version)
          .thenComparing(InstalledPackage::arch)
          .thenComparing(InstalledPackage::manager)
          .thenComparing(InstalledPackage::source);
}
