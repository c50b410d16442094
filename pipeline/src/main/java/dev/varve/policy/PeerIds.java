package dev.varve.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rules ask what an id of another scanner asks (policy-catalogue.md section 3, the ids in
 * brackets). Ids of checks that varve does not make stand for nothing.
 */
public final class PeerIds {
  /** Trivy has written its ids with three digits, with four, and with AVD in front. */
  private static final Pattern TRIVY = Pattern.compile("(?:AVD-)?(DS|KSV)-?0*([0-9]{1,4})");

  private static final Map<String, List<String>> RULES =
      Map.ofEntries(
          // dockle
          Map.entry("CIS-DI-0001", List.of("ENT-01")),
          Map.entry("CIS-DI-0006", List.of("HYG-05")),
          Map.entry("CIS-DI-0007", List.of("HYG-03")),
          Map.entry("CIS-DI-0008", List.of("IMG-01")),
          Map.entry("CIS-DI-0009", List.of("HYG-03")),
          Map.entry("CIS-DI-0010", List.of("SEC-01", "SEC-05")),
          Map.entry("DKL-DI-0001", List.of("ENT-04")),
          Map.entry("DKL-DI-0003", List.of("HYG-03")),
          Map.entry("DKL-DI-0004", List.of("HYG-01")),
          Map.entry("DKL-DI-0005", List.of("HYG-01")),
          Map.entry("DKL-DI-0006", List.of("HYG-04")),
          Map.entry("DKL-LI-0001", List.of("USR-01")),
          Map.entry("DKL-LI-0002", List.of("USR-01")),
          // trivy, Dockerfiles
          Map.entry("DS-0002", List.of("ENT-01")),
          Map.entry("DS-0004", List.of("USR-03")),
          Map.entry("DS-0005", List.of("HYG-03")),
          Map.entry("DS-0017", List.of("HYG-03")),
          Map.entry("DS-0026", List.of("HYG-05")),
          Map.entry("DS-0030", List.of("ENT-13")),
          Map.entry("DS-0031", List.of("SEC-05")),
          // trivy, Kubernetes
          Map.entry("KSV-0001", List.of("PRV-06")),
          Map.entry("KSV-0003", List.of("PRV-03")),
          Map.entry("KSV-0006", List.of("MNT-01")),
          Map.entry("KSV-0008", List.of("NS-03")),
          Map.entry("KSV-0009", List.of("NS-01")),
          Map.entry("KSV-0010", List.of("NS-02")),
          Map.entry("KSV-0011", List.of("LIM-03")),
          Map.entry("KSV-0012", List.of("ENT-01")),
          Map.entry("KSV-0013", List.of("HYG-04")),
          Map.entry("KSV-0014", List.of("PRV-08")),
          Map.entry("KSV-0017", List.of("PRV-01")),
          Map.entry("KSV-0018", List.of("LIM-01")),
          Map.entry("KSV-0022", List.of("PRV-03")),
          Map.entry("KSV-0024", List.of("NET-01")),
          Map.entry("KSV-0026", List.of("KUB-02")),
          Map.entry("KSV-0028", List.of("KUB-02")),
          Map.entry("KSV-0036", List.of("KUB-01")),
          Map.entry("KSV-0104", List.of("PRV-04")),
          Map.entry("KSV-0106", List.of("PRV-03")),
          // trivy, secrets
          Map.entry("PRIVATE-KEY", List.of("SEC-01", "SEC-06")),
          Map.entry("AWS-ACCESS-KEY-ID", List.of("SEC-02", "SEC-06")),
          Map.entry("AWS-SECRET-ACCESS-KEY", List.of("SEC-02", "SEC-06")),
          Map.entry("GCP-SERVICE-ACCOUNT", List.of("SEC-02", "SEC-06")),
          Map.entry("DOCKERCONFIG-SECRET", List.of("SEC-03", "SEC-06")),
          Map.entry("GITHUB-PAT", List.of("SEC-03", "SEC-06")),
          Map.entry("GITLAB-PAT", List.of("SEC-03", "SEC-06")),
          Map.entry("NPM-ACCESS-TOKEN", List.of("SEC-03", "SEC-06")),
          Map.entry("PYPI-UPLOAD-TOKEN", List.of("SEC-03", "SEC-06")));

  private PeerIds() {}

  /** Ids of the rules, sorted; empty if none asks the same. */
  public static List<String> rules(String id) {
    String upper = id.toUpperCase(Locale.ROOT);
    Matcher trivy = TRIVY.matcher(upper);
    String known =
        trivy.matches()
            ? trivy.group(1) + "-" + "0".repeat(4 - trivy.group(2).length()) + trivy.group(2)
            : upper;
    return RULES.getOrDefault(known, List.of());
  }

  /** All rules that stand for something of another scanner's. */
  static List<String> allRules() {
    return RULES.values().stream().flatMap(List::stream).distinct().sorted().toList();
  }
}
