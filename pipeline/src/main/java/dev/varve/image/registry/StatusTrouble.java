package dev.varve.image.registry;

import dev.varve.failure.ReasonCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What a status means that is not the answer one wants (RFC 9110, section 15). */
final class StatusTrouble {
  private StatusTrouble() {}

  /**
   * @param who gave the answer, as messages begin; empty for the registry itself
   */
  static ExchangeException of(HttpTransport.Reply reply, String who) {
    int status = reply.status();
    String said = (who.isEmpty() ? "" : who + " ") + "answers " + status;
    return switch (status) {
      case 401, 403 ->
          ExchangeException.lasting(
              ReasonCode.REGISTRY_DENIED, said + ": the account may not read this", null);
      case 404 -> ExchangeException.lasting(ReasonCode.REGISTRY_NOT_FOUND, said, null);
      case 408, 425, 429, 500, 502, 503, 504 ->
          ExchangeException.passing(
              ReasonCode.REGISTRY_ERROR, said, retryAfterMillis(reply.header("Retry-After")), null);
      default ->
          ExchangeException.lasting(
              status >= 500 ? ReasonCode.REGISTRY_ERROR : ReasonCode.REGISTRY_MALFORMED,
              said,
              null);
    };
  }

  /** Seconds or a date (RFC 9110, section 10.2.3); 0 if there is neither. */
  static long retryAfterMillis(@Nullable String header) {
    if (header == null) {
      return 0;
    }
    String text = header.strip();
    if (text.matches("[0-9]{1,9}")) {
      return Long.parseLong(text) * 1000;
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Math.max(0, Duration.between(Instant.now(), date.toInstant()).toMillis());
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
