package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerFactsTest {

  /** The image block has a schema and a test of its own. */
  private static JsonObject withoutImage(JsonObject document) {
    JsonObject.Builder json = JsonObject.builder();
    document.members().forEach(json::put);
    return json.put("image", JsonNull.NULL).build();
  }

  @Test
  void documentsAreWhatTheSchemaSays() throws Exception {
    FactsSchema schema = FactsSchema.of(RuleScope.CONTAINER);
    List<String> errors = new ArrayList<>();
    for (JsonObject document : RuleCases.documents(RuleScope.CONTAINER)) {
      errors.addAll(schema.errors(withoutImage(document)));
    }
    assertThat(errors).isEmpty();
  }
}
