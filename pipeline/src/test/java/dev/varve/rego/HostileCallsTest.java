package dev.varve.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a built-in is given, it answers or says why not, in bounded time and memory. */
class HostileCallsTest {
  private static Object call(String name, Object... arguments) {
    Builtin builtin = Builtins.find(name);
    assertThat(builtin).as(name).isNotNull();
    return builtin.call(arguments);
  }

  private static void refused(String reason, String name, Object... arguments) {
    assertThatThrownBy(() -> call(name, arguments))
        .as(name)
        .isInstanceOf(BuiltinError.class)
        .hasMessageContaining(reason);
  }

  @Test
  @Timeout(20)
  void whatWouldFillTheMemoryIsRefused() {
    refused("more than 2000000 items", "numbers.range", 0L, 1_000_000_000L);
    refused("more than 2000000 items", "numbers.range", RegoNumber.of("-1e30"), 1L);
    refused("more than 2000000 items", "numbers.range_step", 0L, Long.MAX_VALUE, 2L);
    refused("more than 2000000 items", "net.cidr_expand", "10.0.0.0/8");
    refused("more than 2000000 items", "net.cidr_expand", "::/0");
    refused("more than 100000 bits", "bits.lsh", 1L, 1_000_000_000L);
    refused("more than 100000 bits", "bits.lsh", 1L, RegoNumber.of("1e30"));
    String megabyte = "a".repeat(1 << 20);
    refused("longer than", "replace", megabyte, "a", "b".repeat(1000));
    refused("longer than", "regex.replace", megabyte, "a", "b".repeat(1000));
    refused(
        "longer than",
        "strings.replace_n",
        new RegoObject().put("a", "b".repeat(1000)).put("c", "d"),
        megabyte);
    refused("longer than", "concat", megabyte, manyTimes("x", 1000));
    refused("longer than", "sprintf", "%v".repeat(100), manyTimes(megabyte, 100));
    Object huge = RegoNumber.of("1e30000");
    refused("more than 100000 bits", "mul", huge, huge);
    refused("more than 100000 bits", "product", RegoArray.of(huge, huge));
    refused("number too big", "mul", RegoNumber.of("1.5e-30000"), RegoNumber.of("1.5e-30000"));
    refused("number too big", "json.unmarshal", "[1e999999999]");
    refused("nests too deeply", "regex.match", "(".repeat(30_000) + ")".repeat(30_000), "");
    refused("invalid repeat count", "regex.match", "((a{1000}){1000}){1000}", "");
    refused("longer than", "regex.match", "a".repeat(100_000), "");
    refused("expression too large", "regex.match", "a{1000}".repeat(9_000), "");
    refused("longer than", "glob.match", "*".repeat(60_000), delimiters(2_000), "x");
    refused("more than 2000000 items", "numbers.range", huge, plus(huge, 1_000_000L));
    refused(
        "longer than",
        "json.marshal_with_options",
        RegoArray.of(RegoArray.of(RegoArray.of(1L))),
        new RegoObject().put("indent", "x".repeat(25_000_000)));
    refused("too large for each other", "regex.match", "a".repeat(60_000), "a".repeat(60_000));
    refused("aliases write out more", "yaml.unmarshal", manyAliases());
    assertThatThrownBy(() -> call("json.unmarshal", "[".repeat(100_000)))
        .isInstanceOf(BuiltinError.class);
  }

  private static Object plus(Object a, Object b) {
    return call("plus", a, b);
  }

  private static RegoArray delimiters(int count) {
    RegoArray array = new RegoArray();
    for (int i = 0; i < count; i++) {
      array.add(Character.toString(0x4e00 + i));
    }
    return array;
  }

  private static RegoArray manyTimes(String text, int times) {
    RegoArray array = new RegoArray();
    for (int i = 0; i < times; i++) {
      array.add(text);
    }
    return array;
  }

  /** Ten lines that stand for 10<sup>10</sup> values. */
  private static String manyAliases() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i <= 10; i++) {
      yaml.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(10) + "]\n");
    }
    return yaml.toString();
  }

  @Test
  @Timeout(20)
  void patternsTakeTimeInProportionToTheText() {
    assertThat(call("regex.match", "^(a+)+$", "a".repeat(200_000) + "!")).isEqualTo(false);
    assertThat(call("regex.match", "(a|aa)*b", "a".repeat(200_000))).isEqualTo(false);
    assertThat(call("glob.match", "*a*a*a*a*a*a*b", RegoNull.NULL, "a".repeat(100_000)))
        .isEqualTo(false);
    assertThat(
            call("glob.match", "{*a,a*,*a*}".repeat(20) + "b", RegoNull.NULL, "a".repeat(10_000)))
        .isEqualTo(false);
  }

  @Test
  @Timeout(20)
  void whoIsToldToStopStops() {
    Thread.currentThread().interrupt();
    try {
      refused("timed out", "numbers.range", 0L, 1_000_000L);
      RegoObject texts = new RegoObject().put("a", "b").put("c", "d");
      refused("timed out", "strings.replace_n", texts, "abc");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Every built-in, with arguments of every type that are large, deep or odd. */
  @Test
  @Timeout(120)
  void everyCallAnswersOrSaysWhyNot() {
    long seed = Long.getLong("varve.seed", System.nanoTime());
    Random random = new Random(seed);
    List<Object> values = oddValues();
    for (String name : new TreeSet<>(Builtins.names())) {
      for (int i = 0; i < 150; i++) {
        Object[] arguments = new Object[4];
        List<String> shown = new ArrayList<>();
        for (int k = 0; k < arguments.length; k++) {
          int chosen = random.nextInt(values.size());
          arguments[k] = values.get(chosen);
          shown.add(Integer.toString(chosen));
        }
        long start = System.nanoTime();
        try {
          Builtins.find(name).call(arguments);
        } catch (BuiltinError e) {
          assertThat(e.getMessage()).as("%s %s", name, shown).isNotBlank();
        } catch (RuntimeException | StackOverflowError e) {
          throw new AssertionError("-Dvarve.seed=" + seed + ": " + name + " of values " + shown, e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as("%s of values %s", name, shown)
            .isLessThan(Duration.ofSeconds(10));
      }
    }
  }

  private static List<Object> oddValues() {
    List<Object> values = new ArrayList<>();
    for (String text :
        List.of(
            "",
            "\u0000",
            "a".repeat(50_000),
            "\ud83d\ude00".repeat(20_000),
            "\udc80\udcff",
            "%1000000d%[99999999]d%-999999999s",
            "9".repeat(1_000),
            "1e30000",
            "[" + "[".repeat(900) + "]".repeat(900) + "]",
            "((((a*)*)*)*)*",
            "x/".repeat(10_000),
            "%".repeat(1_000),
            "0.0.0.0/0",
            "::/120",
            "2006-01-02T15:04:05.999999999999999999999Z",
            "9".repeat(50) + "h",
            "v" + "1.".repeat(500),
            "=".repeat(1_000),
            "[a-z".repeat(100),
            "{".repeat(3_000),
            "$".repeat(1_000),
            "UTC")) {
      values.add(text);
    }
    for (String number :
        List.of("0", "-1", "1", "1e30000", "-1e30000", "1e-30000", "0.5", "-0.0", "1e19")) {
      values.add(RegoNumber.of(number));
    }
    values.add(Long.MAX_VALUE);
    values.add(Long.MIN_VALUE);
    values.add(RegoNumber.of("9".repeat(1_000)));
    values.add(RegoNull.NULL);
    values.add(true);
    values.add(new RegoArray());
    values.add(new RegoObject());
    values.add(new RegoSet());
    Object deep = new RegoArray();
    Object deepObject = "leaf";
    Object deepSet = new RegoSet();
    for (int i = 0; i < 900; i++) {
      deep = new RegoArray().add(deep);
      deepObject = new RegoObject().put("a", deepObject);
      deepSet = new RegoSet().add(deepSet);
    }
    values.add(deep);
    values.add(deepObject);
    values.add(deepSet);
    RegoArray wide = new RegoArray();
    RegoObject graph = new RegoObject();
    RegoSet texts = new RegoSet();
    for (int i = 0; i < 300; i++) {
      wide.add(i % 2 == 0 ? (Object) (long) i : "text " + i);
      graph.put((long) i, RegoArray.of((i + 1L) % 300, (i * 7L) % 300));
      texts.add("a".repeat(i));
    }
    values.add(wide);
    values.add(graph);
    values.add(texts);
    values.add(RegoArray.of(Long.MAX_VALUE, "Asia/Kolkata", "2006"));
    values.add(RegoArray.of(RegoNumber.of("1e400"), "", ".".repeat(10) + "0".repeat(5_000)));
    values.add(
        RegoArray.of(
            new RegoObject().put("op", "add").put("path", "/a/-").put("value", deep),
            new RegoObject().put("op", "move").put("path", "").put("from", "/a")));
    return values;
  }
}
