package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.policy.Finding;
import dev.varve.policy.FleetJudgement;
import dev.varve.policy.RuleSeverity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines of {@code findings.jsonl} on their way to a file: those for which a finding about the whole
 * fleet stands are set aside as folded under it. They stay in the file; only what still counts and
 * is no worse than what stands for it is folded.
 */
public final class MemberFolding extends OutputStream {
  private static final String PRINT = "\"fp_layer\":\"";
  private static final int PRINT_CHARS = 64;

  private final OutputStream out;
  private final Map<String, FleetJudgement.Fold> members;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param members by {@code fp_layer}
   */
  public MemberFolding(OutputStream out, Map<String, FleetJudgement.Fold> members) {
    this.out = out;
    this.members = new TreeMap<>(members);
  }

  @Override
  public void write(int b) throws IOException {
    line.write(b);
    if (b == '\n') {
      out.write(folded(line.toByteArray()));
      line.reset();
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    for (int i = from; i < from + length; i++) {
      write(bytes[i]);
    }
  }

  /** What follows the last line end is no line. */
  @Override
  public void flush() throws IOException {
    out.flush();
  }

  private byte[] folded(byte[] written) throws IOException {
    String text = new String(written, StandardCharsets.UTF_8);
    int print = text.indexOf(PRINT);
    if (print < 0 || text.length() < print + PRINT.length() + PRINT_CHARS) {
      return written;
    }
    int from = print + PRINT.length();
    FleetJudgement.Fold standing = members.get(text.substring(from, from + PRINT_CHARS));
    if (standing == null) {
      return written;
    }
    try {
      JsonObject finding = Json.parseObject(Bytes.wrap(written), "a finding", Limits.OWN_LINES);
      return isMember(finding, standing) ? line(finding, standing.rule()) : written;
    } catch (InputException e) {
      throw new IOException("a worker left a part of another version", e);
    }
  }

  private static boolean isMember(JsonObject finding, FleetJudgement.Fold standing)
      throws InputException {
    JsonObject subject = finding.optionalObjectIn("", "subject");
    String kind = subject == null ? "" : subject.textIn("", "kind");
    RuleSeverity severity = RuleSeverity.ofLabel(finding.textIn("", "severity"));
    return severity != null && standing.standsFor(kind, finding.textIn("", "status"), severity);
  }

  private static byte[] line(JsonObject finding, String under) {
    JsonObject.Builder json = JsonObject.builder();
    finding.members().forEach(json::put);
    json.put("status", Finding.Status.FOLDED.label()).put("folded_under", under);
    return (CanonicalJson.text(json.build()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
