package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentFact;
import dev.varve.layer.ContentMatch;
import dev.varve.layer.PackageDigests;
import dev.varve.runtime.ElfHead;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What file rules may ask about the contents of one layer: a few bits per file and the matches of
 * detectors, without the bytes themselves, which may be many megabytes.
 */
final class KnownContent {
  private static final Bytes ELF = Bytes.fromHex("7f454c46");
  private static final Bytes SHEBANG = Bytes.utf8("#!");

  /** Linux looks no further ({@code BINPRM_BUF_SIZE}). */
  private static final int MAX_SHEBANG = 256;

  private final Budget budget;
  private final BitSet elf = new BitSet();
  private final BitSet scripts = new BitSet();
  private final BitSet others = new BitSet();
  private final Map<String, BitSet> architectures = new TreeMap<>();
  private final Map<Integer, String> shebangs = new HashMap<>();
  private final Map<Integer, List<ContentMatch>> matches = new HashMap<>();
  private final Map<Integer, PackageDigests> digests = new HashMap<>();

  KnownContent(Budget budget) {
    this.budget = budget;
  }

  /**
   * How many matches an image may have in memory. Of a file the first match of every detector is
   * kept, which is what decides whether a rule is broken, for more files than a rule may have
   * findings; beyond that matches only show more lines.
   */
  static final class Budget {
    private int files = 5 * FileJudgement.MAX_FINDINGS;
    private int further = 100_000;

    /** Programs whose digests are kept: ten large images. */
    private int programs = 100_000;

    /** Scripts whose first line is kept; most name one of few interpreters. */
    private int scripts = 100_000;

    private final Map<String, String> lines = new HashMap<>();
  }

  void add(ContentFact fact) {
    Bytes head = fact.head();
    if (head.startsWith(ELF)) {
      elf.set(fact.ordinal());
      ElfHead program = ElfHead.read(head);
      if (program != null) {
        architectures
            .computeIfAbsent(program.architecture(), name -> new BitSet())
            .set(fact.ordinal());
      }
    } else if (head.startsWith(SHEBANG)) {
      scripts.set(fact.ordinal());
      if (budget.scripts > 0) {
        budget.scripts--;
        String line = firstLine(head);
        shebangs.put(fact.ordinal(), budget.lines.computeIfAbsent(line, same -> same));
      }
    } else if (!head.isEmpty()) {
      others.set(fact.ordinal());
    }
    if (!fact.digests().equals(PackageDigests.NONE) && budget.programs > 0) {
      budget.programs--;
      digests.put(fact.ordinal(), fact.digests());
    }
    if (fact.matches().isEmpty() || budget.files == 0) {
      return;
    }
    budget.files--;
    List<ContentMatch> kept = new ArrayList<>();
    Set<String> detectors = new HashSet<>();
    for (ContentMatch match : fact.matches()) {
      if (detectors.add(match.detector())) {
        kept.add(match);
      } else if (budget.further > 0) {
        budget.further--;
        kept.add(match);
      }
    }
    matches.put(fact.ordinal(), List.copyOf(kept));
  }

  /** What follows {@code #!}, as far as a kernel reads it. */
  private static String firstLine(Bytes head) {
    int end = head.indexOf((byte) '\n', 0);
    int read = Math.min(end < 0 ? head.length() : end, MAX_SHEBANG);
    return head.slice(SHEBANG.length(), Math.max(read, SHEBANG.length())).text().strip();
  }

  /** What package databases may have of a program; none if it was not computed. */
  PackageDigests digests(int ordinal) {
    return digests.getOrDefault(ordinal, PackageDigests.NONE);
  }

  /** By line, then detector. */
  List<ContentMatch> matches(int ordinal) {
    return matches.getOrDefault(ordinal, List.of());
  }

  /** {@code elf}, {@code script} or {@code other}; empty if the first bytes are not known. */
  String kind(int ordinal) {
    if (elf.get(ordinal)) {
      return "elf";
    }
    if (scripts.get(ordinal)) {
      return "script";
    }
    return others.get(ordinal) ? "other" : "";
  }

  /** The processor that an ELF file is for, as image configs spell it; null if it is none. */
  @Nullable String architecture(int ordinal) {
    for (Map.Entry<String, BitSet> architecture : architectures.entrySet()) {
      if (architecture.getValue().get(ordinal)) {
        return architecture.getKey();
      }
    }
    return null;
  }

  /** Interpreter and argument of a script as its first line has them; null if not known. */
  @Nullable String shebang(int ordinal) {
    return shebangs.get(ordinal);
  }
}
