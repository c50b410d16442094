package dev.varve.rego;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Arguments for built-ins: mostly of the declared types, often such as a built-in is about. */
final class RandomCalls {
  private static final List<String> TYPES =
      List.of("null", "boolean", "number", "string", "array", "object", "set");

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "b",
          "ab",
          "abc",
          "aXbXc",
          "foo.bar",
          "h\u00e9\u00e9\u20ac\ud83d\ude00z",
          " x y ",
          "\t\n\u00a0q\u2003",
          "1",
          "-12.50",
          "1e3",
          "0x1F",
          "[1,2]",
          "{\"a\": [1, 2.50], \"b\": {\"c\": null}}",
          "\"quoted\"",
          "\u0130I\u0131\u00df\u03c3\u03c2\u01c5",
          "aaaa",
          "a,b,,c",
          "\\back`tick\u0007",
          "<&>\u2028",
          "/a/b~1c/0",
          "true");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "-1",
          "-7",
          "10",
          "16",
          "255",
          "1.0",
          "0.5",
          "-0.5",
          "2.5",
          "-2.50",
          "1e3",
          "1E-2",
          "0.1",
          "1234567.5",
          "123456.75",
          "9007199254740993",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "123456789012345678901234567890",
          "-123456789012345678901234567890.5",
          "2147483647",
          "2147483648",
          "-2147483649",
          "4294967296",
          "3.141592653589793238462643",
          "1e30",
          "1e-30",
          "0.0",
          "-0.0",
          "100.00",
          "0.00001234");

  private static final List<String> REGEXES =
      List.of(
          "",
          "a",
          "a*",
          "(a)(b)?",
          "^a|c$",
          "[a-c]+",
          "\\d+",
          "(?i)ABC",
          "(?P<x>a)(?P<y>.)",
          "(?<x>a)",
          "\\bx\\b",
          "(",
          "a**",
          "a{2,1}",
          "(a{100}){20}",
          "(a{10}){20}b?",
          ".",
          "\\s+",
          "x*",
          "\\pL",
          "[[:alpha:]]+",
          "\\Qa.b\\E",
          "(?s).+",
          "\\C",
          "[^,]*",
          "(|a)*",
          "\\z",
          "(?m)^");

  private static final List<String> GLOBS =
      List.of(
          "*",
          "**",
          "a*",
          "*.bar",
          "foo.?ar",
          "[a-c]*",
          "[!a]b",
          "{a,b,ab}",
          "{a*,foo.{bar,baz}}",
          "{a,}c",
          "\\*",
          "[",
          "{a",
          "a\\",
          "[]",
          "[a-]",
          "[-a]",
          "[z-a]",
          "a?c",
          "**c",
          "}",
          "a,b,,c",
          "*h\u00e9*",
          "?X?X?",
          "[\\]]",
          "[a-c");

  private static final List<String> TIMES =
      List.of(
          "2017-06-02T19:00:00-07:00",
          "2006-01-02T15:04:05Z",
          "2006-01-02T15:04:05.999999999Z",
          "2021-02-29T00:00:00Z",
          "2020-02-29T23:59:59,5+01:30",
          "1600-01-01T00:00:00Z",
          "2300-01-01T00:00:00Z",
          "2020-13-01T00:00:00Z",
          "2020-1-01T00:00:00Z",
          "2020-01-01T24:00:00Z",
          "Mon Jan  2 15:04:05 2006",
          "Mon, 02 Jan 2006 15:04:05 MST",
          "Monday, 02-Jan-06 15:04:05 UTC",
          "02 Jan 69 15:04 GMT+3",
          "10:05PM",
          "2006-060",
          "06/1/2 3:04pm",
          "2020-01-01",
          "");

  private static final List<String> LAYOUTS =
      List.of(
          "RFC3339",
          "RFC3339Nano",
          "ANSIC",
          "RFC1123",
          "RFC850",
          "RFC822",
          "UnixDate",
          "3:04PM",
          "2006-002",
          "06/1/2 3:04pm",
          "2006-01-02",
          "Monday January _2 15:04:05.000 2006 -07 MST",
          "Jan Mon 02 03 __2 5.99,999 Z0700 -07:00:00 Z070000",
          "");

  private static final List<String> ZONES =
      List.of(
          "", "UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "GMT+1", "Nowhere/No");

  private static final List<String> DURATIONS =
      List.of(
          "1h",
          "1h15m30.918s",
          "-1.5h",
          "10",
          "0",
          "",
          "1d2h30m",
          "1w",
          "2y",
          "1.5d",
          ".5s",
          ".s",
          "1x",
          "1us",
          "1\u00b5s",
          "+3ms",
          "9223372036854775807ns",
          "-9223372036854775808ns",
          "9223372036854775808ns",
          "2562048h",
          "1..2d",
          "3 s",
          "1d-2h",
          "0.000000001s",
          "1.9ns");

  private static final List<String> ADDRESSES =
      List.of(
          "10.0.0.0/8",
          "10.1.2.3",
          "10.1.2.3/32",
          "10.128.0.0/9",
          "192.168.1.0/28",
          "192.168.1.16/28",
          "192.168.1.1",
          "255.255.255.252/30",
          "1.2.3.04",
          "1.2.3.4/33",
          "::1",
          "fe80::/126",
          "fe80::4/126",
          "2001:db8:0:0:1::/80",
          "::/80",
          "::/0",
          "0.0.0.0/0",
          "::ffff:1.2.3.0/124",
          "1:2:3:4:5:6:7:8/125",
          "1::2::3",
          "fe80::1%eth0",
          "300.1.1.1",
          "10.0.0.0/",
          "10.0.0.0/08",
          "");

  private static final List<String> VERSIONS =
      List.of(
          "1.2.3",
          "v1.2.3",
          "1.2",
          "1.2.3-rc.1",
          "1.2.3-rc.2+build.5",
          "1.2.3-1",
          "1.2.3-alpha",
          "1.2.3-alpha.1",
          "01.2.3",
          "1.2.3-01",
          "1.2.3+",
          "10.0.0",
          "1.10.0",
          "9.9.9-a.b.c",
          "",
          "99999999999999999999.0.0",
          "1.2.3-a_b",
          "1.2.3--",
          "1.2.3.4");

  private static final List<String> AMOUNTS =
      List.of(
          "1",
          "10K",
          "10k",
          "1.5Mi",
          "1000m",
          "15m",
          "3G",
          "2ki",
          "1KI",
          "1.5e3M",
          "1e2",
          "1E",
          "1e",
          "5ei",
          "K",
          "",
          "1 K",
          "\"10\"Mi",
          "1.2.3K",
          "-5k",
          "+2",
          "1kb",
          "1KiB",
          "1.9",
          "1b",
          "0.1",
          "1e1000000",
          "12345678901234567890123",
          "3.3333333333333m",
          "1mb",
          "2tib",
          ".5k",
          "5.",
          "1e-3K",
          "--1",
          "1x");

  private static final List<String> ENCODED =
      List.of(
          "aGVsbG8=",
          "aGVsbG8",
          "aGVs\nbG8=",
          "aGVsbG8==",
          "aGVs=bG8",
          "//79",
          "__79",
          "_-8",
          "a",
          "YQ==",
          "YR==",
          "====",
          "",
          "68656c6c6f",
          "ff00",
          "FFfe",
          "6",
          "zz",
          "6\u20ac",
          "a+b%20c%2B",
          "%zz",
          "%4",
          "x=1&y=2&x=3",
          "a;b",
          "&&a&=b",
          "a%3Db=c%26d",
          "\u00e9 \u20ac/?",
          "{\"a\":1}",
          "[1,2",
          "{\"a\":1,\"a\":2}",
          "[1e400,1.10]",
          "nul",
          " 1 ",
          "1 2",
          "\"\\ud800\"",
          "[1,]",
          "01",
          "-",
          "1e999999",
          "{\"b\":[],\"a\":{}}",
          "\"a\u0001\"");

  private static final List<String> YAML =
      List.of(
          "a: 1\nb: [x, 2.50, 1e3, yes, true, ~]\n",
          "- 0o17\n- 0x1F\n- 017\n- 1_000\n- .5\n- -1\n- +1\n- 1.0\n- 1e-9\n- 123456789012345678901234\n",
          "a: 1\na: 2\n",
          "x: &a {p: 1}\ny:\n  <<: *a\n  q: 2\n",
          "t: 2020-01-01\nu: \"2020-01-01\"\nv: 10:20\n",
          "  a:\nb: 1",
          "a\n---\nb\n",
          "",
          "# nothing\n",
          "s: |\n  one\n  two\nf: >-\n  one\n  two\n",
          "[1, 2",
          "a: b: c",
          "{a: [], b: {}}",
          "\t- a",
          "18446744073709551615",
          "18446744073709551616",
          "-9223372036854775809",
          "'it''s'");

  private static final List<String> URLS =
      List.of(
          "https://user:pw@example.com:8080/a%20b/c?x=1&y=2#frag%21",
          "http://[fe80::1%25en0]:80/",
          "http://[::1]",
          "http://[1.2.3.4]/",
          "mailto:a@b.c",
          "//host/path",
          "///path",
          "/p/a/t/h?q",
          "a:b:c",
          "1a:b",
          ":x",
          "rel/path:x",
          "x:y/z?",
          "http://a b/",
          "http://a:b/",
          "http://a:1:2/",
          "tcp://a:1:2/",
          "http://h\u00e9/%zz",
          "http://%41/",
          "http://a/%e9",
          "*",
          "",
          "HTTP://EXAMPLE.com",
          "http://a@b@c/",
          "http://a\u0001b/",
          "?q=1",
          "#f");

  private static final List<String> UUIDS =
      List.of(
          "00000000-0000-0000-0000-000000000000",
          "d6e3c5a0-1c3a-11ee-be56-0242ac120002",
          "000003e8-48b9-21ee-b200-325096b39f47",
          "{d6e3c5a0-1c3a-41ee-be56-0242ac120002}",
          "urn:uuid:d6e3c5a0-1c3a-11ee-ce56-0342ac120002",
          "d6e3c5a01c3a11eebe560242ac120002",
          "D6E3C5A0-1C3A-51EE-FE56-0142AC120002",
          "d6e3c5a0-1c3a-11ee-be56-0242ac12000",
          "x6e3c5a0-1c3a-11ee-be56-0242ac120002",
          "");

  /** For a built-in, or all whose name begins so: from what its arguments are taken. */
  private static final Map<String, List<List<String>>> SPECIAL =
      Map.ofEntries(
          Map.entry(
              "regex.replace",
              List.of(
                  TEXTS, REGEXES, List.of("$1", "<$0>", "${x}y", "$x$$", "z", "$", "${", "$1x"))),
          Map.entry(
              "regex.template_match",
              List.of(
                  List.of("a{b+}c", "{.*}", "x", "{a", "a}", "<a|b>", "{a{2}}"),
                  List.of("abbc", "", "x", "aa", "b", "a"),
                  List.of("{", "<", "", "ab"),
                  List.of("}", ">"))),
          Map.entry("regex.", List.of(REGEXES, TEXTS)),
          Map.entry("yaml.", List.of(YAML)),
          Map.entry("uri.", List.of(URLS)),
          Map.entry("uuid.", List.of(UUIDS)),
          Map.entry("re_match", List.of(REGEXES, TEXTS)),
          Map.entry("glob.match", List.of(GLOBS, List.of(), TEXTS)),
          Map.entry("glob.quote_meta", List.of(GLOBS)),
          Map.entry("time.parse_ns", List.of(LAYOUTS, TIMES)),
          Map.entry("time.parse_rfc3339_ns", List.of(TIMES)),
          Map.entry("time.parse_duration_ns", List.of(DURATIONS)),
          Map.entry("net.", List.of(ADDRESSES, ADDRESSES)),
          Map.entry("semver.", List.of(VERSIONS, VERSIONS)),
          Map.entry("units.", List.of(AMOUNTS)),
          Map.entry("base64", List.of(ENCODED)),
          Map.entry("hex.", List.of(ENCODED)),
          Map.entry("urlquery.", List.of(ENCODED)),
          Map.entry("json.is_valid", List.of(ENCODED)),
          Map.entry("json.unmarshal", List.of(ENCODED)));

  private final Random random;

  RandomCalls(long seed) {
    random = new Random(seed);
  }

  /** Whether a value is a number beyond a thousand. */
  static boolean isLarge(Object value) {
    return RegoNumber.isNumber(value)
        && RegoNumber.exact(value).abs().compareTo(java.math.BigDecimal.valueOf(1000)) > 0;
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private boolean often() {
    return random.nextInt(10) < 9;
  }

  List<Object> arguments(String name, List<List<String>> types) {
    List<List<String>> pools = List.of();
    for (Map.Entry<String, List<List<String>>> special : SPECIAL.entrySet()) {
      if (name.equals(special.getKey()) || (pools.isEmpty() && name.startsWith(special.getKey()))) {
        pools = special.getValue();
        if (name.equals(special.getKey())) {
          break;
        }
      }
    }
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      String type = oneOf(types.get(i));
      List<String> pool = i < pools.size() && !pools.get(i).isEmpty() ? pools.get(i) : TEXTS;
      arguments.add(often() ? typed(name, i, type, pool) : value(2, TEXTS));
    }
    return arguments;
  }

  private Object typed(String name, int position, String type, List<String> pool) {
    if (name.startsWith("time.") && !type.equals("string")) {
      return position == 0 || name.equals("time.diff") ? time(type) : number();
    }
    boolean few =
        position > 0
                && (name.startsWith("bits.")
                    || name.startsWith("regex.find")
                    || name.equals("format_int"))
            || name.startsWith("numbers.range");
    if (type.equals("number") && few) {
      return (long) oneOf(List.of(0, 1, 2, 3, 8, 10, 16, -1, -5, 40));
    }
    if (name.startsWith("json.") && position == 1 && !type.equals("string")) {
      return name.equals("json.patch") ? patch() : paths();
    }
    if (name.startsWith("json.") && position == 0 && type.equals("object")) {
      return document(3);
    }
    if (name.equals("json.patch") && position == 0) {
      return document(3);
    }
    if (name.equals("json.marshal_with_options") && position == 1) {
      return options();
    }
    if (name.startsWith("graph.") && position == 0) {
      return graph();
    }
    if (name.startsWith("graph.")) {
      return collection(type, List.of("a", "b", "c"), 2);
    }
    if (name.equals("sprintf") && position == 0) {
      return oneOf(List.of("%v %v", "%d|%s|%v", "%5.2f", "%q", "%t %v", "%%", "%[2]v %[1]v", "%v"));
    }
    if (name.equals("glob.match") && position == 1) {
      return type.equals("null")
          ? RegoNull.NULL
          : collection("array", List.of(".", "X", "b", ",", "h"), 1);
    }
    if ((name.equals("intersection") || name.equals("union")) && often()) {
      RegoSet sets = new RegoSet();
      for (int i = random.nextInt(4); i > 0; i--) {
        sets.add(collection("set", TEXTS.subList(0, 6), 1));
      }
      return sets;
    }
    if (name.equals("object.union_n") && often()) {
      RegoArray objects = new RegoArray();
      for (int i = random.nextInt(4); i > 0; i--) {
        objects.add(document(2));
      }
      return objects;
    }
    if (name.startsWith("object.") && position == 1 && often()) {
      return type.equals("any")
          ? paths().get(0)
          : type.equals("object") ? document(2) : collection(type, List.of("a", "b", "c", "0"), 3);
    }
    if (name.startsWith("object.") && position == 0 && type.equals("object")) {
      return document(3);
    }
    if ((name.equals("sum") || name.equals("product")) && often()) {
      RegoArray numbers = new RegoArray();
      for (int i = random.nextInt(4); i > 0; i--) {
        numbers.add(number());
      }
      return numbers;
    }
    if (name.equals("all") || name.equals("any")) {
      RegoArray truths = new RegoArray();
      for (int i = random.nextInt(3); i > 0; i--) {
        truths.add(often() ? (Object) random.nextBoolean() : number());
      }
      return type.equals("set") ? RegoSet.copyOf(List.of(truths.toArray())) : truths;
    }
    if (type.equals("array") || type.equals("set")) {
      return often() && !name.equals("concat")
          ? collection(type, pool, 3)
          : collection(type, pool, 0);
    }
    return switch (type) {
      case "string" -> oneOf(pool);
      case "any" -> value(3, pool);
      case "object" -> name.equals("strings.replace_n") ? replacements() : object(2, pool);
      default -> scalar(type, pool);
    };
  }

  private Object time(String type) {
    List<Object> moments =
        Arrays.asList(
            0L,
            1257894000000000000L,
            1600000000123456789L,
            -5364662400000000000L,
            1583020800000000000L,
            1604214000000000000L,
            1616893200000000000L,
            RegoNumber.of("1.5e18"),
            RegoNumber.of("0.5"),
            RegoNumber.of("9223372036854775808"),
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1706659200000000000L);
    if (type.equals("number")) {
      return oneOf(moments);
    }
    RegoArray time = new RegoArray();
    if (often()) {
      time.add(oneOf(moments));
      if (often()) {
        time.add(oneOf(ZONES));
        if (random.nextBoolean()) {
          time.add(oneOf(LAYOUTS));
        }
      }
    }
    return time;
  }

  private Object number() {
    return RegoNumber.of(oneOf(NUMBERS));
  }

  private Object scalar(String type, List<String> pool) {
    return switch (type) {
      case "null" -> RegoNull.NULL;
      case "boolean" -> random.nextBoolean();
      case "number" -> number();
      default -> oneOf(pool);
    };
  }

  private Object value(int depth, List<String> pool) {
    String type = depth == 0 ? oneOf(TYPES.subList(0, 4)) : oneOf(TYPES);
    return switch (type) {
      case "array", "set" -> collection(type, pool, depth - 1);
      case "object" -> object(depth - 1, pool);
      default -> scalar(type, pool);
    };
  }

  /** With a depth of 0 of strings only. */
  private Object collection(String type, List<String> pool, int depth) {
    RegoArray items = new RegoArray();
    for (int i = random.nextInt(5); i > 0; i--) {
      items.add(depth <= 0 || random.nextInt(3) > 0 ? oneOf(pool) : value(depth - 1, pool));
    }
    return type.equals("set") ? RegoSet.copyOf(List.of(items.toArray())) : items;
  }

  private RegoObject object(int depth, List<String> pool) {
    RegoObject object = new RegoObject();
    for (int i = random.nextInt(4); i > 0; i--) {
      Object key = often() ? oneOf(pool) : value(0, pool);
      object.put(key, depth <= 0 ? scalar("string", pool) : value(depth - 1, pool));
    }
    return object;
  }

  private RegoObject replacements() {
    RegoObject object = new RegoObject();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(
          oneOf(List.of("", "a", "b", "ab", "abc", "X", "aa")), oneOf(List.of("", "1", "a", "bb")));
    }
    return object;
  }

  /** With few keys, so that paths meet it. */
  private RegoObject document(int depth) {
    RegoObject document = new RegoObject();
    for (int i = random.nextInt(4); i > 0; i--) {
      document.put(oneOf(List.of("a", "b", "c", "0")), depth == 0 ? number() : part(depth - 1));
    }
    return document;
  }

  private Object part(int depth) {
    switch (random.nextInt(4)) {
      case 0:
        return scalar(oneOf(TYPES.subList(0, 4)), TEXTS.subList(0, 6));
      case 1:
        RegoArray array = new RegoArray();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(depth == 0 ? number() : part(depth - 1));
        }
        return array;
      case 2:
        return collection("set", List.of("a", "b", "c", "0"), 0);
      default:
        return document(Math.max(0, depth - 1));
    }
  }

  private Object path() {
    int length = random.nextInt(4);
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      steps.add(oneOf(List.of("a", "b", "c", "0", "1", "-", "2")));
    }
    if (random.nextBoolean()) {
      return (random.nextBoolean() ? "/" : "") + String.join("/", steps);
    }
    RegoArray path = new RegoArray();
    steps.forEach(
        step ->
            path.add(
                step.matches("[0-9]") && random.nextBoolean()
                    ? (Object) Long.valueOf(step)
                    : step));
    return path;
  }

  private RegoArray paths() {
    RegoArray paths = new RegoArray().add(path());
    for (int i = random.nextInt(3); i > 0; i--) {
      paths.add(path());
    }
    return paths;
  }

  private RegoArray patch() {
    RegoArray patch = new RegoArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      RegoObject operation = new RegoObject();
      operation.put(
          "op", oneOf(List.of("add", "add", "remove", "replace", "move", "copy", "test", "odd")));
      operation.put("path", path());
      if (often()) {
        operation.put("value", part(1)).put("from", path());
      }
      patch.add(operation);
    }
    return patch;
  }

  private RegoObject options() {
    RegoObject options = new RegoObject();
    if (random.nextBoolean()) {
      options.put("pretty", often() ? (Object) random.nextBoolean() : "yes");
    }
    if (random.nextBoolean()) {
      options.put("indent", oneOf(List.of(" ", "", "--")));
    }
    if (random.nextBoolean()) {
      options.put(often() ? "prefix" : "odd", oneOf(List.of("", "# ")));
    }
    return options;
  }

  private RegoObject graph() {
    RegoObject graph = new RegoObject();
    for (String vertex : List.of("a", "b", "c", "d")) {
      if (often()) {
        graph.put(
            vertex,
            collection(
                random.nextBoolean() ? "array" : "set", List.of("a", "b", "c", "d", "e"), 0));
      }
    }
    return graph;
  }
}
