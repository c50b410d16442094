package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.image.ImageConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageSurveyTest {
  private static ImageSurvey survey(TestImage image) {
    TreeCensus census = image.census();
    Accounts accounts = Accounts.of(image);
    Start start = EntrypointChain.of(ImageConfig.EMPTY, image, accounts);
    return ImageSurvey.of(ImageConfig.EMPTY, image, census, accounts, start);
  }

  @Test
  void aSystemSaysWhatItIs() {
    assertThat(OsRelease.parse("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\nNAME='Ubuntu'\n"))
        .isEqualTo(new OsRelease("ubuntu", "", "24.04", "", "Ubuntu", "debian"));
    assertThat(
            OsRelease.parse("#ID=no\nnonsense\n=\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"))
        .isEqualTo(new OsRelease("rocky", "", "", "", "", "rhel"));
    assertThat(survey(new TestImage()).os()).isNull();
    assertThat(
            survey(
                    new TestImage()
                        .file("usr/lib/os-release", "ID=alpine\nVERSION_ID=3.20.1\n")
                        .link("etc/os-release", "../usr/lib/os-release"))
                .os())
        .isEqualTo(new OsRelease("alpine", "", "3.20.1", "", "", "alpine"));
  }

  @Test
  void whatLiesWhereRuntimesMountIsNamedAndNotFollowed() {
    ImageSurvey survey =
        survey(
            new TestImage()
                .dir("proc")
                .link("sys", "/tmp/sys")
                .link("var/run", "/run")
                .link("dev/console", "/etc/shadow"));
    assertThat(survey.mountPoints())
        .extracting(ImageSurvey.MountPoint::path, ImageSurvey.MountPoint::target)
        .contains(
            tuple("proc", null),
            tuple("sys", "/tmp/sys"),
            tuple("var/run", "/run"),
            tuple("dev/console", "/etc/shadow"));
  }

  private static List<Sudoers.Grant> grants(String path, String text) {
    return survey(new TestImage().file(path, text)).sudoers().grants();
  }

  private static Sudoers.Grant sudo(
      int line, String who, String runas, boolean noPassword, String... commands) {
    return new Sudoers.Grant(
        "/etc/sudoers",
        line,
        "sudo",
        who,
        runas,
        noPassword,
        List.of(commands).contains("ALL"),
        List.of(commands));
  }

  @Test
  void grantsOfSudoAreReadAsSudoersSaysThem() {
    assertThat(
            grants(
                "etc/sudoers",
                """
                # app ALL=(ALL) NOPASSWD: ALL
                Defaults env_reset
                Defaults:app !authenticate
                User_Alias ADMINS = alice, bob
                Cmnd_Alias RESTART = /bin/restart app, /bin/stop
                root ALL=(ALL:ALL) ALL
                %sudo ALL=(ALL:ALL) ALL
                app ALL = (root) NOPASSWD: \\
                   ALL
                ADMINS ALL=(ALL) NOPASSWD: RESTART, PASSWD: /bin/other
                #1001 ALL=(postgres) /bin/psql   # comment
                nonsense
                """))
        .containsExactly(
            sudo(6, "root", "ALL", false, "ALL"),
            sudo(7, "%sudo", "ALL", false, "ALL"),
            sudo(8, "app", "root", true, "ALL"),
            sudo(10, "alice", "ALL", true, "/bin/restart app", "/bin/stop"),
            sudo(10, "alice", "ALL", false, "/bin/other"),
            sudo(10, "bob", "ALL", true, "/bin/restart app", "/bin/stop"),
            sudo(10, "bob", "ALL", false, "/bin/other"),
            sudo(11, "#1001", "postgres", false, "/bin/psql"));
    assertThat(grants("etc/sudoers", "Defaults !authenticate\napp ALL=(ALL) ALL\n"))
        .containsExactly(sudo(2, "app", "ALL", true, "ALL"));
  }

  @Test
  void eachCommandKeepsWhatStandsBeforeIt() {
    assertThat(grants("etc/sudoers", "app ALL=(ALL) ALL, NOPASSWD: /bin/apt\n"))
        .containsExactly(
            sudo(1, "app", "ALL", false, "ALL"), sudo(1, "app", "ALL", true, "/bin/apt"));
    assertThat(grants("etc/sudoers", "app ALL=(www) NOPASSWD: /bin/a, (root) /bin/b\n"))
        .containsExactly(
            sudo(1, "app", "www", true, "/bin/a"), sudo(1, "app", "root", true, "/bin/b"));
  }

  @Test
  void severalAccountsToRunAsAreNoCommands() {
    assertThat(grants("etc/sudoers", "app ALL=(www,root : adm) NOPASSWD: ALL\n"))
        .containsExactly(sudo(1, "app", "root", true, "ALL"));
    assertThat(grants("etc/sudoers", "app ALL=(www, db) /bin/a x\\,y, /bin/b (c\n"))
        .containsExactly(sudo(1, "app", "www, db", false, "/bin/a x\\,y", "/bin/b (c"));
    assertThat(grants("etc/sudoers", "Runas_Alias OP = www, root\napp ALL=(OP) ALL\n"))
        .containsExactly(sudo(2, "app", "root", false, "ALL"));
  }

  @Test
  void aliasesAndDefaultsHoldWhereverTheyStand() {
    assertThat(
            grants(
                "etc/sudoers", "OPS ALL=(ALL) ALL\nUser_Alias OPS = app\nDefaults !authenticate\n"))
        .containsExactly(sudo(1, "app", "ALL", true, "ALL"));
  }

  @Test
  void whatSudoSkipsDoesNotCount() {
    assertThat(grants("etc/sudoers.d/app.dpkg-old", "app ALL=(ALL) NOPASSWD: ALL\n")).isEmpty();
    assertThat(grants("etc/sudoers.d/app~", "app ALL=(ALL) NOPASSWD: ALL\n")).isEmpty();
    assertThat(grants("etc/sudoers.d/app", "app ALL=(ALL) NOPASSWD: ALL\n")).hasSize(1);
    assertThat(grants("srv/sudoers", "app ALL=(ALL) NOPASSWD: ALL\n")).isEmpty();
  }

  @Test
  void grantsOfDoas() {
    assertThat(
            grants(
                "etc/doas.conf",
                "# x\npermit nopass keepenv :wheel\npermit persist app as root cmd /bin/x\ndeny b\n"))
        .containsExactly(
            new Sudoers.Grant(
                "/etc/doas.conf", 2, "doas", "%wheel", "root", true, true, List.of("ALL")),
            new Sudoers.Grant(
                "/etc/doas.conf", 3, "doas", "app", "root", false, false, List.of("/bin/x")));
  }

  @Test
  void aDaemonForLoginsAndItsKeys() {
    ImageSurvey survey =
        survey(
            new TestImage()
                .program("usr/sbin/sshd")
                .program("usr/bin/su")
                .file("etc/ssh/ssh_host_rsa_key", "x")
                .file("etc/ssh/sshd_config", "Port 2222\n#X y\nport 22\nMatch User a\nBanner no\n")
                .file("root/.ssh/authorized_keys", "# team\n\nssh-ed25519 AAAA a@b\n"));
    assertThat(survey.ssh())
        .isEqualTo(
            new SshServer(
                "/usr/sbin/sshd",
                false,
                false,
                List.of("/etc/ssh/ssh_host_rsa_key"),
                new java.util.TreeMap<>(Map.of("port", "2222")),
                List.of(new SshServer.AuthorizedKeys("/root/.ssh/authorized_keys", 1))));
    assertThat(survey.loginPrograms()).containsExactly("/usr/bin/su", "/usr/sbin/sshd");
    assertThat(survey(new TestImage().program("usr/bin/ssh")).ssh().daemon()).isNull();
  }

  @Test
  void shellsAreThoseThatCanBeExecuted() {
    assertThat(
            survey(
                    new TestImage()
                        .file("etc/passwd", "a:x:1:1::/:/bin/sh\nb:x:2:2::/:/bin/no\nc:x:3:3::/:\n")
                        .program("usr/bin/dash")
                        .link("bin/sh", "/usr/bin/dash"))
                .shells())
        .containsExactly("/bin/sh");
  }

  @Test
  void aHostileFileOfGrantsIsBounded() {
    String names = "a,".repeat(200_000);
    assertThat(
            grants(
                "etc/sudoers",
                "User_Alias X = " + names + "\n" + "X ALL=(ALL) NOPASSWD: " + names + "\n"))
        .hasSize(1_000);
  }
}
