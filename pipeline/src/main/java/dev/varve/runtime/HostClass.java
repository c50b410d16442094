package dev.varve.runtime;

import java.util.Locale;

/** What a path of the host means to whoever can reach it (policy-catalogue.md section 1.4). */
public enum HostClass {
  /** A socket whose owner controls containers, services or the node. */
  RUNTIME_SOCKET,
  /** The whole file system. */
  ROOT,
  /** Files that the host executes or that configure what it executes. */
  EXEC,
  CREDENTIAL,
  /** The proc file system with the kernel's knobs. */
  KERNEL,
  SYS,
  DEV,
  /** What engines keep on disk, and the host's logs. */
  STATE,
  /** Public facts about the host that many images ask for. */
  BENIGN,
  /** Everything else: the application's own files. */
  APP;

  /** The text form in facts. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
