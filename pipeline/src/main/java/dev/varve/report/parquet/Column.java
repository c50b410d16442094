package dev.varve.report.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.List;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A column of a table; any of its values may be absent.
 *
 * @param path the keys that lead to the value in a JSON line, the outermost first
 */
record Column(Kind kind, List<String> path) {
  /** What a column holds. */
  enum Kind {
    TEXT,
    WHOLE,
    FRACTION,
    FLAG,
    /** A list of texts. */
    TEXTS,
    /** Anything, as canonical JSON. */
    JSON
  }

  Column {
    path = List.copyOf(path);
  }

  static Column text(String... path) {
    return new Column(Kind.TEXT, List.of(path));
  }

  static Column whole(String... path) {
    return new Column(Kind.WHOLE, List.of(path));
  }

  static Column fraction(String... path) {
    return new Column(Kind.FRACTION, List.of(path));
  }

  static Column flag(String... path) {
    return new Column(Kind.FLAG, List.of(path));
  }

  static Column texts(String... path) {
    return new Column(Kind.TEXTS, List.of(path));
  }

  static Column json(String... path) {
    return new Column(Kind.JSON, List.of(path));
  }

  String name() {
    return String.join("_", path);
  }

  Type type() {
    return switch (kind) {
      case TEXT -> Types.optional(BINARY).as(stringType()).named(name());
      case WHOLE -> Types.optional(INT64).named(name());
      case FRACTION -> Types.optional(DOUBLE).named(name());
      case FLAG -> Types.optional(BOOLEAN).named(name());
      case TEXTS ->
          Types.optionalList()
              .element(Types.required(BINARY).as(stringType()).named("element"))
              .named(name());
      case JSON -> Types.optional(BINARY).as(jsonType()).named(name());
    };
  }
}
