package dev.varve.report.export;

import dev.varve.failure.InputException;
import dev.varve.policy.Finding;
import dev.varve.report.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The XML that CI systems read as a test report: a suite for each subject, a case for each finding.
 * A finding at which the run stops is a failure, one that is set aside or not known is skipped, any
 * other passes and says what was found; an image that could not be analysed is an error. Nothing
 * goes beyond the schema by which Jenkins' xUnit plugin refuses reports (junit-10.xsd), so that the
 * file and line of a finding are told in words.
 */
final class JUnitReport {
  private static final String FAILED = "not analysed";

  private final ReportedRun run;
  private final XMLStreamWriter xml;
  private final List<ReportedFinding> suite = new ArrayList<>();

  private JUnitReport(ReportedRun run, XMLStreamWriter xml) {
    this.run = run;
    this.xml = xml;
  }

  static void write(ReportedRun run, OutputStream out) throws InputException, IOException {
    try {
      XMLStreamWriter xml =
          // Not one that happens to be on the class path: runners bring others, with other bytes.
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      new JUnitReport(run, xml).write();
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static final class Totals {
    long cases;
    long failures;
    long skipped;
  }

  private void write() throws InputException, IOException, XMLStreamException {
    Totals all = new Totals();
    run.findings().forEach(finding -> count(finding, all));
    xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    line();
    xml.writeStartElement("testsuites");
    attribute("name", "varve");
    counts(all.cases + run.failures().size(), all.failures, run.failures().size());
    run.findings()
        .forEach(
            finding -> {
              if (!suite.isEmpty() && !sameSubject(suite.get(0), finding)) {
                suite();
              }
              if (finding.isAsked()) {
                suite.add(finding);
              }
            });
    suite();
    failures();
    line();
    xml.writeEndElement();
    line();
    xml.writeEndDocument();
  }

  private void count(ReportedFinding finding, Totals totals) {
    if (finding.isAsked()) {
      totals.cases++;
      totals.failures += run.stopsAt(finding) ? 1 : 0;
      totals.skipped += isSkipped(finding) ? 1 : 0;
    }
  }

  private boolean isSkipped(ReportedFinding finding) {
    return !run.stopsAt(finding) && finding.status() != Finding.Status.FAIL;
  }

  private static boolean sameSubject(ReportedFinding a, ReportedFinding b) {
    return a.subjectKind().equals(b.subjectKind())
        && a.subjectKey().equals(b.subjectKey())
        && a.subjectName().equals(b.subjectName());
  }

  /** Writes the findings of one subject, which follow one another in results. */
  private void suite() throws IOException {
    if (suite.isEmpty()) {
      return;
    }
    Totals totals = new Totals();
    suite.forEach(finding -> count(finding, totals));
    try {
      line();
      xml.writeStartElement("testsuite");
      attribute("name", suite.get(0).subjectKind() + " " + suite.get(0).subjectName());
      counts(totals.cases, totals.failures, 0);
      attribute("skipped", Long.toString(totals.skipped));
      for (ReportedFinding finding : suite) {
        testCase(finding);
      }
      line();
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    suite.clear();
  }

  private void testCase(ReportedFinding finding) throws XMLStreamException {
    line();
    xml.writeStartElement("testcase");
    attribute("classname", finding.subjectKind() + "." + finding.subjectKey());
    String path = finding.shownPath();
    attribute("name", finding.rule() + " " + finding.title() + (path == null ? "" : ": " + path));
    if (run.stopsAt(finding)) {
      xml.writeStartElement("failure");
      attribute("type", finding.severity().label());
      attribute("message", finding.message());
      xml.writeCharacters(safe(details(finding)));
      xml.writeEndElement();
    } else if (isSkipped(finding)) {
      xml.writeStartElement("skipped");
      attribute(
          "message", finding.counts() ? "not known: " + finding.message() : finding.whySetAside());
      xml.writeCharacters(safe(place(finding)));
      xml.writeEndElement();
    } else {
      xml.writeStartElement("system-out");
      xml.writeCharacters(safe(details(finding)));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** File and line of a run spec; empty if it is none that tells. */
  private static String place(ReportedFinding finding) {
    String file = finding.file();
    return file == null ? "" : finding.line() > 0 ? file + ":" + finding.line() : file;
  }

  private static String details(ReportedFinding finding) {
    StringBuilder details = new StringBuilder(place(finding));
    details.append(details.isEmpty() ? "" : ": ");
    details.append(finding.severity().label()).append(": ").append(finding.message());
    if (finding.layer() >= 0) {
      details.append("; layer ").append(finding.layer());
    }
    if (finding.createdBy() != null) {
      details.append(", made by: ").append(finding.createdBy());
    }
    return details.append("; fingerprint ").append(finding.fingerprint()).toString();
  }

  private void failures() throws XMLStreamException {
    if (run.failures().isEmpty()) {
      return;
    }
    line();
    xml.writeStartElement("testsuite");
    attribute("name", FAILED);
    counts(run.failures().size(), 0, run.failures().size());
    attribute("skipped", "0");
    for (ReportedRun.Trouble failure : run.failures()) {
      line();
      xml.writeStartElement("testcase");
      attribute("classname", FAILED);
      attribute("name", failure.subject());
      xml.writeEmptyElement("error");
      attribute("type", failure.code());
      attribute("message", failure.message());
      xml.writeEndElement();
    }
    line();
    xml.writeEndElement();
  }

  private void counts(long tests, long failures, long errors) throws XMLStreamException {
    attribute("tests", Long.toString(tests));
    attribute("failures", Long.toString(failures));
    attribute("errors", Long.toString(errors));
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, safe(value));
  }

  private void line() throws XMLStreamException {
    xml.writeCharacters("\n");
  }

  /** XML cannot hold most control characters, not even escaped. */
  private static String safe(String text) {
    return TerminalText.of(text);
  }
}
