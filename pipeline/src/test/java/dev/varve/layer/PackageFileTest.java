package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import org.junit.jupiter.api.Test;

class PackageFileTest {
  @Test
  void looksForTheFilesThatInstallingChangesInOneFixedOrder() {
    assertThat(PackageFile.changedByInstalling().stream().map(Bytes::text))
        .containsExactly(
            "var/lib/dpkg/status",
            "lib/apk/db/installed",
            "usr/lib/apk/db/installed",
            "usr/lib/sysimage/rpm/rpmdb.sqlite",
            "usr/lib/sysimage/rpm/Packages.db",
            "usr/lib/sysimage/rpm/Packages",
            "var/lib/rpm/rpmdb.sqlite",
            "var/lib/rpm/Packages.db",
            "var/lib/rpm/Packages",
            "usr/share/rpm/rpmdb.sqlite",
            "usr/share/rpm/Packages.db",
            "usr/share/rpm/Packages");
  }

  @Test
  void eachOfThemIsAFileOfAPackageManager() {
    assertThat(PackageFile.changedByInstalling())
        .allSatisfy(place -> assertThat(PackageFile.of(place)).isNotNull());
  }
}
