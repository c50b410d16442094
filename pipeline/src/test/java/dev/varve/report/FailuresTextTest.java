package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Failure;
import dev.varve.failure.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTextTest {
  private static final Failure OTHER = new Failure("z:1", ReasonCode.EMPTY_INPUT, "", "it is");

  @Test
  void manyThatSayTheSameAreOneMessage() {
    List<Failure> failures = new ArrayList<>();
    for (int image = 0; image < 1100; image++) {
      for (int layer = 0; layer < 2; layer++) {
        failures.add(lost("app:" + image, layer));
      }
      if (image == 7) {
        failures.add(OTHER);
      }
    }

    assertThat(FailuresText.messages(failures, false))
        .containsExactly(
            "listing-lost, 2,200 times: the store has no facts about it any more: app:0, app:1,"
                + " app:2 and 1,097 more. Next: "
                + ReasonCode.LISTING_LOST.nextStep()
                + ", or say --verbose to have each of them told.",
            OTHER.message());
    assertThat(FailuresText.messages(failures, true)).hasSize(2201);
  }

  @Test
  void fewAreToldOneByOne() {
    List<Failure> failures = List.of(lost("a", 0), lost("a", 1), lost("b", 0), OTHER);

    assertThat(FailuresText.messages(failures, false))
        .isEqualTo(failures.stream().map(Failure::message).toList());
  }

  private static Failure lost(String image, int layer) {
    return new Failure(
        image,
        ReasonCode.LISTING_LOST,
        "layer " + layer,
        "the store has no facts about it any more");
  }
}
