package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.layer.StoreAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A file system with nothing that object stores do not have. */
class MemoryBeamObjectsTest extends BeamObjectsContract {
  private final String address = "memory://" + UUID.randomUUID();

  @Override
  String address() {
    return address;
  }

  @Test
  void schemeThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> new BeamObjects(new StoreAddress("s4://bucket/varve")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "beam-option-invalid: --store: no file system for s4://bucket/varve")
        .hasMessageEndingWith("; pipeline/README.md says which jars bring one");
  }

  @Test
  void scansLeaveTheBytesOfAScanWithAFolderAndMendWhatIsDamaged() throws Exception {
    FixtureFleet.scan(folder.resolve("plain"), folder.resolve("store"));
    StoreAddress store = new StoreAddress(address);

    ScanOutcome first = FleetScan.run(FixtureFleet.request(folder.resolve("first"), store));
    List<String> packs =
        MemoryFileSystem.names(address).stream().filter(name -> name.endsWith(".pack")).toList();
    MemoryFileSystem.damage(packs.get(0));
    ScanOutcome second = FleetScan.run(FixtureFleet.request(folder.resolve("second"), store));
    ScanOutcome third = FleetScan.run(FixtureFleet.request(folder.resolve("third"), store));

    assertThat(packs).hasSize((int) first.layersExpanded());
    assertThat(second.layersExpanded()).isEqualTo(1);
    assertThat(third.layersExpanded()).isZero();
    for (String run : List.of("first", "second", "third")) {
      Path out = folder.resolve(run);
      assertThat(FixtureFleet.results(out))
          .as(run)
          .isEqualTo(FixtureFleet.results(folder.resolve("plain")));
    }
  }

  @Test
  void keptResultsThatCannotBeReadAreJudgedAnew() throws Exception {
    StoreAddress store = new StoreAddress(address);
    FleetScan.run(FixtureFleet.request(folder.resolve("first"), store));
    assertThat(FleetScan.run(FixtureFleet.request(folder.resolve("warm"), store)).work())
        .satisfies(work -> assertThat(work.imagesJudged()).isZero())
        .satisfies(work -> assertThat(work.imagesReused()).isPositive());

    MemoryFileSystem.names(address).stream()
        .map(name -> name.substring(address.length() + 1))
        .filter(name -> name.startsWith("results-"))
        .map(name -> address + "/" + name.substring(0, name.indexOf('/')))
        .distinct()
        .forEach(MemoryFileSystem::refuse);
    ScanOutcome.Work anew =
        FleetScan.run(FixtureFleet.request(folder.resolve("refused"), store)).work();

    assertThat(anew.imagesReused()).isZero();
    assertThat(anew.imagesJudged()).isPositive();
    assertThat(FixtureFleet.results(folder.resolve("refused")))
        .isEqualTo(FixtureFleet.results(folder.resolve("first")));
  }
}
