package dev.varve.cli;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.fleet.FleetScan;
import dev.varve.fleet.ScanOutcome;
import dev.varve.fleet.ScanRequest;
import dev.varve.image.ProgramPath;
import dev.varve.image.registry.Registries;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.layer.ScratchFolder;
import dev.varve.layer.StoreAddress;
import dev.varve.plan.FleetFile;
import dev.varve.plan.FleetFileReader;
import dev.varve.plan.ImageFilter;
import dev.varve.plan.ImageRequest;
import dev.varve.plan.NamedFile;
import dev.varve.plan.PairRule;
import dev.varve.plan.RegistryRequest;
import dev.varve.plan.RegistrySearch;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.ComparisonText;
import dev.varve.report.ExceptionsText;
import dev.varve.report.Highlights;
import dev.varve.report.HighlightsText;
import dev.varve.report.Ink.Tone;
import dev.varve.report.ProfileText;
import dev.varve.report.SizeText;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
import dev.varve.report.seal.SigningKey;
import dev.varve.runtime.HostProfile;
import dev.varve.runtime.HostProfileReader;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.Neighbourhood;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSpecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "scan",
    description = "The main job: a fleet of images, every distinct layer read once.",
    exitCodeList = {
      "0:nothing found that the profile stops at",
      "1:findings that it stops at, or images that are not what they claim",
      "2:wrong usage or fleet file",
      "3:some images could not be analysed"
    },
    footer = {
      "varve scan fleet.yaml -o out",
      "varve scan images/app.tar images/base.tar -o out",
      "varve scan https://registry.example -o out --include 'team/**' --max-images 99",
      "# again what the last run could not read",
      "varve scan fleet.yaml -o out --only-failed out",
      "# every night: stop at what is new",
      "varve scan fleet.yaml -o nightly --baseline nightly",
      "varve scan fleet.yaml -o out --log-format json 2>scan.log",
      "varve scan fleet.yaml -o out --policy our-rules --data limits.yaml",
      "varve scan fleet.yaml -o out --with-facts --sign-key ~/.ssh/id_ed25519",
      "varve scan fleet.yaml -o out --parquet",
      "varve scan fleet.yaml -o /shared/out --store /shared/store \\",
      "  --flink-master host:8081"
    })
final class ScanCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FLEET",
      arity = "1..*",
      description =
          "Fleet files (.yaml, .yml), or images: archives, layouts, registry references; the"
              + " address of a registry (https://HOST, http://HOST) for all that is there.")
  private List<String> fleets = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "OUT",
      required = true,
      description = "Folder for the results; an earlier run in it is replaced at the end.")
  private Path out = Path.of("out");

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description =
          "Only images called so, as REPOSITORY or REPOSITORY:TAG with or without the registry;"
              + " repeatable. ** spans slashes.")
  private List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "No images called so; repeatable.")
  private List<String> exclude = List.of();

  @Option(
      names = "--max-images",
      paramLabel = "N",
      converter = LimitOptions.SmallQuantity.class,
      description =
          "At most N images: the newest version of every repository, then the next of every one,"
              + " and so on.")
  private @Nullable Integer maxImages;

  @Option(
      names = "--max-registry-names",
      paramLabel = "N",
      converter = LimitOptions.SmallQuantity.class,
      description =
          "Repositories of a registry, or tags of a repository; default 200 thousand. Of all tags"
              + " together, five times as many.")
  private int maxRegistryNames = RegistryAccess.DEFAULT_MAX_NAMES;

  @Option(
      names = "--with-facts",
      description = {
        "Copy what is known of every layer into OUT, so that check --from OUT needs no store. The",
        "copies are what the store has: secrets are taken out, and the store's key stays there."
      })
  private boolean withFacts;

  @Option(
      names = "--parquet",
      description = {
        "Leave findings, images and layers as Parquet tables too, and files.parquet with every tar",
        "member of every layer."
      })
  private boolean parquet;

  @Option(
      names = "--sign-key",
      paramLabel = "KEY",
      description = {
        "Sign SHA256SUMS with this SSH key, by ssh-keygen -Y sign with the namespace varve: a",
        "private key's file, or a public key's whose private one an agent has."
      })
  private @Nullable Path signKey;

  @Option(
      names = "--only-failed",
      paramLabel = "RUN",
      description = {
        "Try again what RUN, a scan of the same fleet, could not read. Images that it has read are",
        "taken from it and from the store; OUT, which may be RUN, then holds the whole fleet."
      })
  private @Nullable Path onlyFailed;

  @Option(
      names = "--no-reuse",
      description =
          "Merge, judge and compare every image anew, also those that an earlier run with the same"
              + " rules, parameters and run specs has judged.")
  private boolean anew;

  @Option(
      names = "--diff-lists",
      description = {
        "Write every path that differs between the images of a pair to differences.jsonl; 'lists:",
        "true' in a fleet file's pair does so for that one."
      })
  private boolean diffLists;

  @Mixin private BeamOptions beam = new BeamOptions();
  @Mixin private JudgementOptions judgement = new JudgementOptions();
  @Mixin private PolicyOptions policies = new PolicyOptions();
  @Mixin private TimingOptions timings = new TimingOptions();
  @Mixin private SpecOptions reading = new SpecOptions();
  @Mixin private StoreOptions store = new StoreOptions();
  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private RegistryOptions registries = new RegistryOptions();
  @Mixin private TalkOptions talk = new TalkOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Console console;

  ScanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    talk.applyToLogs(console);
    ScanRequest request;
    ScanOutcome outcome;
    try {
      request = request();
      outcome = run(request);
    } catch (InputException e) {
      console.error(Failure.of("scan", e).message());
      return ExitCode.UNUSABLE;
    }
    show(outcome, request.judgement().profile());
    timings.tell(outcome.ruleTimes(), console);
    if (outcome.images() == 0 && outcome.failures() == 0 && request.filter().selects()) {
      // A gate that lets pass what it never saw is no gate.
      console.error("--include and --exclude leave no image; look at their globs");
      return ExitCode.UNUSABLE;
    }
    return exitCode(outcome, request.judgement().profile());
  }

  private ScanOutcome run(ScanRequest request) throws InputException, IOException {
    try (ProgressDisplay progress = talk.progress(console)) {
      return FleetScan.run(request, progress);
    }
  }

  private ScanRequest request() throws InputException, IOException {
    List<ImageRequest> images = new ArrayList<>();
    List<RegistryRequest> searched = new ArrayList<>();
    List<FleetFile.RunRequest> runFiles = new ArrayList<>();
    List<Optional<HostProfile>> hosts = new ArrayList<>();
    List<PairRule> pairs = new ArrayList<>();
    FleetFile.ProfileName profile = null;
    NamedFile params = null;
    List<NamedFile> exceptions = new ArrayList<>();
    List<NamedFile> named = new ArrayList<>();
    ByteArrayOutputStream inputs = new ByteArrayOutputStream();
    for (String name : fleets) {
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        Path fleet = Path.of(name);
        FleetFile read = FleetFileReader.read(fleet, limits.limits());
        images.addAll(read.images());
        searched.addAll(read.registries());
        runFiles.addAll(read.runs());
        HostProfile host = host(read, inputs);
        read.runs().forEach(run -> hosts.add(Optional.ofNullable(host)));
        read.pairs().forEach(pair -> pairs.add(diffLists ? pair.withLists() : pair));
        named.addAll(read.policies());
        if (read.params() != null) {
          requireOneParams(params, read.params());
          params = read.params();
        }
        if (read.profile() != null) {
          requireOneProfile(profile, read.profile());
          profile = read.profile();
        }
        if (read.exceptions() != null) {
          exceptions.add(read.exceptions());
        }
        inputs.write(Files.readAllBytes(fleet));
      } else {
        RegistryRequest.requireNoAccount(name);
        if (RegistryRequest.isAddress(name)) {
          searched.add(RegistryRequest.all(name));
        } else {
          images.add(ImageRequest.named(name));
        }
        inputs.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    Map<String, String> environment = console.environment();
    if (onlyFailed != null && maxImages != null) {
      throw new ParameterException(
          spec.commandLine(), "--only-failed takes the images of its run; leave out --max-images");
    }
    ImageFilter filter = new ImageFilter(include, exclude, maxImages);
    RegistryAccess access = access(searched, environment);
    List<Failure> unlisted = search(searched, filter, access, images);
    requireOnePathForEachName(images);
    StoreAddress address = store.address(environment);
    Path root = address.localFolder(environment);
    List<RunSpec> runs = new ArrayList<>();
    List<SourceDocument> documents = new ArrayList<>();
    Map<String, String> mapped = new HashMap<>();
    RunSettings settings = reading.settings(console);
    List<RunSpecs.Request> requests =
        runFiles.stream()
            .map(file -> new RunSpecs.Request(file.source(), file.settings().over(settings)))
            .toList();
    List<RunSpecs.Result> results = RunSpecs.readAll(requests, limits.limits());
    for (int i = 0; i < results.size(); i++) {
      RunSpecs.Result result = results.get(i);
      Optional<HostProfile> host = hosts.get(i);
      result.runs().forEach(run -> runs.add(host.map(h -> h.settle(run)).orElse(run)));
      documents.addAll(result.documents());
      SpecOptions.tell(result.leftOut(), console);
      for (Bytes input : result.inputs()) {
        inputs.write(input.toArray());
      }
      String image = runFiles.get(i).image();
      if (image != null) {
        result.runs().forEach(run -> mapped.put(run.unit().key(), image));
      }
    }
    return new ScanRequest(
        new FleetFile(images, searched, runFiles, pairs, named, params, null, null, profile),
        filter,
        unlisted,
        Neighbourhood.introduce(runs),
        documents,
        new ImageMatch(mapped),
        Digest.sha256Of(inputs.toByteArray()),
        out,
        address,
        limits.limits(),
        limits.inflater(),
        judgement.settings(
            environment,
            limits.limits(),
            "nightly",
            profile,
            params,
            exceptions,
            policies.choice(named, root, environment, limits.limits())),
        access,
        withFacts,
        parquet,
        signingKey(environment),
        judgement.baseline(),
        onlyFailed,
        timings.wanted(),
        !anew,
        beam.arguments());
  }

  private @Nullable SigningKey signingKey(Map<String, String> environment)
      throws InputException, IOException {
    if (signKey == null) {
      return null;
    }
    ProgramPath programs = new ProgramPath(environment.getOrDefault("PATH", ""));
    try (ScratchFolder scratch = ScratchFolder.create(ScratchFolder.usualParent(environment))) {
      return SigningKey.of(signKey, programs, scratch.path());
    }
  }

  /** Who writes {@code http://} before a registry has asked for no TLS. */
  private RegistryAccess access(List<RegistryRequest> searched, Map<String, String> environment) {
    Set<String> plain =
        searched.stream()
            .filter(RegistryRequest::plainHttp)
            .map(RegistryRequest::registry)
            .collect(Collectors.toSet());
    return registries
        .access(environment)
        .with(plain, Set.of(), null)
        .withMaxNames(maxRegistryNames);
  }

  /**
   * Adds what registries have of what is wanted.
   *
   * @return what could not be listed
   */
  private List<Failure> search(
      List<RegistryRequest> searched,
      ImageFilter filter,
      RegistryAccess access,
      List<ImageRequest> images)
      throws IOException {
    List<Failure> unlisted = new ArrayList<>();
    try (Registries open = new Registries(access, limits.limits())) {
      RegistrySearch search = new RegistrySearch(open, filter);
      for (RegistryRequest request : searched) {
        RegistrySearch.Found found = search.search(request);
        images.addAll(found.images());
        unlisted.addAll(found.failures());
      }
    }
    return unlisted;
  }

  private static void requireOneParams(@Nullable NamedFile earlier, NamedFile params)
      throws InputException {
    if (earlier != null && !earlier.equals(params)) {
      throw new InputException(
          ReasonCode.FLEET_FILE_INVALID,
          params.name(),
          "another fleet names the parameters " + earlier.name() + "; scan them apart");
    }
  }

  private static void requireOneProfile(
      FleetFile.@Nullable ProfileName earlier, FleetFile.ProfileName profile)
      throws InputException {
    if (earlier != null && !earlier.name().equals(profile.name())) {
      throw new InputException(
          ReasonCode.FLEET_FILE_INVALID,
          profile.place(),
          "another fleet names the profile " + earlier.name() + "; scan them apart");
    }
  }

  /** What the command line says about hosts goes before what the fleet file says. */
  private @Nullable HostProfile host(FleetFile fleet, ByteArrayOutputStream inputs)
      throws InputException, IOException {
    HostProfile named = reading.host(limits.limits());
    if (named != null) {
      inputs.write(reading.hostBytes());
      return named;
    }
    NamedFile file = fleet.hostProfile();
    if (file == null) {
      return null;
    }
    HostProfile profile =
        HostProfileReader.read(Path.of(file.path()), file.name(), limits.limits());
    inputs.write(file.content(limits.limits()));
    return profile;
  }

  /** Results are told apart by the name of their source: two files of one name would be one. */
  private static void requireOnePathForEachName(List<ImageRequest> images) throws InputException {
    Map<String, Path> byName = new HashMap<>();
    for (ImageRequest image : images) {
      Path path = Path.of(image.path()).toAbsolutePath().normalize();
      Path earlier = byName.putIfAbsent(image.name(), path);
      if (earlier != null && !earlier.equals(path)) {
        throw new InputException(
            ReasonCode.FLEET_FILE_INVALID,
            image.name(),
            "two of the fleets have another image source of this name; scan them apart");
      }
    }
  }

  private int exitCode(ScanOutcome outcome, PolicyProfile profile) {
    if (outcome.failures() > 0) {
      return ExitCode.INCOMPLETE;
    }
    boolean fails = outcome.fails(profile.newOnly()) || judgement.fails(outcome.exceptions());
    return fails ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }

  private static String reused(ScanOutcome.Work work) {
    if (work.imagesReused() + work.pairsReused() == 0) {
      return "";
    }
    String images = SizeText.count(work.imagesReused(), "image");
    String pairs =
        work.pairsReused() == 0 ? "" : " and " + SizeText.count(work.pairsReused(), "pair");
    return images + pairs + " judged before and unchanged";
  }

  private void show(ScanOutcome outcome, PolicyProfile profile) throws IOException {
    TextPage page = talk.page(console);
    page.line(
        SizeText.count(outcome.images(), "image")
            + " over "
            + SizeText.count(outcome.layers(), "distinct layer")
            + "; "
            + SizeText.count(outcome.layersExpanded(), "layer")
            + " expanded ("
            + SizeText.of(outcome.layerBytesExpanded())
            + ")");
    String reused = reused(outcome.work());
    if (!reused.isEmpty()) {
      page.line(reused);
    }
    StringBuilder findings = new StringBuilder("findings:");
    RuleSeverity[] severities = RuleSeverity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      long count = outcome.findings().getOrDefault(severities[i], 0L);
      findings.append("  ").append(severities[i].label()).append(' ').append(count);
    }
    page.line(findings.toString());
    if (outcome.outsideProfile() > 0) {
      page.wrapped(
          "",
          0,
          page.ink().paint(Tone.DIM, ProfileText.outside(outcome.outsideProfile(), profile)));
    }
    ExceptionsText.write(outcome.exceptions(), page);
    if (outcome.unverified() > 0) {
      page.line(
          page.ink()
              .paint(
                  Tone.BAD,
                  SizeText.count(outcome.unverified(), "image")
                      + " not verified: the bytes are not what the image claims"));
    }
    if (outcome.failures() > 0) {
      page.line(
          page.ink()
              .paint(
                  Tone.BAD,
                  outcome.failures()
                      + " could not be analysed: see "
                      + TerminalText.of(out.resolve("failures.jsonl").toString())));
    }
    HighlightsText.write(Highlights.of(out), page);
    since(outcome, profile, page);
    page.line("results in " + TerminalText.of(out.toString()));
    page.flush();
  }

  private void since(ScanOutcome outcome, PolicyProfile profile, TextPage page) throws IOException {
    Path baseline = judgement.baseline();
    if (baseline == null) {
      return;
    }
    if (outcome.since() == null) {
      page.line("the first run in " + TerminalText.of(baseline.toString()) + ": all of it counts");
      return;
    }
    for (String line : ComparisonText.summary(baseline.toString(), outcome.since())) {
      page.wrapped("", 0, line);
    }
    if (profile.newOnly()) {
      page.wrapped("", 0, ComparisonText.verdict(outcome.since(), profile, page.ink()));
    }
  }
}
