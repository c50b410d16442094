package dev.varve.fleet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;

/** Brings together what a bundle has for each key, before all bundles are grouped by it. */
final class PackSomeFn<InputT, T extends Serializable>
    extends DoFn<InputT, KV<String, Packed<Some<T>>>> {
  /** Elements that wait for the end of a bundle, which may be a whole fleet. */
  private static final int MOST = 4096;

  private final SerializableFunction<InputT, KV<String, T>> byKey;

  private transient Map<String, List<T>> waiting = new LinkedHashMap<>();
  private transient int elements;

  /**
   * @param byKey key and content of an element
   */
  PackSomeFn(SerializableFunction<InputT, KV<String, T>> byKey) {
    this.byKey = byKey;
  }

  /** Of the output. */
  static <T extends Serializable> KvCoder<String, Packed<Some<T>>> coder() {
    return KvCoder.of(StringUtf8Coder.of(), Packed.coder());
  }

  @StartBundle
  public void start() {
    waiting = new LinkedHashMap<>();
    elements = 0;
  }

  @ProcessElement
  public void process(@Element InputT element, OutputReceiver<KV<String, Packed<Some<T>>>> out) {
    KV<String, T> keyed = byKey.apply(element);
    waiting.computeIfAbsent(keyed.getKey(), key -> new ArrayList<>()).add(keyed.getValue());
    if (++elements == MOST) {
      waiting.forEach((key, some) -> out.output(KV.of(key, Packed.of(new Some<>(some)))));
      start();
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    waiting.forEach(
        (key, some) ->
            context.output(
                KV.of(key, Packed.of(new Some<>(some))),
                BoundedWindow.TIMESTAMP_MIN_VALUE,
                GlobalWindow.INSTANCE));
    start();
  }
}
