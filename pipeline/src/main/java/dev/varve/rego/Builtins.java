package dev.varve.rego;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The built-in functions that plans may call, by the names that OPA gives them. */
public final class Builtins {
  private static final Map<String, Builtin> BY_NAME = all();

  private Builtins() {}

  private static Map<String, Builtin> all() {
    Map<String, Builtin> all = new HashMap<>();
    TypeBuiltins.register(all);
    NumberBuiltins.register(all);
    CollectionBuiltins.register(all);
    SetBuiltins.register(all);
    ObjectBuiltins.register(all);
    StringBuiltins.register(all);
    RegexBuiltins.register(all);
    JsonBuiltins.register(all);
    EncodingBuiltins.register(all);
    TimeBuiltins.register(all);
    VersionBuiltins.register(all);
    GraphBuiltins.register(all);
    NetBuiltins.register(all);
    YamlBuiltins.register(all);
    UriBuiltins.register(all);
    return Map.copyOf(all);
  }

  /** The function of that name, or null if there is none here. */
  public static @Nullable Builtin find(String name) {
    return BY_NAME.get(name);
  }

  /** The names of all functions. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }
}
