package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.Start;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One link of a start chain, root's and not special unless said otherwise. */
final class TestLink {
  private final String path;
  private int mode = 0755;
  private long uid;
  private @Nullable Bytes capabilities;
  private List<String> writableBy = List.of();
  private List<String> dirWritableBy = List.of();
  private @Nullable String direction;
  private int layer;

  TestLink(String path) {
    this.path = path;
  }

  TestLink mode(int value) {
    mode = value;
    return this;
  }

  TestLink uid(long value) {
    uid = value;
    return this;
  }

  TestLink capabilities(String hex) {
    capabilities = Bytes.fromHex(hex);
    return this;
  }

  TestLink writableBy(String... who) {
    writableBy = List.of(who);
    return this;
  }

  TestLink dirWritableBy(String... who) {
    dirWritableBy = List.of(who);
    return this;
  }

  TestLink direction(String value) {
    direction = value;
    return this;
  }

  TestLink layer(int value) {
    layer = value;
    return this;
  }

  ChainLink build(int number) {
    return new ChainLink(
        number,
        ChainLink.Role.BINARY,
        "/" + path,
        "argv",
        Bytes.utf8(path),
        List.of(),
        mode,
        uid,
        0,
        capabilities,
        layer,
        null,
        writableBy,
        dirWritableBy,
        direction,
        null,
        Start.Status.OK,
        List.of(),
        null);
  }
}
