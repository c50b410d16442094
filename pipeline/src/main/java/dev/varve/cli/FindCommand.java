package dev.varve.cli;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.gate.DuplicateSearch;
import dev.varve.gate.FileCondition;
import dev.varve.gate.FileQuery;
import dev.varve.gate.FleetSearch;
import dev.varve.gate.Outliers;
import dev.varve.layer.CopiedListings;
import dev.varve.layer.FactsStore;
import dev.varve.layer.HeldListings;
import dev.varve.layer.ScratchFolder;
import dev.varve.report.Duplicate;
import dev.varve.report.FailuresText;
import dev.varve.report.Found;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunImages;
import dev.varve.report.RunImages.RunImage;
import dev.varve.report.SizeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "find",
    description = {
      "Which images and layers of a scan hold a file, live or hidden by a later layer.",
      "",
      "Asks the stored listings; no image is read. A file must fulfil all conditions; of one that",
      "is given several times, any."
    },
    exitCodeList = {
      "0:something found",
      "1:nothing found",
      "2:wrong usage, or no such run",
      "3:the store no longer has some layers: their images were not searched"
    },
    footer = {
      "# which images contain log4j-core?",
      "varve find 'log4j-core-*.jar' --in out --images",
      "# where did the setuid bit come from?",
      "varve find --setuid --in out --image team/app:1.4.3",
      "# is this file anywhere, also where a later layer deleted it?",
      "varve find sha256:9f86d081884c --in out",
      "# which keys are shipped and hidden?",
      "varve find '**/.ssh/id_*' '*.pem' --hidden --in out",
      "# how many files can send raw packets?",
      "varve find --capability net_raw --in out --count",
      "# which image has another configuration than all others?",
      "varve find 'etc/**' --outliers --in out",
      "# what do several layers ship again and again?",
      "varve find --duplicates --min-size 1M --in out"
    })
final class FindCommand implements Callable<Integer> {
  /** That a message names. */
  private static final int MOST_IMAGES = 5;

  @Option(
      names = "--in",
      paramLabel = "OUT",
      required = true,
      description = "Folder that a scan has left.")
  private Path in = Path.of("out");

  @Option(names = "--live", description = "Only what a container sees.")
  private boolean live;

  @Option(names = "--hidden", description = "Only what later layers hide.")
  private boolean hidden;

  @Option(
      names = "--outliers",
      description =
          "Of what is found live: only paths at which one image differs from all others, of three"
              + " or more; the odd one first.")
  private boolean outliers;

  @Option(
      names = "--duplicates",
      description =
          "Contents that several distinct layers ship, those with the most repeated bytes first.")
  private boolean duplicates;

  @Mixin private FileConditionOptions conditions = new FileConditionOptions();
  @Mixin private PlaceOptions places = new PlaceOptions();
  @Mixin private FoundOptions found = new FoundOptions();
  @Mixin private StoreOptions store = new StoreOptions();
  @Mixin private JsonLimitOptions limits = new JsonLimitOptions();
  @Mixin private TalkOptions talk = new TalkOptions();

  @Spec private CommandSpec command = CommandSpec.create();

  private final Console console;

  FindCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InputException, IOException {
    talk.applyToLogs(console);
    FileQuery query = query();
    RunImages run = RunImages.read(in, limits.within(Limits.DEFAULT));
    List<RunImage> chosen = places.chosen(run);
    PlaceOptions.requireLayers(chosen, query.layers());
    Path parent = ScratchFolder.usualParent(console.environment());
    Found.Totals totals;
    try (ScratchFolder scratch = ScratchFolder.create(parent)) {
      FactsStore copies =
          new CopiedListings(in.resolve(KeptFacts.FOLDER), store.open(console.environment()));
      FactsStore listings = new HeldListings(copies);
      if (duplicates) {
        Duplicate.Totals repeated =
            new DuplicateSearch(listings, scratch.path(), query).search(chosen);
        found.show(repeated, console, talk);
        totals = repeated.search();
      } else {
        FleetSearch search = new FleetSearch(listings, scratch.path(), query);
        totals = found.show(taker -> searched(search, chosen, taker), console, talk);
      }
    }
    return tell(totals, run);
  }

  private Found.Totals searched(FleetSearch search, List<RunImage> chosen, Found.Taker taker)
      throws IOException {
    if (!outliers) {
      return search.search(chosen, taker);
    }
    Outliers odd = new Outliers(taker);
    return odd.finish(search.search(chosen, odd));
  }

  private FileQuery query() {
    List<FileCondition> all = conditions.conditions();
    List<String> layers = places.layers();
    if (live && hidden) {
      throw wrong("--live and --hidden exclude each other; without them both are found");
    }
    found.requireSense();
    if (outliers && hidden) {
      throw wrong("--outliers are among what is live; leave out --hidden");
    }
    if (duplicates && (live || hidden || outliers || found.onlyImages() || !layers.isEmpty())) {
      throw wrong(
          "--duplicates are about what layers ship; leave out --live, --hidden, --outliers,"
              + " --images and --layer");
    }
    FileQuery.State state =
        live || outliers
            ? FileQuery.State.LIVE
            : hidden ? FileQuery.State.HIDDEN : FileQuery.State.ANY;
    boolean narrowed = !layers.isEmpty() || state != FileQuery.State.ANY || duplicates;
    if (all.isEmpty() && !narrowed) {
      throw wrong("say what to find: a pattern or a condition ('**' finds everything)");
    }
    return new FileQuery(all, state, layers);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private int tell(Found.Totals totals, RunImages run) {
    if (run.failures() > 0) {
      console.note(
          "the scan could not analyse "
              + SizeText.count(run.failures(), "source")
              + ", which nobody can search: see "
              + in.resolve("failures.jsonl"));
    }
    lost(totals.lost()).forEach(failure -> console.error(failure.message()));
    if (!totals.lost().isEmpty()) {
      return ExitCode.INCOMPLETE;
    }
    return totals.names() > 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  /** Layer by layer, or all in one if there are many. */
  private List<Failure> lost(List<Found.Lost> lost) {
    if (talk.isVerbose() || lost.size() <= FailuresText.FEW) {
      return lost.stream().map(one -> lost("layer " + one.layer(), "it", List.of(one))).toList();
    }
    List<String> layers = lost.stream().map(one -> one.layer().toString()).toList();
    return List.of(
        lost(
            SizeText.count(lost.size())
                + " layers ("
                + SizeText.few(layers, FailuresText.FEW)
                + ")",
            "them",
            lost));
  }

  private static Failure lost(String subject, String what, List<Found.Lost> lost) {
    List<String> names =
        lost.stream().flatMap(one -> one.images().stream()).map(RunImage::name).distinct().toList();
    return new Failure(
        subject,
        ReasonCode.LISTING_LOST,
        "",
        "the store has no listing of "
            + what
            + " any more, so "
            + (names.size() == 1
                ? "this image was not searched: "
                : SizeText.count(names.size(), "image") + " were not searched: ")
            + SizeText.few(names, MOST_IMAGES));
  }
}
