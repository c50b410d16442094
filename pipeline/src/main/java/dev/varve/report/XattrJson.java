package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.Entry;
import dev.varve.layer.FileCapabilities;
import dev.varve.layer.Xattr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extended attributes of an entry (semantics.md section 4). */
public final class XattrJson {
  private XattrJson() {}

  /** All of them as shipped, values in base64. */
  public static JsonArray all(Entry entry) {
    List<JsonValue> xattrs = new ArrayList<>();
    for (Xattr xattr : entry.xattrs()) {
      xattrs.add(
          JsonObject.builder()
              .put("name", xattr.name())
              .put("value", xattr.value().base64())
              .build());
    }
    return JsonArray.of(xattrs);
  }

  /** What file capabilities say; null if there are none, or none that can be read. */
  public static @Nullable JsonObject capabilities(Entry entry) {
    Bytes value = entry.xattr(Xattr.CAPABILITY);
    FileCapabilities capabilities = value == null ? null : FileCapabilities.decode(value);
    if (capabilities == null) {
      return null;
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("version", capabilities.version())
            .put("effective", capabilities.effective())
            .put("permitted", JsonArray.ofTexts(capabilities.permitted()))
            .put("inheritable", JsonArray.ofTexts(capabilities.inheritable()));
    Long rootId = capabilities.rootId();
    if (rootId != null) {
      json.put("rootId", rootId);
    }
    return json.build();
  }
}
