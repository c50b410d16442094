package dev.varve.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ValuesTest {
  @Test
  void valuesAreOrderedAsOpaOrdersThem() {
    List<Object> ordered =
        List.of(
            RegoNull.NULL,
            false,
            true,
            RegoNumber.of("-1e3"),
            -1L,
            RegoNumber.of("0.5"),
            1L,
            RegoNumber.of("18446744073709551616"),
            "",
            "a",
            "a\u0000",
            "b",
            "\uffff",
            "\ud83d\ude00",
            RegoArray.of(),
            RegoArray.of(1L, 2L),
            RegoArray.of(2L),
            new RegoObject(),
            new RegoObject().put("a", 1L).put("b", 0L),
            new RegoObject().put("a", 2L),
            new RegoObject().put("b", 1L),
            new RegoSet(),
            new RegoSet().add(3L).add(1L),
            new RegoSet().add(2L));
    for (int i = 0; i < ordered.size(); i++) {
      for (int j = 0; j < ordered.size(); j++) {
        assertThat(Integer.signum(Values.compare(ordered.get(i), ordered.get(j))))
            .as("%s and %s", ordered.get(i), ordered.get(j))
            .isEqualTo(Integer.compare(i, j));
        assertThat(Values.equal(ordered.get(i), ordered.get(j))).isEqualTo(i == j);
      }
    }
  }

  @Test
  void numbersAreEqualHoweverTheyAreWrittenAndStayAsWritten() {
    Object fraction = RegoNumber.of("1.0");
    assertThat(Values.equal(1L, fraction)).isTrue();
    assertThat(Values.equal(fraction, 1L)).isTrue();
    assertThat(Values.hash(fraction)).isEqualTo(Values.hash(1L));
    assertThat(fraction).hasToString("1.0");
    assertThat(Values.equal(RegoNumber.of("0.10"), RegoNumber.of("1e-1"))).isTrue();
    assertThat(Values.hash(RegoNumber.of("0.10"))).isEqualTo(Values.hash(RegoNumber.of("1e-1")));
    assertThat(RegoArray.of("a", "b").find(fraction)).isEqualTo("b");
    assertThatThrownBy(() -> RegoNumber.of("1e30104")).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void keysAreFoundAndOrderedInSmallAndLargeSets() {
    Random random = new Random(7);
    for (int size : new int[] {1, 7, 8, 9, 10, 100, 3000}) {
      List<Long> numbers = new ArrayList<>();
      for (long i = 0; i < size; i++) {
        numbers.add(i);
      }
      Collections.shuffle(numbers, random);
      RegoSet set = new RegoSet();
      RegoObject object = new RegoObject();
      for (Long number : numbers) {
        set.add(number).add(RegoNumber.of(number + ".0"));
        object.put("k" + number, 0L).put("k" + number, number);
      }
      assertThat(set.size()).isEqualTo(size);
      assertThat(object.size()).isEqualTo(size);
      assertThat(set.contains((long) size)).isFalse();
      assertThat(object.get("k" + size)).isNull();
      RegoSet unsorted = set.copy();
      Collections.sort(numbers);
      assertThat(set.toArray()).containsExactlyElementsOf(numbers);
      assertThat(object.keyArray()).isSortedAccordingTo(Values::compare);
      numbers.forEach(
          number -> {
            assertThat(set.find(number)).isEqualTo(number);
            assertThat(object.get("k" + number)).isEqualTo(number);
          });
      assertThat(Values.equal(set, unsorted)).isTrue();
      assertThat(set).hasSameHashCodeAs(unsorted);
      RegoObject more = object.copy().put("other", 1L);
      assertThat(object.get("other")).isNull();
      assertThat(more.get("other")).isEqualTo(1L);
    }
  }

  /** Names whose {@code String.hashCode} is one: whoever builds an image can choose them. */
  @Test
  @Timeout(20)
  void keysOfOneHashAreFoundInTimeToo() {
    int bits = 17;
    RegoSet set = new RegoSet();
    RegoObject object = new RegoObject();
    RegoObject given = new RegoObject();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1 << bits; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < bits; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names.add(name.toString());
      set.add(name.toString());
      object.put(name.toString(), (long) i);
      given.putNew(name.toString(), (long) i);
    }
    assertThat(names.get(1)).hasSameHashCodeAs(names.get(2));
    assertThat(set.add(names.get(5)).size()).isEqualTo(1 << bits);
    RegoSet copy = set.copy().add("other");
    assertThat(copy.size()).isEqualTo((1 << bits) + 1);
    assertThat(set.contains("other")).isFalse();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < names.size(); i++) {
        assertThat(set.contains(names.get(i)) && copy.contains(names.get(i))).isTrue();
        assertThat(object.get(names.get(i)).equals((long) i)).isTrue();
        assertThat(given.get(names.get(i)).equals((long) i)).isTrue();
      }
      assertThat(object.get(names.get(0) + "x")).isNull();
      Values.freeze(set);
      Values.freeze(object);
      Values.freeze(given);
    }
    assertThat(object.keyArray()).isSortedAccordingTo(Values::compare);
    assertThat(Values.equal(object, given)).isTrue();
  }

  @Test
  void jsonIsReadAndWrittenAsGoDoes() {
    String text = "{\"b\":[1.0,-0,12345678901234567890,null],\"a\":\"\\u003cé\\u0001\",\"c\":{}}";
    assertThat(RegoJson.text(RegoJson.read(text)))
        .isEqualTo("{\"a\":\"\\u003cé\\u0001\",\"b\":[1.0,-0,12345678901234567890,null],\"c\":{}}");
    assertThat(RegoJson.read("\"\\ud800x\"")).isEqualTo("\ufffdx");
    assertThat(RegoJson.text(new RegoObject().put(new RegoSet().add("x"), new RegoSet().add(1L))))
        .isEqualTo("{\"[\\\"x\\\"]\":[1]}");
    for (String broken : List.of("", "[1", "1 2", "{\"a\":1,}", "nul", "1e99999")) {
      assertThatThrownBy(() -> RegoJson.read(broken)).isInstanceOf(BuiltinError.class);
    }
  }
}
