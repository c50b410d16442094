package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildSecretsTest {
  @Test
  void secretWordsCountAtTheEndOfANameWithAndWithoutSeparator() {
    assertThat(
            Stream.of(
                    "_authToken",
                    "DBPASSWORD",
                    "PGPASSWORD",
                    "NPM_TOKEN",
                    "DB_PASS",
                    "my.api-key",
                    "AWS_SECRET_ACCESS_KEY",
                    "TOKEN_2",
                    "MONKEY",
                    "GPG_KEY",
                    "BYPASS",
                    "OLDPWD",
                    "PASSWORD_FILE",
                    "PASSWORDLESS",
                    "NEXT_PUBLIC_API_KEY",
                    "PUBLIC_TOKEN")
                .filter(name -> BuildSecrets.isSecret(name, "s3cr3tly")))
        .containsExactly(
            "_authToken",
            "DBPASSWORD",
            "PGPASSWORD",
            "NPM_TOKEN",
            "DB_PASS",
            "my.api-key",
            "AWS_SECRET_ACCESS_KEY",
            "TOKEN_2");
  }

  @Test
  void tokensAreTakenOutWhereverTheyStand() {
    String letters = "Ab1".repeat(12);
    assertThat(
            BuildSecrets.redact(
                "git clone https://bob:p@ss@git.corp.io/x && curl -H 'Authorization: Bearer "
                    + letters
                    + "' http://x:${PW}@h npm_"
                    + letters
                    + " AKIAABCDEFGHIJKLMNOP -----BEGIN RSA PRIVATE KEY-----\nMII-x\n"
                    + "-----END RSA PRIVATE KEY----- bearer authentication eyJhbGciOiJI."
                    + "eyJzdWIiOiIx.sig"))
        .isEqualTo(
            "git clone https://bob:****@git.corp.io/x && curl -H 'Authorization: Bearer ****'"
                + " http://x:${PW}@h npm_**** AKIA**** -----BEGIN RSA PRIVATE KEY-----****"
                + "-----END RSA PRIVATE KEY----- bearer authentication eyJ****");
  }

  @Test
  void whatStandsBeforeTheNameIsKept() {
    String text = "run --db.password=hunter77 2TOKEN='a b c d' --password=\"p$ssw0rd!\" x=1";
    assertThat(BuildSecrets.redact(text))
        .isEqualTo("run --db.password=**** 2TOKEN=**** --password=**** x=1");
    assertThat(BuildSecrets.namesIn(text + " " + text))
        .isEqualTo(List.of("db.password", "TOKEN", "password"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app --password hunter77 --port 80~app --password **** --port 80",
        "app --db-password 'two words' x~app --db-password **** x",
        "app -token hunter77~app -token ****",
        "docker login -u me -p hunter77 reg.corp.io~docker login -u me -p **** reg.corp.io",
        "docker -H tcp://h login -phunter77 reg.io~docker -H tcp://h login -p**** reg.io",
        "docker run -e DB_PASSWORD=hunter77 -p 8080:80 app~docker run -e DB_PASSWORD=**** -p 8080:80 app",
        "docker run -eDB_PASSWORD=hunter77 app~docker run -eDB_PASSWORD=**** app",
        "mysql -u root -phunter77 -e 'select 1'~mysql -u root -p**** -e 'select 1'",
        "sshpass -p hunter77 ssh h~sshpass -p **** ssh h",
        "redis-cli -h cache -a hunter77 ping~redis-cli -h cache -a **** ping",
        "redis-server --requirepass hunter77~redis-server --requirepass ****",
        "curl -fsS -u ci:hunter77 https://h/x~curl -fsS -u ci:**** https://h/x",
        "curl --user=ci:hunter77 https://h/x~curl --user=ci:**** https://h/x",
        "curl -H 'X-Vault-Token: hvs.hunter77' h~curl -H 'X-Vault-Token: ****' h",
        "curl -H X-Api-Key:hunter77 h~curl -H X-Api-Key:**** h",
        "echo root:hunter77 | chpasswd~echo root:**** | chpasswd",
        "{\"user\": \"me\", \"password\": \"hunter\"}~{\"user\": \"me\", \"password\": ****}",
      })
  void whatNamesTheNextWordIsBelieved(String line) {
    String[] parts = line.split("~");
    assertThat(BuildSecrets.redact(parts[0])).isEqualTo(parts[1]);
    assertThat(BuildSecrets.redact(parts[1])).isEqualTo(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker run -p 8080:80 --user 1000:1000 reg.io/auth-token:1.4.2",
        "mkdir -p /srv/app && login -f root",
        "docker build --secret id=npm,src=.npmrc .",
        "podman run --secret db_password app",
        "app --token-file /run/secrets/token --private-key tls.key",
        "app --password $DB_PASSWORD --token ${TOKEN} --password --verbose",
        "reset your password: click the link in the mail",
        "openssl rsa -passin file:/run/secrets/key -in x",
        "curl -u \"$USER:$PASSWORD\" https://h/x",
        "token: see the manual",
      })
  void referencesAndProseStay(String text) {
    assertThat(BuildSecrets.redact(text)).isEqualTo(text);
  }

  @Test
  void wordsOfACommandAreReadTogether() {
    assertThat(BuildSecrets.redactWords(List.of("app", "--password", "two words", "-v")))
        .containsExactly("app", "--password", "****", "-v");
    assertThat(BuildSecrets.redactWords(List.of("mysqladmin", "-u", "root", "-phunter77", "ping")))
        .containsExactly("mysqladmin", "-u", "root", "-p****", "ping");
    assertThat(BuildSecrets.redactWords(List.of("curl", "-u", "ci:hunter77", "https://h")))
        .containsExactly("curl", "-u", "ci:****", "https://h");
    assertThat(BuildSecrets.redactWords(List.of("sh", "-c", "exec app --token=hunter77 \"x y\"")))
        .containsExactly("sh", "-c", "exec app --token=**** \"x y\"");
    assertThat(BuildSecrets.redactWords(List.of("", "-----BEGIN PRIVATE KEY-----MII", "x", "")))
        .containsExactly("", "-----BEGIN PRIVATE KEY-----****", "x", "");
    assertThat(BuildSecrets.redactWords(List.of())).isEmpty();
  }

  @Test
  void sealedTextsStillTellThatThereWasASecret() {
    for (String text :
        List.of(
            "run --db.password=hunter77 2TOKEN='a b c d' x=1",
            "curl -u ci:hunter77 https://bob:p@ss@h npm_" + "Ab1".repeat(12),
            "app --password hunter77",
            "NPM_TOKEN=npm_" + "Ab1".repeat(12),
            "nothing")) {
      String sealed = BuildSecrets.seal(text);
      assertThat(sealed).doesNotContain("hunter77", "a b c d", "p@ss", "Ab1Ab1");
      assertThat(BuildSecrets.seal(sealed)).isEqualTo(sealed);
      assertThat(BuildSecrets.redact(sealed)).isEqualTo(BuildSecrets.redact(text));
      assertThat(BuildSecrets.namesIn(sealed)).isEqualTo(BuildSecrets.namesIn(text));
      assertThat(BuildSecrets.holdsForm(sealed)).isEqualTo(BuildSecrets.holdsForm(text));
    }
    String plain = BuildSecrets.sealValue("DB_PASSWORD", "two; words");
    assertThat(BuildSecrets.isSecret("DB_PASSWORD", plain)).isTrue();
    assertThat(BuildSecrets.givesItselfAway(plain)).isFalse();
    assertThat(BuildSecrets.redactValue("DB_PASSWORD", plain)).isEqualTo("****");
    String url = BuildSecrets.sealValue("DB_PASSWORD", "pg://u:hunter77@h");
    assertThat(BuildSecrets.isSecret("DB_PASSWORD", url)).isTrue();
    assertThat(BuildSecrets.givesItselfAway(url)).isTrue();
    assertThat(url).doesNotContain("hunter77");
  }

  @Test
  void aSecretValueIsTakenOutAsAWhole() {
    assertThat(BuildSecrets.redactValue("DB_PASSWORD", "two words")).isEqualTo("****");
    assertThat(BuildSecrets.redactValue("x password=abcd", "plain")).isEqualTo("plain");
    assertThat(BuildSecrets.redactValue("DSN", "pg://u:hunter77@db.corp.io/x"))
        .isEqualTo("pg://u:****@db.corp.io/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1.",
        "-",
        "a=",
        "a='",
        "a=\"'",
        "://",
        "://a:",
        "://a:@",
        "bearer ",
        "-eyJaaaaaaaa.",
        "eyJaaaaaaaa.",
        "-----BEGIN PRIVATE KEY-----",
        "password",
        "token_1",
        "glpat-",
        "--password ",
        "-p ",
        "a: ",
        "x-a:",
        "mysql ",
        "docker login ",
        "curl -u a:",
        "echo a:",
        "password=",
        " t.password=s3cr3tly"
      })
  void aMegabyteOfAnythingTakesNoTime(String piece) {
    String text = piece.repeat((1 << 20) / piece.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          BuildSecrets.redact(text);
          BuildSecrets.namesIn(text);
          BuildSecrets.redactValue(text, text);
        });
  }
}
