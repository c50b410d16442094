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
