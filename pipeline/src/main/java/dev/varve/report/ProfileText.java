package dev.varve.report;

import dev.varve.policy.PolicyProfile;

/** What a profile leaves out, for people. */
public final class ProfileText {
  private ProfileText() {}

  /** One line that counts the findings outside a profile and says how to see them. */
  public static String outside(long findings, PolicyProfile profile) {
    return SizeText.count(findings, "finding")
        + " outside the profile "
        + TerminalText.of(profile.name())
        + " (--profile "
        + PolicyProfile.AUDIT
        + " shows all)";
  }
}
