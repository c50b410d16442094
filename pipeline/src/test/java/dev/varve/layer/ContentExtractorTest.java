package dev.varve.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentExtractorTest {
  private static final String AWS_ID = "AKIAQ3EGW7TOPZ5K2XYB";
  private static final String AWS_SECRET = "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";
  private static final String NPM = "npm_" + "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0cD3fG6";

  private final ContentExtractor extractor = new ContentExtractor(new byte[32]);

  private @Nullable ContentFact fact(String path, int mode, byte[] content) {
    extractor.start(Bytes.utf8(path), mode);
    if (content.length > 0) {
      extractor.accept(content, 0, content.length);
    }
    ContentFact fact = extractor.finish(3, Bytes.utf8(path));
    return fact == null ? null : withoutDigests(fact);
  }

  /** Every secret has a digest; which one is the matter of its own test. */
  private static ContentFact withoutDigests(ContentFact fact) {
    List<ContentMatch> matches = new ArrayList<>();
    for (ContentMatch match : fact.matches()) {
      assertThat(match.sha12()).matches("[0-9a-f]{12}");
      matches.add(
          new ContentMatch(match.detector(), match.line(), match.shape(), match.redacted(), ""));
    }
    return new ContentFact(
        fact.ordinal(), fact.path(), fact.head(), fact.whole(), matches, fact.digests());
  }

  private @Nullable ContentFact fact(String path, int mode, String content) {
    return fact(path, mode, content.getBytes(StandardCharsets.UTF_8));
  }

  private List<ContentMatch> matches(String path, String content) {
    ContentFact fact = fact(path, 0644, content);
    return fact == null ? List.of() : fact.matches();
  }

  private static ContentFact kept(String path, String head, boolean whole) {
    return new ContentFact(3, Bytes.utf8(path), Bytes.utf8(head), whole, List.of());
  }

  @Test
  void ordinaryFilesLeaveNothing() {
    assertThat(fact("usr/share/doc/x", 0644, "some text")).isNull();
    assertThat(fact("bin/empty", 0755, "")).isNull();
  }

  @Test
  void executablesLeaveTheirFirstFourKibibytes() {
    String elf = "\u007fELF\0" + "x".repeat(9000);
    assertThat(fact("app/a", 0755, elf)).isEqualTo(kept("app/a", elf.substring(0, 4096), false));
    assertThat(fact("app/b", 0100, "\u007fELF")).isEqualTo(kept("app/b", "\u007fELF", true));
  }

  @Test
  void secretsOfScriptsAreTakenOutOfQuotesOverLinesAndOutOfOpenOnes() throws Exception {
    assertThat(text("#!/bin/sh\nDB_PASSWORD=\"hunter2\nx-hunter3\"\necho it's done\nA='b\nc'\n"))
        .isEqualTo("#!/bin/sh\nDB_PASSWORD=****\necho it's done\nA='b\nc'\n");
    assertThat(text("#!/bin/sh\n# it's a token\nDB_PASSWORD=\"hunter2\necho\n"))
        .isEqualTo("#!/bin/sh\n# it's a token\nDB_PASSWORD=****\necho\n");
  }

  private static String text(String script) {
    return SecretText.redactScript(script);
  }

  @Test
  void scriptsAreKeptWholeUpToSixtyFourKibibytes() {
    String script = "#!/bin/sh\n" + "echo hello\n".repeat(3000);
    assertThat(fact("start.sh", 0755, script)).isEqualTo(kept("start.sh", script, true));
    String longer = "#!/bin/sh\n" + "echo hello\n".repeat(9000);
    assertThat(fact("start.sh", 0644, longer))
        .isEqualTo(kept("start.sh", longer.substring(0, 64 << 10), false));
  }

  @Test
  void onceTheLayersShareIsUsedUpExecutablesLeaveOnlyTheirMagic() {
    byte[] script = ("#!" + "x".repeat((64 << 10) - 2)).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 1024; i++) {
      assertThat(fact("s", 0755, script))
          .isNotNull()
          .extracting(ContentFact::whole)
          .isEqualTo(true);
    }
    assertThat(fact("s", 0755, script)).isEqualTo(kept("s", "#!" + "x".repeat(62), false));
    assertThat(fact("etc/os-release", 0644, "ID=alpine\n"))
        .isEqualTo(kept("etc/os-release", "ID=alpine\n", true));
  }

  @Test
  void accountFilesKeepTheKindOfAHashOnly() {
    assertThat(
            fact(
                "etc/shadow",
                0640,
                "root:$6$salt$LongHash/x.:19000:0:99999:7:::\nbin:*:19000::::::\nnew::1::::::\n"
                    + "old:abJnggxhB/yWI:1::::::\nlocked:!$y$j9T$abc$def:1::::::\n"))
        .isEqualTo(
            kept(
                "etc/shadow",
                "root:$6$xxxxxxxx:19000:0:99999:7:::\nbin:*:19000::::::\nnew::1::::::\n"
                    + "old:xxxxxxxxxxxxx:1::::::\nlocked:!$y$xxxxxxxx:1::::::\n",
                true));
    assertThat(fact("etc/passwd", 0644, "root:x:0:0::/root:/bin/sh\n"))
        .isEqualTo(kept("etc/passwd", "root:x:0:0::/root:/bin/sh\n", true));
  }

  @Test
  void aBeginningWithoutEndDoesNotHideTheKeyAfterIt() throws Exception {
    String key =
        Base64.getEncoder()
            .encodeToString(
                KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded());
    String text = "-----BEGIN PRIVATE KEY-----\n".repeat(3) + key + "\n-----END PRIVATE KEY-----\n";

    assertThat(matches("k", text))
        .extracting(match -> match.detector() + " line " + match.line())
        .containsExactly("pem-private-key line 3");
  }

  @Test
  void privateKeysThatDecodeAreFoundAndNeverKept() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    String body =
        "\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\n";
    String pem = "-----BEGIN PRIVATE KEY-----" + body + "-----END PRIVATE KEY-----\n";
    assertThat(fact("run", 0755, "#!/bin/sh\n# key:\n" + pem))
        .isEqualTo(
            new ContentFact(
                3,
                Bytes.utf8("run"),
                Bytes.utf8("#!/bin/sh\n# key:\n" + pem.replace(body, "*".repeat(body.length()))),
                true,
                List.of(
                    new ContentMatch(
                        "pem-private-key",
                        3,
                        "PRIVATE KEY[" + body.length() + "]",
                        "-----BEGIN PRIVATE KEY-----****",
                        ""))));
    String json = "{\"private_key\": \"" + pem.replace("\n", "\\n") + "\"}";
    assertThat(matches("sa.json", json))
        .extracting(ContentMatch::detector)
        .containsExactly("pem-private-key");
  }

  @Test
  void labelsWithoutAKeyAreNothing() {
    assertThat(
            matches(
                "doc",
                "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n"
                    + "\"-----BEGIN PRIVATE KEY-----\"\n"
                    + "-----BEGIN EC PRIVATE KEY-----\n"
                    + Base64.getEncoder().encodeToString(new byte[100])
                    + "\n-----END EC PRIVATE KEY-----\n"))
        .isEmpty();
  }

  @Test
  void opensshAndPgpKeysAreToldApart() {
    byte[] ssh = new byte[120];
    System.arraycopy(
        "openssh-key-v1\0\0\0\0\4none".getBytes(StandardCharsets.ISO_8859_1), 0, ssh, 0, 23);
    byte[] pgp = new byte[120];
    pgp[0] = (byte) 0x95;
    String text =
        "-----BEGIN OPENSSH PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(ssh)
            + "\n-----END OPENSSH PRIVATE KEY-----\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n"
            + "Version: 1\n\n"
            + Base64.getEncoder().encodeToString(pgp)
            + "\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----\n";
    assertThat(matches("keys", text))
        .containsExactly(
            new ContentMatch(
                "openssh-private-key",
                1,
                "OPENSSH PRIVATE KEY[162]",
                "-----BEGIN OPENSSH PRIVATE KEY-----****",
                ""),
            new ContentMatch(
                "pgp-private-key",
                4,
                "PGP PRIVATE KEY BLOCK[180]",
                "-----BEGIN PGP PRIVATE KEY BLOCK-----****",
                ""));
  }

  @Test
  void anAwsKeyCountsAsAPairAndItsIdAloneAsAnId() {
    assertThat(matches("env", "ID=" + AWS_ID + "\n\nKEY=" + AWS_SECRET + "\n"))
        .containsExactly(new ContentMatch("aws-access-key", 1, "AKIA[16]+[40]", "AKIA****", ""));
    assertThat(matches("env", "ID=" + AWS_ID + "\n"))
        .containsExactly(new ContentMatch("aws-key-id", 1, "AKIA[16]", "AKIA****", ""));
    assertThat(matches("env", "KEY=" + AWS_SECRET + "\n")).isEmpty();
    assertThat(matches("doc", "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"))
        .isEmpty();
  }

  @Test
  void tokensAndUrlPasswordsAreFoundUnlessTheyArePlaceholders() {
    assertThat(
            matches(
                ".npmrc",
                "//registry.npmjs.org/:_authToken="
                    + NPM
                    + "\n//r/:_authToken=${NPM_TOKEN}\n"
                    + "//r/:_authToken=0123456789-abcdef0123\n"))
        .containsExactly(
            new ContentMatch("npm-auth-token", 1, "npm_[36]", "npm_****", ""),
            new ContentMatch("npm-auth-token", 3, "_authToken=[21]", "_authToken=****", ""));
    assertThat(
            matches(
                "conf",
                "db=postgres://app:s3cr3tPw@db.internal/x http://user:password@proxy.corp\n"
                    + "https://u:p4ss9@www.example.com https://u:$PW@db.internal http://h:80/@x\n"))
        .containsExactly(
            new ContentMatch("url-password", 1, "://[3]:[8]@", "://****:****@db.internal", ""));
  }

  @Test
  void credentialFilesAreReadByTheirForm() {
    String login =
        Base64.getEncoder().encodeToString("me:hush-hush".getBytes(StandardCharsets.UTF_8));
    assertThat(
            matches(
                "root/.docker/config.json",
                "{\"auths\":{\n\"r.io\":{\"auth\":\"" + login + "\"}, \"x\":{\"auth\":\"\"}}}"))
        .containsExactly(
            new ContentMatch("docker-auth", 2, "[" + login.length() + "]", "****", ""));
    assertThat(matches("app/config.json", "{\"auth\":\"" + login + "\"}")).isEmpty();
    assertThat(matches("root/.netrc", "machine a login b password hush9\n"))
        .containsExactly(new ContentMatch("netrc-password", 1, "[5]", "****", ""));
    assertThat(
            matches("root/.netrc", "password hush9 password hush8\n\npassword hush7\n").stream()
                .map(ContentMatch::line))
        .containsExactly(1, 1, 3);
    assertThat(matches("root/.git-credentials", "https://me:hush9@github.com\n"))
        .containsExactly(new ContentMatch("git-credentials", 1, "[5]", "****", ""));
  }

  @Test
  void binaryFilesAreNotSearched() {
    assertThat(fact("lib", 0644, "\0" + NPM + "\n")).isNull();
  }

  @Test
  void equalSecretsHaveEqualKeyedDigests() {
    ContentExtractor keyed = new ContentExtractor(new byte[] {1, 2, 3});
    List<String> digests =
        List.of(NPM + "\n", "x\n  " + NPM).stream()
            .map(
                text -> {
                  byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                  keyed.start(Bytes.utf8("f"), 0644);
                  keyed.accept(bytes, 0, bytes.length);
                  return keyed.finish(0, Bytes.utf8("f")).matches().get(0).sha12();
                })
            .toList();
    assertThat(digests.get(0)).matches("[0-9a-f]{12}").isEqualTo(digests.get(1));
    // printf %s "$NPM" | openssl dgst -sha256 -mac HMAC -macopt hexkey:010203
    assertThat(digests.get(0)).isEqualTo("cf6ecc26ad60");
  }

  @Test
  void resultsDoNotDependOnHowTheContentIsCut() {
    StringBuilder text = new StringBuilder("#!/bin/sh\n");
    Random random = new Random(11);
    for (int i = 0; i < 60; i++) {
      text.append("line of text\n".repeat(random.nextInt(1000)));
      text.append(i % 3 == 0 ? NPM : "a://bc:d3f" + i + "@h.io").append('\n');
    }
    byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
    ContentFact whole = fact("f", 0755, content);
    assertThat(whole.matches()).hasSize(60);
    for (int most : new int[] {1, 7, 4096, 200_000}) {
      extractor.start(Bytes.utf8("f"), 0755);
      for (int at = 0; at < content.length; ) {
        int piece = Math.min(content.length - at, 1 + random.nextInt(most));
        extractor.accept(content, at, piece);
        at += piece;
      }
      assertThat(withoutDigests(extractor.finish(3, Bytes.utf8("f")))).isEqualTo(whole);
    }
  }

  @Test
  void programsOfPackagesLeaveTheDigestThatTheirDatabaseHas() {
    String glibc = "\u007fELF\0/lib64/ld-linux-x86-64.so.2\0" + "x".repeat(9000);
    String musl = "\u007fELF\0/lib/ld-musl-x86_64.so.1\0" + "x".repeat(9000);
    assertThat(digests("usr/bin/a", 0755, glibc)).isEqualTo(new PackageDigests(md5(glibc), null));
    assertThat(digests("bin/a", 0755, musl)).isEqualTo(new PackageDigests(null, sha1(musl)));
    PackageDigests both = new PackageDigests(md5("#!/bin/sh\n"), sha1("#!/bin/sh\n"));
    assertThat(digests("usr/lib/x/bin/a", 0755, "#!/bin/sh\n")).isEqualTo(both);
    assertThat(digests("usr/lib/mail", 02755, "#!/bin/sh\n")).isEqualTo(both);
    assertThat(digests("lib/ld-2.31.so", 0644, "#!/bin/sh\n")).isEqualTo(both);
  }

  @Test
  void filesThatNoPackageBringsAndFilesThatDoNotRunAreNotHashedAgain() {
    for (String path : List.of("app/bin/a", "usr/local/bin/a", "usr/share/a", "usr/cabin/a", "a")) {
      assertThat(digests(path, 0755, "#!/bin/sh\n")).isEqualTo(PackageDigests.NONE);
    }
    assertThat(digests("usr/bin/a", 0644, "#!/bin/sh\n")).isEqualTo(PackageDigests.NONE);
  }

  @Test
  void digestsDoNotDependOnHowTheBytesArrive() {
    byte[] program = ("\u007fELF\0/lib/ld-musl" + "y".repeat(20_000)).getBytes(UTF_8);
    PackageDigests whole = digests("usr/bin/a", 0755, new String(program, UTF_8));
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      extractor.start(Bytes.utf8("usr/bin/a"), 0755);
      for (int at = 0; at < program.length; ) {
        int piece = Math.min(program.length - at, 1 + random.nextInt(6000));
        extractor.accept(program, at, piece);
        at += piece;
      }
      ContentFact fact = extractor.finish(3, Bytes.utf8("usr/bin/a"));
      assertThat(fact).isNotNull().extracting(ContentFact::digests).isEqualTo(whole);
    }
  }

  @Test
  void filesOfPackageManagersAreKeptWholeUpToABoundOfTheLayer() {
    String list = "/usr/bin/a\n";
    for (String path :
        List.of(
            "var/lib/dpkg/info/a.list",
            "var/lib/dpkg/info/a:amd64.md5sums",
            "var/lib/dpkg/status.d/a.md5sums",
            "usr/lib/apk/db/installed",
            "usr/lib/sysimage/rpm/rpmdb.sqlite")) {
      assertThat(fact(path, 0644, list)).isEqualTo(kept(path, list, true));
    }
    assertThat(fact("var/lib/dpkg/info/a.postinst", 0644, "x")).isNull();
    byte[] large = new byte[32 << 20];
    for (int i = 0; i < 3; i++) {
      assertThat(fact("var/lib/rpm/rpmdb.sqlite", 0644, large))
          .isNotNull()
          .extracting(ContentFact::whole)
          .isEqualTo(true);
    }
    assertThat(fact("var/lib/rpm/rpmdb.sqlite", 0644, large))
        .isEqualTo(
            new ContentFact(
                3,
                Bytes.utf8("var/lib/rpm/rpmdb.sqlite"),
                Bytes.wrap(new byte[2]),
                false,
                List.of()));
  }

  private PackageDigests digests(String path, int mode, String content) {
    ContentFact fact = fact(path, mode, content);
    return fact == null ? PackageDigests.NONE : fact.digests();
  }

  private static Bytes md5(String text) {
    return hash("MD5", text);
  }

  private static Bytes sha1(String text) {
    return hash("SHA-1", text);
  }

  private static Bytes hash(String algorithm, String text) {
    try {
      return Bytes.wrap(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void settingsCountByTheNameAndTheLookOfTheValue() {
    assertThat(
            matches(
                "app/.env",
                "HOST=db\nDB_PASSWORD=k9X2mP4qRs7t\nAPI_KEY='Zq8w-Er5t.Yu1i'\nPORT=5432\n"))
        .containsExactly(
            setting("config-secret", 2, "DB_PASSWORD", 12),
            setting("config-secret", 3, "API_KEY", 14));
    assertThat(matches("app/config/database.yml", "prod:\n  password: \"k9X2mP4qRs7t\"\n"))
        .containsExactly(setting("config-secret", 2, "password", 12));
    assertThat(matches("app/settings.py", "SECRET_KEY = 'k9X2mP4q$Rs7t'\n"))
        .containsExactly(setting("config-secret", 1, "SECRET_KEY", 13));
    assertThat(matches("srv/wp-config.php", "define( 'DB_PASSWORD', 'k9X2mP4qRs7t' );\n"))
        .containsExactly(setting("config-secret", 1, "DB_PASSWORD", 12));
    assertThat(matches("infra/terraform.tfstate", "{\"admin_password\": \"k9X2mP4qRs7t\"}"))
        .containsExactly(setting("config-secret", 1, "admin_password", 12));
    assertThat(matches("dump.sql", "CREATE USER a IDENTIFIED BY 'k9X2mP4qRs7t';\n"))
        .containsExactly(setting("config-secret", 1, "password", 12));
  }

  private static ContentMatch setting(String detector, int line, String name, int length) {
    return new ContentMatch(detector, line, name + "=[" + length + "]", name + "=****", "");
  }

  @Test
  void weakDefaultsAreToldApartAndPlaceholdersPass() {
    assertThat(matches("app/.env", "DB_PASSWORD=changeme\n"))
        .containsExactly(setting("config-default", 1, "DB_PASSWORD", 8));
    for (String line :
        List.of(
            "DB_PASSWORD=",
            "DB_PASSWORD=${DB_PASSWORD}",
            "SECRET_KEY = os.environ['SECRET_KEY']",
            "DB_PASSWORD=<your-password>",
            "PASSWORD_FILE=/run/secrets/db1",
            "password: correcthorse",
            "token_type: Bearer1234",
            "SECRET_KEY = get_random_secret_key()",
            "password = \"a sentence with 3 words\"",
            "NEXT_PUBLIC_API_KEY=k9X2mP4qRs7t")) {
      assertThat(matches("app/.env", line + "\n")).as(line).isEmpty();
    }
    for (String path :
        List.of("app/.env.example", "app/.env.sample", "app/main.js", "app/README")) {
      assertThat(matches(path, "DB_PASSWORD=k9X2mP4qRs7t\n")).as(path).isEmpty();
    }
  }

  @Test
  void aSettingThatItsFormTellsIsToldOnce() {
    assertThat(matches("app/.env", "NPM_TOKEN=" + NPM + "\n"))
        .containsExactly(new ContentMatch("npm-auth-token", 1, "npm_[36]", "npm_****", ""));
  }

  @Test
  void filesOfCredentialsCountByWhatTheyHold() {
    assertThat(detectors("root/.pypirc", "[pypi]\nusername = a\npassword = k9X2mP4qRs7t\n"))
        .containsExactly("pypi-password");
    assertThat(detectors("root/.pypirc", "[pypi]\nusername = a\n")).isEmpty();
    assertThat(detectors("root/.m2/settings.xml", "<server><password>k9X2mP4q</password></server>"))
        .containsExactly("maven-password");
    assertThat(detectors("root/.m2/settings.xml", "<password>{COQLCE6DU6GtcS5P=}</password>"))
        .isEmpty();
    assertThat(
            detectors(
                "root/.composer/auth.json", "{\"github-oauth\": {\"github.com\": \"k9X2mP4q\"}}"))
        .containsExactly("composer-credential");
    assertThat(detectors("root/.cargo/credentials.toml", "[registry]\ntoken = \"k9X2mP4qRs7t\"\n"))
        .containsExactly("cargo-token");
    assertThat(detectors("root/.kube/config", "users:\n- user:\n    token: k9X2mP4qRs7t\n"))
        .containsExactly("kubeconfig-credential");
    assertThat(detectors("root/.kube/config", "users:\n- user:\n    tokenFile: /run/token\n"))
        .isEmpty();
    assertThat(
            detectors(
                "root/.config/gcloud/application_default_credentials.json",
                "{\"refresh_token\": \"1//0gk9X2mP4qRs7tUv\"}"))
        .containsExactly("cloud-refresh-token");
  }

  private List<String> detectors(String path, String content) {
    return matches(path, content).stream().map(ContentMatch::detector).toList();
  }
}
