package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.packages.PackageIndex;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.Effective;
import dev.varve.runtime.HostDevices;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import dev.varve.stack.TreeGlimpse;
import dev.varve.tree.MergePlan;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts facts before the rules and makes findings of what they answer: adds rule, subject, layer,
 * build step and fingerprints. Safe for several threads at once.
 *
 * <p>The findings of one image: {@link #structure}, {@link #image}, and those of {@link #files}
 * that was shown every entry while the layers were merged; those of each of its containers: {@link
 * #container}.
 */
public final class Judgement {
  private final PolicyEngine engine;
  private final Settlement settlement;
  private final KnownBases knownBases;
  private final HostDevices devices;

  /** Judges with neither roles nor exceptions: what the rules alone say. */
  Judgement(PolicyEngine engine) {
    this.engine = engine;
    this.settlement =
        new Settlement(
            engine.rules(),
            PolicyProfile.EVERYTHING,
            Roles.NONE,
            new Waivers(List.of(), LocalDate.EPOCH));
    this.knownBases = KnownBases.NONE;
    this.devices = HostDevices.NONE;
  }

  /**
   * @param params that the engine's rules read, which declare roles and known bases as well
   * @param profile that says which findings count
   * @param waivers applied to what the rules find
   * @throws InputException {@code params-invalid} if the parameters declare roles or bases wrongly
   */
  public Judgement(PolicyEngine engine, JsonObject params, PolicyProfile profile, Waivers waivers)
      throws InputException {
    this.engine = engine;
    this.settlement = new Settlement(engine.rules(), profile, Roles.of(params), waivers);
    this.knownBases = KnownBases.of(params);
    this.devices = BoundaryFacts.devices(params);
  }

  /** All findings of an image and its containers as they count in the end, in their order. */
  List<Finding> settle(List<Finding> findings, Image image, List<RunSpec> runs) {
    return settlement.settle(findings, image, runs).stream().sorted(Finding.ORDER).toList();
  }

  /** As they count in the end: findings about one subject that has no more than names. */
  List<Finding> settle(List<Finding> findings, SubjectNames names) {
    return settlement.settle(findings, names).stream().sorted(Finding.ORDER).toList();
  }

  /** What rules of a scope select, of all of them together. */
  List<FileSelector> selectors(RuleScope scope) {
    return rules(scope).stream().flatMap(rule -> rule.selectors().stream()).distinct().toList();
  }

  /** The border of a container whose image is not known. */
  public Boundary boundary(RunSpec run) {
    return BoundaryFacts.alone(run, devices);
  }

  /** The devices that give the host away, as the parameters list them. */
  HostDevices devices() {
    return devices;
  }

  /** The findings about a container whose image is not known. */
  public List<Finding> alone(RunSpec run) throws InputException {
    return settlement.settle(container(new ContainerFacts(run, null, null)), null, List.of(run));
  }

  /** The findings about a document as it was written. */
  public List<Finding> raw(RawDocument raw) throws InputException {
    List<Rule> rules = rules(RuleScope.RAW);
    if (rules.isEmpty()) {
      return List.of();
    }
    Subject subject = raw.subject();
    RawSecrets secrets = RawSecrets.of(raw.document().content());
    Question question =
        new Question(subject.name(), raw.document().content(), raw.context(), rules);
    List<Finding> findings = new ArrayList<>();
    for (RuleResult found : engine.evaluate(RuleScope.RAW, List.of(question))) {
      JsonObject value = secrets.masked(found.value());
      RuleResult result = new RuleResult(found.question(), found.rule(), value);
      findings.add(finding(result, subject, null, null, location(value)));
    }
    return settlement.settle(findings, SubjectNames.of(raw.document()));
  }

  /** What conftest's rules give as {@code _loc}. */
  private static @Nullable Origin location(JsonObject value) {
    JsonValue written = value.get("_loc");
    JsonObject place = written == null ? null : written.objectOrNull();
    String file = place == null ? null : text(place, "file");
    JsonValue line = place == null ? null : place.get("line");
    Long number = line == null ? null : line.longOrNull();
    return file == null ? null : Origin.set(file, "", number == null ? 0 : number.intValue());
  }

  /** What the rules say of each subject, yet to be told; null unless the profile wants it. */
  public @Nullable RuleVerdicts verdicts() {
    return settlement.tellsVerdicts() ? new RuleVerdicts(engine.rules()) : null;
  }

  /** An audit, yet to be told about the run, of the exceptions that are applied here. */
  public WaiverAudit audit() {
    return settlement.audit();
  }

  /** Findings of the image's own form, one for each structural finding. */
  public static List<Finding> structure(ImageFacts facts) {
    List<Finding> findings = new ArrayList<>();
    for (StructureFinding found : facts.structure()) {
      boolean ofLayer = found.layer() != StructureFinding.NO_LAYER;
      Finding.Blame blame = ofLayer ? blame(facts.stack(), found.layer()) : null;
      String code = found.code().code();
      Bytes path = found.path();
      Bytes target = found.target();
      String message =
          code
              + (path == null ? "" : " at " + (path.isEmpty() ? "/" : path.text()))
              + (target == null ? "" : " (target " + target.text() + ")")
              + (found.detail() == null ? "" : ": " + found.detail());
      String key = target == null ? "" : target.text();
      findings.add(
          new Finding(
              code,
              code,
              RuleSeverity.of(found.code().severity()),
              Finding.Status.FAIL,
              Finding.Source.STRUCTURE,
              facts.subject(),
              path,
              blame,
              null,
              message,
              key,
              JsonObject.EMPTY,
              Fingerprints.of(
                  code, facts.subject(), path, key, null, 0, blame == null ? null : blame.diffId()),
              null,
              List.of()));
    }
    return findings;
  }

  /** Findings about the image as a whole. */
  public List<Finding> image(ImageFacts facts) throws InputException {
    return image(facts.document(), facts.stack(), facts.start(), RuleDates.ANY);
  }

  /**
   * What some of the rules say about an image as a whole.
   *
   * @param document of the image
   */
  List<Finding> image(JsonObject document, LayerStack stack, Start start, RuleDates which)
      throws InputException {
    List<Rule> asked = rules(RuleScope.IMAGE).stream().filter(which::takes).toList();
    Subject subject = Subject.of(stack.image());
    List<Finding> findings = new ArrayList<>();
    if (!asked.isEmpty()) {
      Question question = new Question(subject.name(), document, asked);
      for (RuleResult result : engine.evaluate(RuleScope.IMAGE, List.of(question))) {
        findings.add(finding(result, subject, stack, start, null));
      }
    }
    return findings;
  }

  /** What the rules that are asked about an image apart say today. */
  KeptJudgement.Dated dated(JsonObject document, LayerStack stack, Start start)
      throws InputException {
    return new KeptJudgement.Dated(image(document, stack, start, RuleDates.APART));
  }

  /** Whether there are rules to be asked every day anew about an image that did not change. */
  public boolean isDated() {
    return engine.rules().stream().anyMatch(RuleDates::isApart);
  }

  /** Whether the date may change anything else that is said of an image or its containers. */
  public boolean isOfTheDay() {
    return engine.rules().stream()
        .anyMatch(
            rule ->
                rule.readsDate()
                    && !RuleDates.isApart(rule)
                    && (rule.scope() == RuleScope.IMAGE
                        || rule.scope() == RuleScope.FILE
                        || rule.scope() == RuleScope.CONTAINER));
  }

  /** Whether the date may change what is said of a pair whose images are judged alike. */
  public boolean arePairsOfTheDay() {
    return rules(RuleScope.DIFF).stream().anyMatch(Rule::readsDate);
  }

  /** Findings about one way to run an image. */
  List<Finding> container(ContainerFacts facts) throws InputException {
    Subject subject = facts.subject();
    List<Question> questions = questions(facts);
    Effective effective = facts.effective();
    Start start = effective == null ? null : effective.start();
    LayerStack stack = facts.image() == null ? null : facts.image().stack();
    List<Finding> findings = new ArrayList<>();
    for (RuleResult result : engine.evaluate(RuleScope.CONTAINER, questions)) {
      String field = text(result.value(), "field");
      Origin origin = origin(facts.run(), field);
      Finding finding = finding(result, subject, stack, start, origin);
      findings.add(SeveritySteps.take(finding, result.rule(), field == null ? "" : field, facts));
    }
    return findings;
  }

  /** The document behind the container goes to those rules alone that look at it. */
  private List<Question> questions(ContainerFacts facts) {
    String name = facts.subject().name();
    JsonObject document = facts.document();
    List<Rule> rules = rules(RuleScope.CONTAINER);
    JsonValue written = facts.run().surroundings().written();
    List<Rule> readers = rules.stream().filter(Rule::readsRaw).toList();
    if (written == null || readers.isEmpty()) {
      return List.of(new Question(name, document, rules));
    }
    JsonObject.Builder withRaw = JsonObject.builder();
    document.members().forEach(withRaw::put);
    withRaw.put("raw", written);
    List<Question> questions = new ArrayList<>();
    questions.add(new Question(name, withRaw.build(), readers));
    List<Rule> others = rules.stream().filter(rule -> !rule.readsRaw()).toList();
    if (!others.isEmpty()) {
      questions.add(new Question(name, document, others));
    }
    return questions;
  }

  /** What no line says is found where the container is described. */
  private static @Nullable Origin origin(RunSpec run, @Nullable String field) {
    Origin place = run.place();
    if (field == null) {
      return place;
    }
    Origin said = run.originOf(field);
    return said.file() != null || place == null ? said : place.as(said.how());
  }

  /**
   * Findings about something that is known by its facts alone: a pair of images, a fleet.
   *
   * @param document in the form of {@code policies/schemas/<scope>.json}
   */
  public List<Finding> document(RuleScope scope, Subject subject, JsonObject document)
      throws InputException {
    return answers(scope, subject, document, null).stream().map(Answer::finding).toList();
  }

  /**
   * A finding about something that is known by its facts alone.
   *
   * @param folds members that the finding stands for, by {@code fp_layer}
   */
  record Answer(Finding finding, List<String> folds) {}

  /**
   * As {@link #document}.
   *
   * @param run where fields that results name are found, or null
   */
  List<Answer> answers(RuleScope scope, Subject subject, JsonObject document, @Nullable RunSpec run)
      throws InputException {
    Question question = new Question(subject.name(), document, rules(scope));
    List<Answer> answers = new ArrayList<>();
    for (RuleResult result : engine.evaluate(scope, List.of(question))) {
      String field = text(result.value(), "field");
      Origin origin = run == null || field == null ? null : run.originOf(field);
      answers.add(new Answer(finding(result, subject, null, null, origin), folds(result.value())));
    }
    return answers;
  }

  private static List<String> folds(JsonObject value) {
    JsonValue written = value.get("folds");
    JsonArray members = written == null ? null : written.arrayOrNull();
    List<String> folds = new ArrayList<>();
    for (JsonValue member : members == null ? JsonArray.EMPTY : members) {
      String text = member.textOrNull();
      if (text != null) {
        folds.add(text);
      }
    }
    return folds;
  }

  /** The role that the parameters give a container, or null. */
  @Nullable String roleOf(SubjectNames names) {
    return settlement.roleOf(names);
  }

  /**
   * Whether {@link #files(LayerStack, PackageIndex, Accounts, FleetFiles)} needs the accounts of an
   * image: a rule asks for files whose owner has none.
   */
  boolean asksAccounts() {
    return asksAccounts(RuleScope.FILE) || asksAccounts(RuleScope.FLEET);
  }

  private boolean asksAccounts(RuleScope scope) {
    return selectors(scope).stream().anyMatch(FileSelector::asksAccounts);
  }

  /**
   * Starts the judgement of the entries of an image.
   *
   * @param accounts of the image if {@link #asksAccounts()}, else none
   * @param fleet receives what rules over the fleet ask for
   */
  FileJudgement files(LayerStack stack, PackageIndex packages, Accounts accounts, FleetFiles fleet)
      throws IOException {
    return files(stack, packages, accounts, FileJudgement.MAX_FINDINGS, fleet);
  }

  /** The same for one image alone, with at most that many findings of one rule. */
  FileJudgement files(LayerStack stack, PackageIndex packages, Accounts accounts, int maxFindings)
      throws IOException {
    return files(stack, packages, accounts, maxFindings, FleetFiles.NONE);
  }

  private FileJudgement files(
      LayerStack stack, PackageIndex packages, Accounts accounts, int maxFindings, FleetFiles fleet)
      throws IOException {
    Shipment shipment = new Shipment(stack, knownBases);
    return new FileJudgement(
        engine,
        rules(RuleScope.FILE),
        stack,
        maxFindings,
        shipment,
        selectors(RuleScope.FLEET),
        fleet,
        FileFacts.of(stack, packages, knownBases, accounts));
  }

  /**
   * The paths of one of two images, as rules over differences see them.
   *
   * @param plan of its merge
   */
  FileFacts sides(LayerStack stack, PackageIndex packages, MergePlan plan) throws IOException {
    Accounts accounts =
        asksAccounts(RuleScope.DIFF) ? new TreeGlimpse(plan).answer(Accounts::of) : Accounts.NONE;
    return FileFacts.of(stack, packages, knownBases, accounts);
  }

  private List<Rule> rules(RuleScope scope) {
    return engine.rules().stream().filter(rule -> rule.scope() == scope).toList();
  }

  private static Finding finding(
      RuleResult result,
      Subject subject,
      @Nullable LayerStack stack,
      @Nullable Start start,
      @Nullable Origin origin)
      throws InputException {
    String written = text(result.value(), "path");
    String diffId = text(result.value(), "layer");
    // A container's path is the image's only if a layer ships it; else it is a mount's source.
    boolean ofImage = subject.kind() != Subject.Kind.CONTAINER || diffId != null;
    Bytes path =
        written == null
            ? null
            : Bytes.utf8(ofImage && written.startsWith("/") ? written.substring(1) : written);
    ChainLink link = start == null || path == null ? null : link(start, path);
    return finding(
        result,
        subject,
        link == null ? path : link.path(),
        stack == null || diffId == null ? null : blame(stack, diffId),
        origin,
        link == null ? null : link.sha256(),
        link == null ? 0 : link.modeBits());
  }

  private static @Nullable ChainLink link(Start start, Bytes path) {
    for (ChainLink link : start.links()) {
      Bytes of = link.path();
      if (of != null && of.text().equals(path.text())) {
        return link;
      }
    }
    return null;
  }

  /** A finding from a result whose place is known. */
  static Finding finding(
      RuleResult result,
      Subject subject,
      @Nullable Bytes path,
      Finding.@Nullable Blame blame,
      @Nullable Origin origin,
      @Nullable Bytes sha256,
      int modeBits)
      throws InputException {
    Rule rule = result.rule();
    JsonObject value = result.value();
    String message = text(value, "msg");
    if (message == null) {
      throw broken(rule, "a result has no msg");
    }
    RuleSeverity severity = severity(rule, value);
    String status = text(value, "status");
    if (status != null && !status.equals(Finding.Status.UNDETERMINED.label())) {
      throw broken(rule, "status '" + status + "' is not known");
    }
    String given = text(value, "key");
    String key = given == null ? "" : given;
    Digest diffId = blame == null ? null : blame.diffId();
    return new Finding(
        rule.id(),
        rule.title(),
        severity,
        status == null ? Finding.Status.FAIL : Finding.Status.UNDETERMINED,
        Finding.Source.POLICY,
        subject,
        path,
        blame,
        origin,
        message,
        key,
        evidence(value),
        Fingerprints.of(rule.id(), subject, path, key, sha256, modeBits, diffId),
        null,
        List.of());
  }

  private static RuleSeverity severity(Rule rule, JsonObject value) throws InputException {
    String label = text(value, "severity");
    if (label == null) {
      return rule.severity();
    }
    RuleSeverity severity = RuleSeverity.ofLabel(label);
    if (severity == null) {
      throw broken(rule, "severity '" + label + "' is not known");
    }
    if (text(value, "why") == null) {
      throw broken(rule, "a result changes the severity and does not say why");
    }
    return severity;
  }

  /** The evidence with the reason for another severity put in. */
  private static JsonObject evidence(JsonObject value) {
    JsonValue written = value.get("evidence");
    JsonObject evidence = written == null ? null : written.objectOrNull();
    String why = text(value, "why");
    if (why == null) {
      return evidence == null ? JsonObject.EMPTY : evidence;
    }
    JsonObject.Builder json = JsonObject.builder();
    if (evidence != null) {
      evidence.members().forEach(json::put);
    }
    return json.put("severity_why", why).build();
  }

  static Finding.Blame blame(LayerStack stack, int layer) {
    return new Finding.Blame(
        layer, stack.layers().get(layer).blob().diffId(), ImageFacts.createdBy(stack, layer));
  }

  /** The lowest layer with this diffID, or null if the stack has none. */
  private static Finding.@Nullable Blame blame(LayerStack stack, String diffId) {
    for (int i = 0; i < stack.layers().size(); i++) {
      if (stack.layers().get(i).blob().diffId().toString().equals(diffId)) {
        return blame(stack, i);
      }
    }
    return null;
  }

  private static @Nullable String text(JsonObject value, String key) {
    JsonValue text = value.get(key);
    return text == null ? null : text.textOrNull();
  }

  private static InputException broken(Rule rule, String detail) {
    return new InputException(
        ReasonCode.POLICY_FAILED,
        "rule " + rule.id() + " (" + rule.scope().label() + "/" + rule.slug() + ")",
        detail);
  }
}
