package dev.varve.policy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A published schema of facts documents, applied by a validator that is not ours. */
final class FactsSchema {
  private final Schema schema;

  private FactsSchema(Schema schema) {
    this.schema = schema;
  }

  static FactsSchema of(RuleScope scope) throws IOException {
    Path file = OptionalParts.projectRoot().resolve("policies/schemas/" + scope.label() + ".json");
    return new FactsSchema(
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(Files.readString(file)));
  }

  /** Where a document differs from the schema, sorted. */
  List<String> errors(JsonObject document) {
    String text = new String(CanonicalJson.bytes(document), StandardCharsets.UTF_8);
    return schema.validate(text, InputFormat.JSON).stream().map(Error::toString).sorted().toList();
  }
}
