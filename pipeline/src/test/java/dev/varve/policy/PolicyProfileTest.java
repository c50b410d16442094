package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyProfileTest {
  @Test
  void ofTheProfilesThatThereAreNightlyAloneStopsAtWhatIsNewOnly() throws InputException {
    Map<String, PolicyProfile> all =
        PolicyProfile.all(PolicyParams.of(PolicyPack.builtin().data()));

    List<String> newOnly =
        all.values().stream().filter(PolicyProfile::newOnly).map(PolicyProfile::name).toList();
    assertThat(newOnly).containsExactly("nightly");
  }

  @Test
  void parametersSayOfAnyProfileWhetherItStopsAtWhatIsNewOnly() throws InputException {
    Map<String, PolicyProfile> read =
        profiles("{\"nightly\":{\"new_only\":false},\"ours\":{\"new_only\":true},\"gate\":{}}");

    Map<String, Boolean> newOnly = new TreeMap<>();
    read.forEach((name, profile) -> newOnly.put(name, profile.newOnly()));
    assertThat(newOnly).isEqualTo(Map.of("nightly", false, "ours", true, "gate", false));
    assertThat(read.get("ours").failingOn(RuleSeverity.LOW).newOnly()).isTrue();
    assertThat(read.get("ours").stoppingAtNewOnly(false).newOnly()).isFalse();
  }

  @Test
  void anythingElseThanTrueOrFalseIsRefused() {
    assertThatThrownBy(() -> profiles("{\"ours\":{\"new_only\":\"yes\"}}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("profiles.ours.new_only is a string, neither true nor false");
  }

  private static Map<String, PolicyProfile> profiles(String json) throws InputException {
    Bytes document = Bytes.utf8("{\"profiles\":" + json + "}");
    return PolicyProfile.all(Json.parseObject(document, "params", Limits.DEFAULT));
  }
}
