package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonValue;
import org.junit.jupiter.api.Test;

/** Secrets of a document as it was written, and what is shown of it. */
class RawSecretsTest {
  @Test
  void passwordOfDigitsIsTakenOutThoughItIsANumber() throws Exception {
    assertThat(
            masked("{\"env\":{\"DB_PASSWORD\":8812345678,\"PORT\":8080},\"copy\":[8812345678,1]}"))
        .doesNotContain("8812345678")
        .contains("8080")
        .contains("\"DB_PASSWORD\"");
  }

  @Test
  void passwordOfLettersIsTakenOutWhereverItStands() throws Exception {
    assertThat(
            masked("{\"env\":{\"DB_PASSWORD\":\"q8ZtRx71Lm\"},\"args\":[\"--with=q8ZtRx71Lm\"]}"))
        .doesNotContain("q8ZtRx71Lm")
        .contains("--with=");
  }

  private static String masked(String text) throws Exception {
    JsonValue document = Json.parse(Bytes.utf8(text), "document", Limits.DEFAULT);
    return RawSecrets.of(document).masked(document).toString();
  }
}
