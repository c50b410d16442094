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
import dev.varve.image.ImageReference;
import dev.varve.layer.CopiedListings;
import dev.varve.layer.EntryKind;
import dev.varve.layer.FactsStore;
import dev.varve.layer.HeldListings;
import dev.varve.layer.PathGlob;
import dev.varve.layer.ScratchFolder;
import dev.varve.report.Duplicate;
import dev.varve.report.Found;
import dev.varve.report.FoundJson;
import dev.varve.report.FoundText;
import dev.varve.report.JsonArrayOutput;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunImages;
import dev.varve.report.RunImages.RunImage;
import dev.varve.report.SizeText;
import dev.varve.report.TextPage;
import dev.varve.runtime.NearestKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "find",
    description = {
      "Which images and layers of a scan hold a file, live or hidden by a later layer.",
      "Asks the stored listings; no image is read. A file must fulfil all conditions; of one that",
      "is given several times, any."
    },
    footer = {
      "",
      "Exit codes, as grep has them: 0 something found, 1 nothing, 2 wrong usage or no such run,",
      "3 the store no longer has some layers, so that their images could not be searched.",
      "",
      "Examples:",
      "  which images contain log4j-core?",
      "    varve find 'log4j-core-*.jar' --in out --images",
      "  where did the setuid bit come from?",
      "    varve find --setuid --in out --image team/app:1.4.3",
      "  is this file anywhere, also where a later layer deleted it?",
      "    varve find sha256:9f86d081884c --in out",
      "  which keys are shipped and hidden?",
      "    varve find '**/.ssh/id_*' '*.pem' --hidden --in out",
      "  how many files can send raw packets?",
      "    varve find --capability net_raw --in out --count",
      "  which image has another configuration than all others?",
      "    varve find 'etc/**' --outliers --in out",
      "  what do several layers ship again and again?",
      "    varve find --duplicates --min-size 1M --in out"
    })
final class FindCommand implements Callable<Integer> {
  private static final Pattern WHOLE_DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{6,128}");

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description =
          "A glob of names (*.jar), of paths if it has a slash (etc/**/*.conf), or the SHA-256 of a"
              + " content: all 64 digits, or sha256: with the first 6 or more.")
  private List<String> patterns = List.of();

  @Option(
      names = "--in",
      paramLabel = "OUT",
      required = true,
      description = "Folder that a scan has left.")
  private Path in = Path.of("out");

  @Option(names = "--path", paramLabel = "GLOB", description = "Path from the root; repeatable.")
  private List<String> paths = List.of();

  @Option(names = "--name", paramLabel = "GLOB", description = "Last part of it; repeatable.")
  private List<String> names = List.of();

  @Option(
      names = "--digest",
      paramLabel = "SHA256",
      description = "Content, by the first 6 digits or more; repeatable.")
  private List<String> digests = List.of();

  @Option(names = "--setuid", description = "Files with the setuid bit.")
  private boolean setuid;

  @Option(names = "--setgid", description = "Files with the setgid bit.")
  private boolean setgid;

  @Option(
      names = "--capability",
      paramLabel = "NAME",
      description = "Files with this capability, such as net_raw, or any; repeatable.")
  private List<String> capabilities = List.of();

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "By uid, or by the name that the layer writes; repeatable.")
  private List<String> owners = List.of();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "By gid, or by the name that the layer writes; repeatable.")
  private List<String> groups = List.of();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "file, dir, symlink, hardlink (if hidden), device or fifo; repeatable.")
  private List<Type> types = List.of();

  @Option(
      names = "--min-size",
      paramLabel = "N",
      converter = Bytes.class,
      description = "Files of N bytes or more; k, M or G may follow.")
  private @Nullable Long minSize;

  @Option(
      names = "--max-size",
      paramLabel = "N",
      converter = Bytes.class,
      description = "Files of N bytes or less.")
  private @Nullable Long maxSize;

  @Option(names = "--live", description = "Only what a container sees.")
  private boolean live;

  @Option(names = "--hidden", description = "Only what later layers hide.")
  private boolean hidden;

  @Option(
      names = "--layer",
      paramLabel = "DIGEST",
      description = "Only from this layer, by the first 6 digits or more; repeatable.")
  private List<String> layers = List.of();

  @Option(
      names = "--image",
      paramLabel = "GLOB",
      description = "Only in images of this name, glob of names, or digest; repeatable.")
  private List<String> images = List.of();

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

  @Option(
      names = {"-l", "--images"},
      description = "Only the names of images, each once.")
  private boolean onlyImages;

  @Option(
      names = {"-c", "--count"},
      description = "Only how much is found.")
  private boolean onlyCount;

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl has one line for each name.")
  private ListFormat format = ListFormat.TEXT;

  @Mixin private StoreOptions store = new StoreOptions();
  @Mixin private TalkOptions talk = new TalkOptions();

  @Spec private CommandSpec command = CommandSpec.create();

  private final Console console;

  FindCommand(Console console) {
    this.console = console;
  }

  /** Kinds of files, as the command line names them. */
  enum Type {
    FILE(EntryKind.FILE),
    DIR(EntryKind.DIR),
    SYMLINK(EntryKind.SYMLINK),
    HARDLINK(EntryKind.HARDLINK),
    DEVICE(EntryKind.CHARDEV, EntryKind.BLOCKDEV),
    FIFO(EntryKind.FIFO);

    private final Set<EntryKind> kinds;

    Type(EntryKind first, EntryKind... more) {
      this.kinds = EnumSet.of(first, more);
    }
  }

  /** A number of bytes from 0 on, with k, M or G behind it for powers of 1024. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return text.equals("0") ? Long.valueOf(0) : new LimitOptions.Quantity().convert(text);
    }
  }

  @Override
  public Integer call() throws InputException, IOException {
    talk.applyToLogs(console);
    FileQuery query = query();
    RunImages run = RunImages.read(in, Limits.DEFAULT);
    List<RunImage> chosen = chosen(run);
    requireLayers(chosen, query.layers());
    Path parent = ScratchFolder.usualParent(console.environment());
    Found.Totals totals;
    try (ScratchFolder scratch = ScratchFolder.create(parent)) {
      FactsStore copies =
          new CopiedListings(in.resolve(KeptFacts.FOLDER), store.open(console.environment()));
      FactsStore listings = new HeldListings(copies);
      totals =
          duplicates
              ? writeDuplicates(new DuplicateSearch(listings, scratch.path(), query), chosen)
              : write(new FleetSearch(listings, scratch.path(), query), chosen);
    }
    return tell(totals, run);
  }

  // ---------------------------------------------------------------- what to find

  private FileQuery query() {
    List<FileCondition> all = new ArrayList<>();
    add(patterns, this::pattern, all);
    add(paths, FileCondition.OfPath::of, all);
    add(names, name -> new FileCondition.OfName(PathGlob.of(name)), all);
    add(digests, digest -> new FileCondition.OfDigest(digits("--digest", digest)), all);
    if (setuid) {
      all.add(new FileCondition.OfMode(04000));
    }
    if (setgid) {
      all.add(new FileCondition.OfMode(02000));
    }
    add(capabilities, FileCondition.OfCapability::new, all);
    add(owners, owner -> FileCondition.OfOwner.of(false, owner), all);
    add(groups, group -> FileCondition.OfOwner.of(true, group), all);
    if (!types.isEmpty()) {
      Set<EntryKind> kinds = EnumSet.noneOf(EntryKind.class);
      types.forEach(type -> kinds.addAll(type.kinds));
      all.add(new FileCondition.OfKind(kinds));
    }
    if (minSize != null || maxSize != null) {
      all.add(
          new FileCondition.OfSize(
              minSize == null ? 0 : minSize, maxSize == null ? Long.MAX_VALUE : maxSize));
    }
    if (live && hidden) {
      throw wrong("--live and --hidden exclude each other; without them both are found");
    }
    if (onlyImages && onlyCount) {
      throw wrong("--images and --count exclude each other");
    }
    if (outliers && hidden) {
      throw wrong("--outliers are among what is live; leave out --hidden");
    }
    if (duplicates && (live || hidden || outliers || onlyImages || !layers.isEmpty())) {
      throw wrong(
          "--duplicates are about what layers ship; leave out --live, --hidden, --outliers,"
              + " --images and --layer");
    }
    FileQuery.State state =
        live || outliers
            ? FileQuery.State.LIVE
            : hidden ? FileQuery.State.HIDDEN : FileQuery.State.ANY;
    List<String> digitsOfLayers = layers.stream().map(layer -> digits("--layer", layer)).toList();
    boolean narrowed = !digitsOfLayers.isEmpty() || state != FileQuery.State.ANY || duplicates;
    if (all.isEmpty() && !narrowed) {
      throw wrong("say what to find: a pattern or a condition ('**' finds everything)");
    }
    return new FileQuery(all, state, digitsOfLayers);
  }

  private static void add(
      List<String> written, Function<String, FileCondition> condition, List<FileCondition> all) {
    if (!written.isEmpty()) {
      all.add(new FileCondition.AnyOf(written.stream().map(condition).toList()));
    }
  }

  private FileCondition pattern(String written) {
    if (written.startsWith("sha256:") || WHOLE_DIGEST.matcher(written).matches()) {
      return new FileCondition.OfDigest(digits("PATTERN", written));
    }
    return written.indexOf('/') < 0
        ? new FileCondition.OfName(PathGlob.of(written))
        : FileCondition.OfPath.of(written);
  }

  /** The digits of a digest, with or without its algorithm. */
  private String digits(String option, String written) {
    String digits = written.toLowerCase(Locale.ROOT).replaceFirst("^sha(256|512):", "");
    if (!DIGITS.matcher(digits).matches()) {
      throw wrong(option + " takes 6 to 64 hexadecimal digits, not '" + written + "'");
    }
    return digits;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  // ---------------------------------------------------------------- where

  private List<RunImage> chosen(RunImages run) throws InputException {
    if (images.isEmpty()) {
      return run.images();
    }
    Set<RunImage> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (String wanted : images) {
      PathGlob glob = PathGlob.of(wanted);
      PathGlob completed = PathGlob.of(ImageReference.completed(wanted));
      boolean any = false;
      for (RunImage image : run.images()) {
        if (isCalled(image, wanted, glob, completed)) {
          chosen.add(image);
          any = true;
        }
      }
      if (!any) {
        throw noSuchImage(run, wanted);
      }
    }
    return run.images().stream().filter(chosen::contains).toList();
  }

  private static boolean isCalled(
      RunImage image, String wanted, PathGlob glob, PathGlob completed) {
    String digits = wanted.replaceFirst("^sha256:", "");
    return glob.matches(image.name())
        || image.refs().stream()
            .anyMatch(ref -> glob.matches(ref) || completed.matches(ImageReference.completed(ref)))
        || (DIGITS.matcher(digits).matches()
            && image.digests().stream().anyMatch(digest -> digest.hex().startsWith(digits)));
  }

  private InputException noSuchImage(RunImages run, String wanted) {
    Set<String> known = new TreeSet<>();
    run.images().forEach(image -> known.add(image.name()));
    String nearest = NearestKey.of(wanted, known);
    return new InputException(
        ReasonCode.NO_SUCH_IMAGE,
        "--image " + wanted,
        "the run has "
            + SizeText.count(known.size(), "image name")
            + " and none of this form"
            + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
  }

  private static void requireLayers(List<RunImage> images, List<String> digits)
      throws InputException {
    for (String wanted : digits) {
      boolean any =
          images.stream()
              .flatMap(image -> image.layers().stream())
              .anyMatch(
                  layer ->
                      layer.diffId().hex().startsWith(wanted)
                          || layer.digest().hex().startsWith(wanted));
      if (!any) {
        throw new InputException(
            ReasonCode.NO_SUCH_IMAGE, "--layer " + wanted, "no image has a layer of this digest");
      }
    }
  }

  // ---------------------------------------------------------------- what is found

  private Found.Totals write(FleetSearch search, List<RunImage> chosen) throws IOException {
    return switch (format) {
      case TEXT -> text(search, chosen);
      case JSONL -> {
        OutputStream out = new BufferedOutputStream(console.out());
        Found.Totals totals = lines(search, chosen, out);
        out.flush();
        yield totals;
      }
      case JSON -> {
        OutputStream out = new BufferedOutputStream(console.out());
        JsonArrayOutput array = new JsonArrayOutput(out);
        Found.Totals totals = lines(search, chosen, array);
        array.finish();
        yield totals;
      }
    };
  }

  private Found.Totals text(FleetSearch search, List<RunImage> chosen) throws IOException {
    TextPage page = talk.page(console);
    FoundText text = new FoundText(page, talk.isVerbose());
    Found.Totals totals = search(search, chosen, text);
    if (onlyImages) {
      text.images(totals);
    } else {
      if (listed() && totals.names() > 0) {
        page.blank();
      }
      text.summary(totals);
    }
    page.flush();
    return totals;
  }

  private Found.Totals lines(FleetSearch search, List<RunImage> chosen, OutputStream out)
      throws IOException {
    FoundJson json = new FoundJson(out);
    Found.Totals totals = search(search, chosen, json);
    if (onlyImages) {
      json.images(totals);
    }
    json.summary(totals);
    return totals;
  }

  private Found.Totals search(FleetSearch search, List<RunImage> chosen, Found.Taker taker)
      throws IOException {
    Found.Taker shown = listed() ? taker : found -> {};
    if (!outliers) {
      return search.search(chosen, shown);
    }
    Outliers odd = new Outliers(shown);
    return odd.finish(search.search(chosen, odd));
  }

  private Found.Totals writeDuplicates(DuplicateSearch search, List<RunImage> chosen)
      throws IOException {
    Duplicate.Totals totals = search.search(chosen);
    Duplicate.Totals shown =
        onlyCount
            ? new Duplicate.Totals(
                List.of(), totals.contents(), totals.repeatedBytes(), totals.search())
            : totals;
    OutputStream out = new BufferedOutputStream(console.out());
    switch (format) {
      case TEXT -> {
        TextPage page = talk.page(console);
        new FoundText(page, talk.isVerbose()).duplicates(shown);
        page.flush();
      }
      case JSONL -> new FoundJson(out).duplicates(shown);
      case JSON -> {
        JsonArrayOutput array = new JsonArrayOutput(out);
        new FoundJson(array).duplicates(shown);
        array.finish();
      }
    }
    out.flush();
    return totals.search();
  }

  private boolean listed() {
    return !onlyImages && !onlyCount;
  }

  private int tell(Found.Totals totals, RunImages run) {
    if (run.failures() > 0) {
      console.note(
          "the scan could not analyse "
              + SizeText.count(run.failures(), "source")
              + ", which nobody can search: see "
              + in.resolve("failures.jsonl"));
    }
    for (Found.Lost lost : totals.lost()) {
      List<String> names = lost.images().stream().map(RunImage::name).distinct().toList();
      Failure failure =
          new Failure(
              "layer " + lost.layer(),
              ReasonCode.LISTING_LOST,
              "",
              "the store has no listing of it any more, so "
                  + (names.size() == 1
                      ? "this image was not searched: " + names.get(0)
                      : SizeText.count(names.size(), "image")
                          + " were not searched: "
                          + String.join(", ", names.subList(0, Math.min(names.size(), 5)))
                          + (names.size() > 5 ? " and others" : "")));
      console.error(failure.message());
    }
    if (!totals.lost().isEmpty()) {
      return ExitCode.INCOMPLETE;
    }
    return totals.names() > 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }
}
