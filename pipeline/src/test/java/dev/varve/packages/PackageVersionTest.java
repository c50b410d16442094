package dev.varve.packages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageVersionTest {
  @ParameterizedTest
  @CsvSource({
    // deb-version(7)
    "dpkg, 1.0-1, <, 1.0-2",
    "dpkg, 1.0~rc1-1, <, 1.0-1",
    "dpkg, 1.0~~, <, 1.0~",
    "dpkg, 1:0.9, >, 2.0",
    "dpkg, 0:1.0, =, 1.0",
    "dpkg, 1.0, <, 1.0+b1",
    "dpkg, 1.0a, <, 1.0+b1",
    "dpkg, 2.36-9+deb12u10, >, 2.36-9+deb12u9",
    "dpkg, 1.10, >, 1.9",
    "dpkg, 1.09, =, 1.9",
    "dpkg, 7.88.1-10+deb12u12, >, 7.88.1-10",
    // rpm's own tests of rpmvercmp
    "rpm, 1.0, <, 2.0",
    "rpm, 2.0.1, >, 2.0",
    "rpm, 2.0.1a, >, 2.0.1",
    "rpm, 5.5p1, <, 5.5p2",
    "rpm, 5.5p10, >, 5.5p1",
    "rpm, 10xyz, <, 10.1xyz",
    "rpm, xyz10, <, xyz10.1",
    "rpm, xyz.4, <, 8",
    "rpm, 20101122, >, 20101121",
    "rpm, 2_0, =, 2.0",
    "rpm, 1.0~rc1, <, 1.0",
    "rpm, 1.0~rc1~git123, <, 1.0~rc1",
    "rpm, 1.0^git1, >, 1.0",
    "rpm, 1.0^git1, <, 1.01",
    "rpm, 1.0^20160102, <, 1.0^20160102^git1",
    "rpm, 1:1.0-1, >, 9.0-1",
    "rpm, 1.0-2.el9, >, 1.0-1.el9",
    // apk-tools' test of versions
    "apk, 2.34, >, 0.1.0_alpha",
    "apk, 0.1.0_alpha, <, 0.1.0",
    "apk, 0.1.0_rc2, >, 0.1.0_pre2",
    "apk, 1.2.3, <, 1.2.3a",
    "apk, 1.2.3_p1, >, 1.2.3",
    "apk, 1.2.3-r1, <, 1.2.3-r10",
    "apk, 1.01, <, 1.1",
    "apk, 3.0.12-r4, <, 3.0.13-r0",
  })
  void ordersAsTheManagerDoes(String manager, String a, String sign, String b) {
    int expected = "<=>".indexOf(sign) - 1;

    assertThat(Integer.signum(PackageVersion.order(manager).compare(a, b))).isEqualTo(expected);
    assertThat(Integer.signum(PackageVersion.order(manager).compare(b, a))).isEqualTo(-expected);
  }

  @Test
  void otherManagersHaveNoOrder() {
    assertThat(PackageVersion.isOrdered("pacman")).isFalse();
    assertThat(PackageVersion.isOrdered("apk")).isTrue();
  }
}
