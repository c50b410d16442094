package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.image.Image;
import dev.varve.report.Ink.Tone;
import dev.varve.report.TextTable.Cell;
import dev.varve.report.TextTable.Side;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Start;
import dev.varve.tree.DiveFigures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code inspect} for people: one screen about an image. */
public final class InspectText {
  private static final int BAR_COLUMNS = 16;

  /** The least width of a page that has room for bars. */
  private static final int LEAST_FOR_BARS = 100;

  /** The least width of a page that has room for the number of entries. */
  private static final int LEAST_FOR_ENTRIES = 76;

  /** The longest label, and a digest behind it has just room on eighty columns. */
  private static final int LABEL_COLUMNS = 9;

  private static final int ROLE_COLUMNS = 12;

  /** Findings of one code shown; the rest is counted. */
  private static final int MAX_EXAMPLES = 5;

  /** Eighths of a column. */
  private static final String[] BLOCKS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private final Inspection inspection;
  private final TextPage page;
  private final Ink ink;

  private InspectText(Inspection inspection, TextPage page) {
    this.inspection = inspection;
    this.page = page;
    this.ink = page.ink();
  }

  public static void write(Inspection inspection, TextPage page) throws IOException {
    InspectText text = new InspectText(inspection, page);
    text.header();
    text.layers();
    text.totals();
    text.start();
    text.findings();
    page.flush();
  }

  private void field(String label, String value) throws IOException {
    page.wrapped(
        ink.paint(Tone.DIM, TerminalText.left(label, LABEL_COLUMNS)), LABEL_COLUMNS, value);
  }

  private void header() throws IOException {
    Image image = inspection.stack().image();
    ImageHeader.write(inspection.stack(), page);
    if (image.manifestDigest() != null) {
      field("manifest", image.manifestDigest().toString());
    }
    if (image.configDigest() != null) {
      field("config", image.configDigest().toString());
    }
    if (!image.config().created().isEmpty()) {
      field("created", TerminalText.of(image.config().created()));
    }
  }

  // ---------------------------------------------------------------- layers

  private void layers() throws IOException {
    page.blank();
    TextTable table =
        new TextTable()
            .column("layer", Side.RIGHT)
            .column("shipped", Side.RIGHT)
            .column("hidden", Side.RIGHT)
            .column(page.columns() < LEAST_FOR_ENTRIES ? "" : "entries", Side.RIGHT)
            .column("added", Side.RIGHT)
            .column("changed", Side.RIGHT)
            .column("deleted", Side.RIGHT);
    // On a narrow page the commands that made the layers say more than bars.
    boolean hasBars = page.columns() >= LEAST_FOR_BARS;
    if (hasBars) {
      table.column("size", Side.LEFT);
    }
    table.column("made by", Side.LEFT);
    long largest = 1;
    for (Inspection.LayerFigures layer : inspection.layers()) {
      largest = Math.max(largest, layer.shippedBytes());
    }
    for (int i = 0; i < inspection.layers().size(); i++) {
      List<Cell> cells = cells(i);
      if (hasBars) {
        cells.add(bar(inspection.layers().get(i), largest));
      }
      cells.add(Cell.of(CommandText.of(inspection.stack().layers().get(i).descriptor())));
      table.row(cells);
    }
    table.write(0, page);
  }

  private List<Cell> cells(int index) {
    Inspection.LayerFigures layer = inspection.layers().get(index);
    long changed = layer.changes().modifiedContent() + layer.changes().modifiedMetadata();
    long entries = inspection.stack().layers().get(index).listing().summary().entries();
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(String.valueOf(index)));
    cells.add(Cell.of(SizeText.of(layer.shippedBytes())));
    cells.add(Cell.of(hidden(layer.hiddenBytes()), Tone.REMOVED, ink));
    cells.add(Cell.of(page.columns() < LEAST_FOR_ENTRIES ? "" : SizeText.count(entries)));
    cells.add(Cell.of(signed("+", layer.changes().added()), Tone.ADDED, ink));
    cells.add(Cell.of(signed("~", changed), Tone.CHANGED, ink));
    cells.add(Cell.of(signed("-", layer.changes().deleted()), Tone.REMOVED, ink));
    return cells;
  }

  private static String hidden(long bytes) {
    return bytes == 0 ? "" : SizeText.of(bytes);
  }

  private static String signed(String sign, long count) {
    return count == 0 ? "" : sign + SizeText.count(count);
  }

  /** The layer's size to scale, what is hidden of it at the end, in shades and another colour. */
  private Cell bar(Inspection.LayerFigures layer, long largest) {
    long live = layer.shippedBytes() - layer.hiddenBytes();
    String liveBar = blocks(live, largest);
    int left = BAR_COLUMNS - liveBar.length();
    String hiddenBar = blocks(layer.hiddenBytes(), largest).replace('█', '▒');
    if (hiddenBar.length() > left) {
      hiddenBar = hiddenBar.substring(0, left);
    }
    String room = " ".repeat(BAR_COLUMNS - liveBar.length() - hiddenBar.length());
    return new Cell(
        liveBar + hiddenBar + room,
        ink.paint(Tone.BAR, liveBar) + ink.paint(Tone.HIDDEN_BAR, hiddenBar) + room);
  }

  private static String blocks(long bytes, long largest) {
    if (bytes <= 0) {
      return "";
    }
    int eighths = (int) Math.max(1, Math.round((double) bytes / largest * BAR_COLUMNS * 8));
    return "█".repeat(eighths / 8) + BLOCKS[eighths % 8];
  }

  // ---------------------------------------------------------------- totals

  private void totals() throws IOException {
    page.blank();
    TreeText.totals(inspection.totals(), page);
    long shipped = inspection.totals().shippedBytes();
    double share = shipped == 0 ? 0 : (double) inspection.totals().hiddenBytes() / shipped;
    field(
        "hidden",
        SizeText.of(inspection.totals().hiddenBytes())
            + " of "
            + SizeText.of(shipped)
            + " shipped ("
            + SizeText.percent(share)
            + ") in "
            + SizeText.count(inspection.totals().hiddenEntries())
            + (inspection.totals().hiddenEntries() == 1 ? " entry" : " entries"));
    DiveFigures dive = inspection.dive();
    field(
        "dive",
        "efficiency "
            + SizeText.percent(dive.efficiency())
            + ", wasted "
            + SizeText.of(dive.wastedBytes())
            + ink.paint(Tone.DIM, " (as dive counts)"));
  }

  // ---------------------------------------------------------------- start

  private void start() throws IOException {
    Start start = inspection.start();
    page.blank();
    field("user", user(inspection.user()));
    field(
        "starts",
        start.argv().isEmpty()
            ? ink.paint(Tone.DIM, "nothing: no entrypoint and no command")
            : start.argv().stream().map(InspectText::word).collect(Collectors.joining(" "))
                + (start.form().equals("shell") ? ink.paint(Tone.DIM, "  (shell form)") : ""));
    if (!start.argv().isEmpty()) {
      field("works", status(start.status()));
    }
    for (ChainLink link : start.links()) {
      link(link);
    }
    for (Start.PathElement element : start.pathBeforeHit()) {
      if (!element.writableBy().isEmpty()) {
        note(
            "PATH: "
                + TerminalText.of(element.element())
                + " comes first and is writable by "
                + String.join(", ", element.writableBy()));
      }
    }
    Start.Drop drop = start.dropsTo();
    if (drop != null) {
      field(
          "switches",
          "to "
              + TerminalText.of(drop.user())
              + " through "
              + TerminalText.of(drop.via())
              + (drop.certain() ? "" : " (perhaps)"));
    }
    if (!start.notes().isEmpty()) {
      field(
          "notes", start.notes().stream().map(TerminalText::of).collect(Collectors.joining(", ")));
    }
  }

  private String user(ImageUser user) {
    String spec = user.spec().isEmpty() ? "not set" : TerminalText.of(user.spec());
    String id =
        user.uid() == null
            ? "unknown (" + user.how().label() + ")"
            : "uid " + user.uid() + ", gid " + user.gid();
    Boolean root = user.root();
    String shown = spec + ": " + id;
    return root != null && root ? shown + ink.paint(Tone.WARNING, "  (root)") : shown;
  }

  private static String word(String word) {
    String safe = TerminalText.of(word);
    return safe.isEmpty() || safe.contains(" ") ? "'" + safe + "'" : safe;
  }

  private String status(Start.Status status) {
    return switch (status) {
      case OK -> ink.paint(Tone.GOOD, "yes");
      case DYNAMIC, COVERED -> status.label() + ": only a run can tell";
      case WRONG_ARCH, NOT_EXECUTABLE, DIRECTORY, DANGLING, LOOP, MISSING ->
          ink.paint(Tone.BAD, "no: " + status.label());
    };
  }

  private void link(ChainLink link) throws IOException {
    Bytes path = link.path();
    String start =
        "  "
            + TerminalText.right(String.valueOf(link.number()), 3)
            + " "
            + TerminalText.left(link.role().label(), ROLE_COLUMNS);
    StringBuilder out = new StringBuilder();
    if (path == null) {
      out.append(TerminalText.of(link.asked()));
    } else {
      String name = "/" + TerminalText.of(path);
      boolean privileged = (link.modeBits() & 06000) != 0 || link.capabilities() != null;
      out.append(privileged ? ink.paint(Tone.PRIVILEGED, name) : name);
      out.append("  ").append(ModeText.octal(link.modeBits()));
      out.append(' ').append(link.uid()).append(':').append(link.gid());
      out.append("  layer ").append(link.layer());
    }
    out.append(ink.paint(Tone.DIM, "  via " + TerminalText.of(link.via())));
    if (link.status() != Start.Status.OK) {
      out.append("  ").append(ink.paint(Tone.BAD, link.status().label()));
    }
    page.wrapped(start, start.length(), out.toString());
    if (!link.writableBy().isEmpty()) {
      note("writable by " + String.join(", ", link.writableBy()));
    }
    if (!link.dirWritableBy().isEmpty()) {
      note("replaceable by " + String.join(", ", link.dirWritableBy()));
    }
    if (link.capabilities() != null) {
      note("has file capabilities");
    }
    for (String note : link.notes()) {
      note(TerminalText.of(note));
    }
  }

  private void note(String text) throws IOException {
    page.wrapped(" ".repeat(6) + ink.paint(Tone.WARNING, "! "), 8, ink.paint(Tone.WARNING, text));
  }

  // ---------------------------------------------------------------- findings

  private void findings() throws IOException {
    List<StructureFinding> all = inspection.findings();
    if (all.isEmpty()) {
      return;
    }
    page.blank();
    page.heading("Structure (" + SizeText.count(all.size(), "finding") + ")");
    Map<dev.varve.failure.FindingCode, List<StructureFinding>> byCode =
        new EnumMap<>(dev.varve.failure.FindingCode.class);
    for (StructureFinding finding : all) {
      byCode.computeIfAbsent(finding.code(), code -> new ArrayList<>()).add(finding);
    }
    for (List<StructureFinding> findings : byCode.values()) {
      for (StructureFinding finding :
          findings.subList(0, Math.min(MAX_EXAMPLES, findings.size()))) {
        FindingText.write(finding, 2, page);
      }
      if (findings.size() > MAX_EXAMPLES) {
        page.line(
            ink.paint(
                Tone.DIM,
                "           and "
                    + SizeText.count(findings.size() - MAX_EXAMPLES)
                    + " more "
                    + findings.get(0).code().code()));
      }
    }
  }
}
