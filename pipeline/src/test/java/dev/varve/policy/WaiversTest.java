package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Unit;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exceptions files: what is read, what they do to findings, what the audit says. */
class WaiversTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
  private static final String DIFF_ID = "sha256:" + "d".repeat(64);
  private static final Unit AGENT =
      new Unit("DaemonSet", "monitoring", "agent", "collector", "main");
  private static final SubjectNames API =
      SubjectNames.ofRecord(
          List.of("reg.acme.io/shop/api:4.2"), List.of("sha256:" + "9".repeat(64)));

  @Test
  void everyFieldThatIsGivenMustMatch() throws Exception {
    Finding finding = finding("SEC-01", "app/key.pem", DIFF_ID);

    assertThat(status("- {id: SEC-01, %s}", finding)).isEqualTo(Finding.Status.WAIVED);
    assertThat(status("- {id: 'SEC-*', %s}", finding)).isEqualTo(Finding.Status.WAIVED);
    assertThat(status("- {id: 'MNT-*', %s}", finding)).isEqualTo(Finding.Status.FAIL);
    assertThat(status("- {id: '*', path: '/app/*.pem', %s}", finding))
        .isEqualTo(Finding.Status.WAIVED);
    assertThat(status("- {id: '*', path: '/app/*', layer: '" + DIFF_ID + "', %s}", finding))
        .isEqualTo(Finding.Status.WAIVED);
    assertThat(status("- {id: '*', path: '/etc/**', layer: '" + DIFF_ID + "', %s}", finding))
        .isEqualTo(Finding.Status.FAIL);
    assertThat(status("- {id: '*', layer: 'sha256:" + "e".repeat(64) + "', %s}", finding))
        .isEqualTo(Finding.Status.FAIL);
    assertThat(status("- {id: '*', fingerprint: " + finding.fingerprints().fp() + ", %s}", finding))
        .isEqualTo(Finding.Status.WAIVED);
    assertThat(status("- {id: '*', fingerprint: '" + "0".repeat(64) + "', %s}", finding))
        .isEqualTo(Finding.Status.FAIL);
    assertThat(status("- {id: '*', unit: 'compose/**', %s}", finding))
        .as("an image is no container")
        .isEqualTo(Finding.Status.FAIL);
  }

  @Test
  void imagesAreKnownByRepositoryTagAndDigest() throws Exception {
    Finding finding = finding("SEC-01", "app/key.pem", null);
    for (String glob :
        List.of(
            "reg.acme.io/shop/*",
            "reg.acme.io/**",
            "reg.acme.io/shop/api:4.*",
            "@sha256:" + "9".repeat(64),
            "reg.acme.io/shop/api@sha256:9*")) {
      assertThat(status("- {id: '*', image: '" + glob + "', %s}", finding))
          .as(glob)
          .isEqualTo(Finding.Status.WAIVED);
    }
    for (String glob : List.of("reg.acme.io/*", "shop/api", "reg.acme.io/shop/api:5.*")) {
      assertThat(status("- {id: '*', image: '" + glob + "', %s}", finding))
          .as(glob)
          .isEqualTo(Finding.Status.FAIL);
    }
  }

  @Test
  void containersAreKnownByTheirUnit() throws Exception {
    SubjectNames names = SubjectNames.of(AGENT, null, "agent:1");
    Finding finding = finding("MNT-08", "/var/lib/docker", null);
    String entry =
        "- {id: 'MNT-*', unit: '%s', image: 'docker.io/library/agent', path: %s, "
            + "reason: r, owner: o, expires: 2026-09-30}";

    for (String glob :
        List.of(
            "k8s/monitoring/DaemonSet/*", "k8s/**", "k8s/monitoring/DaemonSet/agent/collector")) {
      assertThat(apply(entry.formatted(glob, "'/var/lib/**'"), finding, names).status())
          .as(glob)
          .isEqualTo(Finding.Status.WAIVED);
    }
    assertThat(apply(entry.formatted("k8s/*", "'/var/lib/**'"), finding, names).status())
        .isEqualTo(Finding.Status.FAIL);
    assertThat(apply(entry.formatted("k8s/**", "'/etc/**'"), finding, names).status())
        .isEqualTo(Finding.Status.FAIL);
  }

  @Test
  void lowersAndNeverRaises() throws Exception {
    Finding lowered = apply("- {id: '*', effect: lower:low, " + ANSWER + "}", finding(), API);
    assertThat(lowered.status()).isEqualTo(Finding.Status.FAIL);
    assertThat(lowered.severity()).isEqualTo(RuleSeverity.LOW);
    assertThat(lowered.toJson().get("exceptions"))
        .hasToString(
            "[{\"effect\":\"lower:low\",\"entry\":\"exceptions.yaml:1\",\"expires\":\"2026-09-30\","
                + "\"from\":\"high\",\"owner\":\"platform@acme.io\",\"reason\":\"reviewed\","
                + "\"use\":\"applied\"}]");

    Finding raised = apply("- {id: '*', effect: lower:critical, " + ANSWER + "}", finding(), API);
    assertThat(raised.severity()).isEqualTo(RuleSeverity.HIGH);
  }

  @Test
  void holdsUpToItsLastDayAndNoLonger() throws Exception {
    String entry = "- {id: '*', reason: r, owner: o, expires: %s}";

    assertThat(apply(entry.formatted("2026-06-01"), finding(), API).status())
        .isEqualTo(Finding.Status.WAIVED);
    Finding back = apply(entry.formatted("2026-05-31"), finding(), API);
    assertThat(back.status()).isEqualTo(Finding.Status.FAIL);
    assertThat(back.waivers().get(0).use()).isEqualTo(Waiver.Use.EXPIRED);
  }

  @Test
  void auditSaysWhatBecameOfEveryEntry() throws Exception {
    String file =
        """
        - {id: SEC-01, reason: r, owner: o, expires: 2026-06-10}
        - {id: SEC-*, reason: r, owner: o, expires: 2026-09-30}
        - {id: SEC-01, reason: r, owner: o, expires: 2026-05-01}
        - {id: IMG-01, image: 'reg.acme.io/shop/*', reason: r, owner: o, expires: 2026-09-30}
        - {id: IMG-01, image: 'other/*', reason: r, owner: o, expires: 2026-09-30}
        - {id: ZZZ-01, reason: r, owner: o, expires: 2026-09-30}
        - {id: MNT-02, unit: 'compose/*/*', reason: r, owner: o, expires: 2026-09-30}
        """;
    Waivers waivers = waivers(file);
    WaiverAudit audit = new WaiverAudit(waivers, Set.of("SEC-01", "IMG-01", "MNT-02"), Set.of());
    audit.image(List.of("reg.acme.io/shop/api:4.2"), List.of());
    audit.finding(waivers.apply(finding(), API));
    for (int i = 0; i < 19; i++) {
      audit.rule("SEC-01");
    }

    assertThat(audit.lines())
        .extracting(
            WaiverAudit.Line::state,
            WaiverAudit.Line::matched,
            WaiverAudit.Line::back,
            WaiverAudit.Line::notes)
        .containsExactly(
            line(WaiverAudit.State.USED, 1, 0, "expires in 9 days"),
            line(WaiverAudit.State.SHADOWED, 0, 0, "1 matched by an entry further up"),
            line(WaiverAudit.State.EXPIRED, 0, 1, "expired on 2026-05-01"),
            line(WaiverAudit.State.UNUSED, 0, 0),
            line(WaiverAudit.State.OUT_OF_SCOPE, 0, 0),
            line(WaiverAudit.State.INVALID_ID, 0, 0, "no rule has an id like ZZZ-01"),
            line(WaiverAudit.State.OUT_OF_SCOPE, 0, 0));
    assertThat(audit.lines().get(0).subjects()).containsExactly("reg.acme.io/shop/api:4.2");
  }

  @Test
  void auditCallsAnEntryBroadThatTakesMoreThanATwentiethOfARule() throws Exception {
    Waivers waivers = waivers("- {id: SEC-01, " + ANSWER + "}");
    WaiverAudit audit = new WaiverAudit(waivers, Set.of("SEC-01"), Set.of());
    for (int i = 0; i < 36; i++) {
      audit.rule("SEC-01");
    }
    audit.finding(waivers.apply(finding(), API));
    audit.finding(waivers.apply(finding(), API));

    assertThat(audit.lines().get(0).notes()).containsExactly("broad: 2 of 38 findings of SEC-01");
  }

  @Test
  void tellsEveryFaultWithItsLine() {
    String file =
        """
        - id: SEC-01
          reasons: typo
          owner: o
          expires: 2026-13-01
        - {id: SEC-02, reason: r, owner: '', expires: 2027-06-02, effect: lower:nothing}
        - {id: SEC-03, reason: r, owner: o, expires: 2026-06-02, layer: abc, fingerprint: 12}
        - text
        """;

    assertThatThrownBy(() -> waivers(file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "exceptions-invalid: exceptions.yaml: line 2: unknown key 'reasons'; did you mean"
                + " 'reason'?; line 1: 'reason' is missing; line 4: 'expires' is '2026-13-01', no"
                + " date such as 2026-09-30; line 5: 'owner' is missing; line 5: 'expires' is more"
                + " than 365 days ahead; the latest is 2027-06-01; line 5: 'effect' is"
                + " 'lower:nothing', neither accept nor lower:SEVERITY such as lower:low; line 6:"
                + " 'layer' is 'abc', not a diffID such as sha256:...; line 6: 'fingerprint' is"
                + " '12', not 64 hexadecimal digits; line 7: an entry is a string, not a mapping");
  }

  @Test
  void fileThatIsNoListIsRefused() {
    assertThatThrownBy(() -> waivers("id: SEC-01")).hasMessageContaining("must be one list");
    assertThatThrownBy(() -> waivers("- {id: [")).hasMessageStartingWith("exceptions-invalid");
  }

  @Test
  void emptyFileHoldsNothing() throws Exception {
    assertThat(waivers("# nothing yet\n").entries()).isEmpty();
  }

  @Test
  void consequencesFoldUnderTheirCause() {
    Settlement settlement =
        new Settlement(
            List.of(rule("PRV-01"), rule("PRV-02", "PRV-01")),
            PolicyProfile.EVERYTHING,
            Roles.NONE,
            new Waivers(List.of(), TODAY));
    Finding cause = of("PRV-01", null, null, JsonObject.EMPTY, container());
    Finding consequence = of("PRV-02", null, null, JsonObject.EMPTY, container());

    assertThat(settlement.settle(List.of(cause, consequence), null, List.of(run())))
        .extracting(Finding::status, Finding::settledBy)
        .containsExactly(tuple(Finding.Status.FAIL, null), tuple(Finding.Status.FOLDED, "PRV-01"));
    assertThat(settlement.settle(List.of(consequence), null, List.of(run())))
        .containsExactly(consequence);
  }

  /** Else what is not asked for would hide what is. */
  @Test
  void nothingFoldsUnderWhatTheProfileDoesNotAskFor() throws Exception {
    PolicyProfile profile =
        new PolicyProfile("ours", RuleSeverity.MEDIUM, RuleSeverity.HIGH, List.of(), false);
    Settlement settlement =
        new Settlement(
            List.of(rule("PRV-01", List.of("theirs")), rule("PRV-02", List.of("ours"), "PRV-01")),
            profile,
            Roles.NONE,
            waivers("- {id: PRV-01, %s}".formatted(ANSWER)));
    Finding other = of("PRV-01", null, null, JsonObject.EMPTY, container());
    Finding own = of("PRV-02", null, null, JsonObject.EMPTY, container());
    Finding slight = own.with(RuleSeverity.LOW, JsonObject.EMPTY);

    List<Finding> settled = settlement.settle(List.of(other, own, slight), null, List.of(run()));

    assertThat(settled)
        .extracting(Finding::status)
        .containsExactly(
            Finding.Status.OUTSIDE_PROFILE, Finding.Status.FAIL, Finding.Status.OUTSIDE_PROFILE);
    WaiverAudit audit = settlement.audit();
    audit.container(run());
    settled.forEach(audit::finding);
    assertThat(audit.lines())
        .extracting(WaiverAudit.Line::state)
        .containsExactly(WaiverAudit.State.OUT_OF_SCOPE);
  }

  @Test
  void declaredRolesExpectWhatTheyBring() throws Exception {
    JsonObject params =
        PolicyParams.read(
            """
            roles: {"compose/shop/*": node-agent}
            role_rules: {node-agent: [{id: MNT-02, when: {read_only: true}}]}
            """
                .getBytes(StandardCharsets.UTF_8),
            "params.yaml",
            JsonObject.builder()
                .put("roles", JsonObject.EMPTY)
                .put("role_rules", JsonObject.EMPTY)
                .build(),
            Limits.DEFAULT);
    Settlement settlement =
        new Settlement(
            List.of(), PolicyProfile.EVERYTHING, Roles.of(params), new Waivers(List.of(), TODAY));
    JsonObject readOnly = JsonObject.builder().put("read_only", true).build();
    JsonObject writable = JsonObject.builder().put("read_only", false).build();

    assertThat(
            settlement.settle(
                List.of(
                    of("MNT-02", "/", null, readOnly, container()),
                    of("MNT-02", "/", null, writable, container()),
                    of("MNT-01", "/", null, readOnly, container())),
                null,
                List.of(run())))
        .extracting(Finding::status)
        .containsExactly(Finding.Status.EXPECTED, Finding.Status.FAIL, Finding.Status.FAIL);
  }

  @Test
  void unknownRolesAndParametersAreNamed() {
    JsonObject known =
        JsonObject.builder()
            .put("hidden_bytes_least", JsonNumber.of(1))
            .put("roles", JsonObject.EMPTY)
            .build();

    assertThatThrownBy(() -> params("hidden_byte_least: 5", known))
        .hasMessage(
            "params-invalid: params.yaml line 1: no parameter is called 'hidden_byte_least';"
                + " did you mean 'hidden_bytes_least'?");
    assertThatThrownBy(() -> params("hidden_bytes_least: many", known))
        .hasMessage(
            "params-invalid: params.yaml line 1: 'hidden_bytes_least' is a string, and has to be"
                + " a number");
    assertThatThrownBy(() -> Roles.of(params("roles: {a: b}", known)))
        .hasMessageStartingWith("params-invalid: the parameters: roles: 'a' has the role");
  }

  // ---------------------------------------------------------------- builders

  private static final String ANSWER =
      "reason: reviewed, owner: platform@acme.io, expires: 2026-09-30";

  private static JsonObject params(String yaml, JsonObject known) throws InputException {
    return PolicyParams.read(
        yaml.getBytes(StandardCharsets.UTF_8), "params.yaml", known, Limits.DEFAULT);
  }

  private static Waivers waivers(String yaml) throws InputException {
    return new Waivers(
        WaiverReader.read(
            yaml.getBytes(StandardCharsets.UTF_8), "exceptions.yaml", TODAY, Limits.DEFAULT),
        TODAY);
  }

  private static Finding apply(String yaml, Finding finding, SubjectNames names) throws Exception {
    return waivers(yaml).apply(finding, names);
  }

  private static Finding.Status status(String yaml, Finding finding) throws Exception {
    return apply(yaml.formatted(ANSWER), finding, API).status();
  }

  private static Tuple line(WaiverAudit.State state, int matched, int back, String... notes) {
    return tuple(state, matched, back, List.of(notes));
  }

  private static Rule rule(String id, String... foldsUnder) {
    return rule(id, List.of(), foldsUnder);
  }

  private static Rule rule(String id, List<String> profiles, String... foldsUnder) {
    return new Rule(
        id,
        RuleScope.CONTAINER,
        id,
        RuleSeverity.HIGH,
        id,
        "",
        "",
        List.of(),
        List.of(),
        Collections.emptySortedMap(),
        List.of(foldsUnder),
        Rule.Source.builtin(RuleScope.CONTAINER, id),
        "",
        new TreeSet<>(profiles),
        false,
        false,
        DocumentNeeds.NONE);
  }

  private static RunSpec run() {
    return new RuleCases.Run().build();
  }

  private static Subject container() {
    return Subject.of(run().unit());
  }

  private static Finding finding() {
    return finding("SEC-01", "app/key.pem", null);
  }

  private static Finding finding(String rule, String path, @Nullable String diffId) {
    Subject image =
        new Subject(Subject.Kind.IMAGE, "reg.acme.io/shop/api", "reg.acme.io/shop/api:4.2");
    return of(rule, path, diffId, JsonObject.EMPTY, image);
  }

  private static Finding of(
      String rule,
      @Nullable String path,
      @Nullable String diffId,
      JsonObject evidence,
      Subject subject) {
    Bytes place = path == null ? null : Bytes.utf8(path);
    Digest digest =
        diffId == null
            ? null
            : Digest.ofSha256(HexFormat.of().parseHex(diffId.substring("sha256:".length())));
    return new Finding(
        rule,
        rule,
        RuleSeverity.HIGH,
        Finding.Status.FAIL,
        Finding.Source.POLICY,
        subject,
        place,
        digest == null ? null : new Finding.Blame(0, digest, null),
        null,
        "found",
        "",
        evidence,
        Fingerprints.of(rule, subject, place, "", null, 0, digest),
        null,
        List.of());
  }
}
