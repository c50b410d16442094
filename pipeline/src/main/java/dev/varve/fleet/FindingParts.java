package dev.varve.fleet;

import dev.varve.policy.Finding;
import dev.varve.policy.Subject;
import dev.varve.report.RunRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes parts of findings: one for each subject, so that the whole file is in order. */
final class FindingParts {
  private FindingParts() {}

  /**
   * @param findings all that there are of their subjects from this place
   * @param place tells apart subjects of one key, such as two builds of an image
   */
  static List<Part> of(List<Finding> findings, String place) throws IOException {
    Map<String, List<Finding>> bySubject = new TreeMap<>();
    for (Finding finding : findings) {
      Subject subject = finding.subject();
      String key = subject.kind().label() + "\n" + subject.key() + "\n" + place;
      bySubject.computeIfAbsent(key, k -> new ArrayList<>()).add(finding);
    }
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, List<Finding>> subject : bySubject.entrySet()) {
      subject.getValue().sort(Finding.ORDER);
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (Finding finding : subject.getValue()) {
        lines.write(RunRecords.finding(finding));
      }
      parts.add(new Part(ResultFile.FINDINGS, subject.getKey(), lines.toByteArray()));
    }
    return parts;
  }
}
