package dev.varve.layer;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The content detectors that see every file while its layer is expanded (design.md section 3). A
 * further one makes every layer be read once more: a run says which it had.
 */
public final class ContentDetectors {
  private static final SortedSet<String> ALL =
      java.util.Collections.unmodifiableSortedSet(
          new TreeSet<>(
              java.util.List.of(
                  "aws-access-key",
                  "aws-key-id",
                  "cargo-token",
                  "cloud-refresh-token",
                  "composer-credential",
                  "config-default",
                  "config-secret",
                  "docker-auth",
                  "gcp-service-account",
                  "git-credentials",
                  "maven-password",
                  "netrc-password",
                  "npm-auth-token",
                  "nuget-password",
                  "openssh-private-key",
                  "pem-private-key",
                  "pgp-private-key",
                  "pypi-password",
                  "rubygems-key",
                  "url-password")));

  private ContentDetectors() {}

  /** The ids of all of them. */
  public static SortedSet<String> all() {
    return ALL;
  }
}
