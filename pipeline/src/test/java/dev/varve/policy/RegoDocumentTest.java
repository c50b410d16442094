package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.rego.RegoObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegoDocumentTest {
  @Test
  void keysThatBecomeOneAreOneMemberWhicheverComesFirst() {
    for (List<String> keys : List.of(List.of("\ud800", "\ufffd"), List.of("\ufffd", "\ud800"))) {
      JsonObject json =
          JsonObject.builder()
              .put(keys.get(0), JsonNumber.of(1))
              .put("other", JsonNumber.of(2))
              .put(keys.get(1), JsonNumber.of(3))
              .build();
      RegoObject made = (RegoObject) RegoDocument.of(json);
      assertThat(made.keyArray()).containsExactly("other", "\ufffd");
    }
  }
}
