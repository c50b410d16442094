package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageUserTest {
  private static final Accounts ACCOUNTS =
      Accounts.parse(
          Bytes.utf8(
              "root:x:0:0:root:/root:/bin/sh\n"
                  + "toor:x:0:0::/root:/bin/sh\n"
                  + "app:x:1000:1001:App:/home/app:/bin/false\n"
                  + "twin:x:5:5::/:\n"
                  + "twin:x:6:6::/:\n"
                  + "4242:x:7:7::/:\n"),
          Bytes.utf8("root:x:0:\nx:x:77:\nstaff:x:50:app,other\n"),
          null);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "root",
        "0",
        "00",
        "+0",
        "-0",
        "0:0",
        "root:x",
        ":1000",
        "toor",
        "0:app",
        "root:root",
        "000000000000000000000000",
        "root:77"
      })
  void everySpellingOfRootIsRoot(String spec) {
    ImageUser user = ImageUser.resolve(spec, ACCOUNTS);
    assertThat(List.of(String.valueOf(user.uid()), String.valueOf(user.root())))
        .containsExactly("0", "true");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "app, NAME, 1000, 1001, false",
        "app:50, NAME, 1000, 50, false",
        "1000, NUMBER, 1000, 1001, false",
        "1000:0, NUMBER, 1000, 0, false",
        "65534, NUMBER, 65534, 0, false",
        "4242, NUMBER, 4242, 0, false",
        "nobody, NAME_UNKNOWN, -, -, -",
        "0x0, NAME_UNKNOWN, -, -, -",
        "Root, NAME_UNKNOWN, -, -, -",
        "2147483647, NUMBER, 2147483647, 0, false",
        "2147483648, OUT_OF_RANGE, -, -, -",
        "4294967296, OUT_OF_RANGE, -, -, -",
        "-1, OUT_OF_RANGE, -, -, -",
        "99999999999999999999999, OUT_OF_RANGE, -, -, -",
        "' 0', INVALID, -, -, -",
        "'ro ot', INVALID, -, -, -",
        "a:b:c, INVALID, -, -, -"
      })
  void othersAreWhoTheEngineTakesThemFor(
      String spec, ImageUser.How how, Long uid, Long gid, Boolean root) {
    ImageUser user = ImageUser.resolve(spec, ACCOUNTS);
    assertThat(user)
        .extracting(ImageUser::how, ImageUser::uid, ImageUser::gid, ImageUser::root)
        .containsExactly(how, uid, gid, root);
  }

  @Test
  void groupsComeFromTheAccountUnlessOneIsNamed() {
    assertThat(ImageUser.resolve("app", ACCOUNTS).groups()).containsExactly(50L, 1001L);
    assertThat(ImageUser.resolve("app:x", ACCOUNTS).groups()).containsExactly(77L);
    assertThat(ImageUser.resolve("app", List.of("999", "x"), ACCOUNTS).groups())
        .containsExactly(50L, 77L, 999L, 1001L);
  }

  @Test
  void oddSpellingsAreNoted() {
    assertThat(ImageUser.resolve("+0", ACCOUNTS).notes()).containsExactly("sign");
    assertThat(ImageUser.resolve("007", ACCOUNTS).notes()).containsExactly("leading-zeros");
    assertThat(ImageUser.resolve("4242", ACCOUNTS).notes()).containsExactly("digits-only-name");
    assertThat(ImageUser.resolve("twin", ACCOUNTS).notes()).containsExactly("duplicate-name");
    assertThat(ImageUser.resolve("app:nogroup", ACCOUNTS).notes()).containsExactly("group-unknown");
    assertThat(ImageUser.resolve("0 ", ACCOUNTS).notes()).containsExactly("spaces");
  }

  @Test
  void rootNeedsNoPasswdButOthersDo() {
    assertThat(ImageUser.resolve("root", Accounts.NONE))
        .isEqualTo(
            new ImageUser(
                "root", ImageUser.How.NAME_UNKNOWN, 0L, 0L, List.of(0L), null, true, List.of()));
    assertThat(ImageUser.resolve("app", Accounts.NONE).root()).isNull();
  }

  @Test
  void passwordStatesAreTold() {
    Accounts accounts =
        Accounts.parse(
            Bytes.utf8(
                "a::1:1::/:\nb:x:2:2::/:\nc:x:3:3::/:\nd:x:4:4::/:\ne:*:5:5::/:\nf:x:6:6::/:\n"
                    + "g:$1$abc$def:7:7::/:\nh:x:8:8::/:\nbad line\nneg:x:-1:0::/:\n"),
            null,
            Bytes.utf8("b::1::::::\nc:!:1\nd:$6$[redacted]:1\nf:$y$j9T$x$y:1\nh:$2b$12$zz:1\n"));
    assertThat(accounts.users().stream().map(u -> u.name() + " " + u.password()))
        .containsExactly(
            "a empty",
            "b empty",
            "c locked",
            "d hash:sha512",
            "e locked",
            "f hash:yescrypt",
            "g hash:md5",
            "h hash:bcrypt");
    assertThat(Accounts.parse(Bytes.utf8("z:x:1:1::/:"), null, null).users().get(0).password())
        .isEqualTo("shadowed-missing");
  }

  /**
   * containerd: {@code getUserFromImage} splits at the colon, {@code oci.WithUser} looks names up.
   */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "app:50        | NAME         | 1000 | 1001 | 50,1001 | false",
        "1000:0        | NUMBER       | 1000 | 1001 | 50,1001 | false",
        "app:nosuch    | NAME         | 1000 | 1001 | 50,1001 | false",
        "99999999999   | NAME         | 0    | 9    | 9       | false",
        "-7            | OUT_OF_RANGE | -    | -    | ''      | true",
        "4242          | NUMBER       | 4242 | 0    | 0       | true",
        "app           | NAME         | 1000 | 1001 | 50,1001 | true",
        ":1000         | EMPTY        | 0    | 1000 | 1000    | true",
        "nobody        | NAME_UNKNOWN | -    | -    | ''      | true",
      })
  void kubernetesDropsTheGroupAndTakesHugeNumbersForNames(
      String spec, ImageUser.How how, Long uid, Long gid, String groups, boolean same) {
    Accounts accounts =
        Accounts.parse(
            Bytes.utf8(
                "root:x:0:0::/:\napp:x:1000:1001::/:\n4242:x:7:7::/:\n99999999999:x:0:9::/:\n"),
            Bytes.utf8("staff:x:50:app\n"),
            null);
    ImageUser cri = ImageUser.underCri(spec, accounts);
    assertThat(cri.how()).isEqualTo(how);
    assertThat(cri.uid()).isEqualTo(uid);
    assertThat(cri.gid()).isEqualTo(gid);
    assertThat(cri.groups().stream().map(String::valueOf).collect(Collectors.joining(",")))
        .isEqualTo(groups);
    assertThat(ImageUser.resolve(spec, accounts).isSameProcess(cri)).isEqualTo(same);
  }
}
