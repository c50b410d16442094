package dev.varve.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An account at a registry.
 *
 * @param user empty if {@code secret} is an identity token, which is traded for others
 */
record Credentials(String user, String secret) {
  boolean isIdentityToken() {
    return user.isEmpty();
  }

  /** The value of a header that says who asks, as RFC 7617 has it. */
  String basic() {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  /** Never the secret: this may come into a message or a log. */
  @Override
  public String toString() {
    return "Credentials[" + (isIdentityToken() ? "an identity token" : "an account") + "]";
  }
}
