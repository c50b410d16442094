package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers a registry's challenges with the user's account, by distribution's token specification or
 * RFC 7617, and keeps the answers while they hold. An account goes to the registry it is for, and
 * to a realm that this registry names over TLS or on loopback; nothing else ever sees it.
 */
final class Authorizer {
  private static final int MAX_TOKEN_ANSWER_BYTES = 1 << 20;

  /** Of tokens that do not say how long they hold, as distribution's specification has it. */
  private static final long USUAL_SECONDS = 60;

  /** A token is not used any more this long before it ends. */
  private static final long MARGIN_SECONDS = 10;

  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

  private final String registry;
  private final DockerConfig accounts;
  private final HttpTransport transport;
  private final Map<String, Answer> answers = new HashMap<>();
  private boolean asked;
  private @Nullable Credentials account;
  private @Nullable InputException noAccount;

  /**
   * @param header the value of {@code Authorization}
   * @param endNanos when it ends, by {@link System#nanoTime()}
   */
  private record Answer(String header, long endNanos) {
    boolean holds() {
      return System.nanoTime() - endNanos < 0;
    }

    @Override
    public String toString() {
      return "Answer[a secret]";
    }
  }

  Authorizer(String registry, DockerConfig accounts, HttpTransport transport) {
    this.registry = registry;
    this.accounts = accounts;
    this.transport = transport;
  }

  /** What to send along for a scope, or null if nothing is known yet. */
  synchronized @Nullable String header(String scope) {
    Answer known = answers.get(scope);
    return known != null && known.holds() ? known.header() : null;
  }

  /**
   * Answers a challenge.
   *
   * @param scope what is to be done, such as {@code repository:team/app:pull}
   * @param refused the header that was not good enough, or null if none was sent
   * @param home the registry's own address, beginning with its scheme
   * @return false if there is no answer but the one that was refused
   */
  synchronized boolean answer(Challenge challenge, String scope, @Nullable String refused, URI home)
      throws ExchangeException, InputException, IOException {
    String known = header(scope);
    if (known != null && !known.equals(refused)) {
      return true; // another thread was here meanwhile
    }
    answers.remove(scope);
    Credentials own = account();
    Answer found;
    if (challenge.scheme().equals(Challenge.BASIC)) {
      found =
          own == null || own.isIdentityToken()
              ? null
              : new Answer(own.basic(), System.nanoTime() + nanos(USUAL_SECONDS * 60));
    } else {
      found = token(challenge, scope, own, home);
    }
    if (found == null || found.header().equals(refused)) {
      return false;
    }
    answers.put(scope, found);
    return true;
  }

  /** Asked for once, whatever comes: a helper that hangs is not to hang for every image. */
  private @Nullable Credentials account() throws InputException, IOException {
    if (!asked) {
      try {
        account = accounts.credentials(registry);
      } catch (InputException e) {
        noAccount = e;
      }
      asked = true;
    }
    if (noAccount != null) {
      throw noAccount;
    }
    return account;
  }

  private Answer token(Challenge challenge, String scope, @Nullable Credentials own, URI home)
      throws ExchangeException, InputException, IOException {
    URI realm = realm(challenge, home);
    String wanted = challenge.parameters().getOrDefault("scope", scope);
    Map<String, String> fields = new java.util.LinkedHashMap<>();
    String service = challenge.parameter("service");
    if (service != null) {
      fields.put("service", service);
    }
    if (!wanted.isEmpty()) {
      fields.put("scope", wanted);
    }
    Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json"));
    HttpTransport.Call call;
    if (own != null && own.isIdentityToken()) {
      fields.put("grant_type", "refresh_token");
      fields.put("client_id", "varve");
      fields.put("refresh_token", own.secret());
      call = new HttpTransport.Call(realm, headers, form(fields));
    } else {
      if (own != null) {
        headers.put("Authorization", own.basic());
      }
      String query = realm.getRawQuery();
      String all = (query == null || query.isEmpty() ? "" : query + "&") + form(fields);
      call =
          new HttpTransport.Call(
              Origin.withQuery(realm, all.isEmpty() ? null : all), headers, null);
    }
    try (HttpTransport.Reply reply = transport.send(call)) {
      return answer(reply, Origin.shown(realm));
    }
  }

  private static String form(Map<String, String> fields) {
    StringBuilder form = new StringBuilder();
    fields.forEach(
        (name, value) ->
            form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return form.toString();
  }

  private Answer answer(HttpTransport.Reply reply, String shown)
      throws ExchangeException, IOException {
    if (reply.status() != 200) {
      throw StatusTrouble.of(reply, "the token service " + shown);
    }
    byte[] content;
    try {
      InputStream body = reply.body();
      content = body.readNBytes(MAX_TOKEN_ANSWER_BYTES + 1);
      if (content.length <= MAX_TOKEN_ANSWER_BYTES) {
        reply.finish();
      }
    } catch (IOException e) {
      throw transport.trouble(e, reply.timedOut());
    }
    JsonObject answer = content.length > MAX_TOKEN_ANSWER_BYTES ? null : object(content);
    String token = answer == null ? null : text(answer, "token");
    if (answer != null && token == null) {
      token = text(answer, "access_token");
    }
    if (answer == null || token == null || !VISIBLE.matcher(token).matches()) {
      throw ExchangeException.lasting(
          ReasonCode.REGISTRY_MALFORMED, "the token service " + shown + " gave no token", null);
    }
    long seconds =
        answer.get("expires_in") instanceof JsonNumber number && number.longOrNull() != null
            ? Math.max(0, Math.min(number.longOrNull(), 24 * 3600))
            : USUAL_SECONDS;
    long held = Math.max(seconds - MARGIN_SECONDS, seconds / 2);
    return new Answer("Bearer " + token, System.nanoTime() + nanos(held));
  }

  private static @Nullable JsonObject object(byte[] content) {
    try {
      return Json.parse(content, "", Limits.DEFAULT) instanceof JsonObject object ? object : null;
    } catch (InputException e) {
      return null; // its message may show the token
    }
  }

  private static @Nullable String text(JsonObject object, String key) {
    return object.get(key) instanceof dev.varve.json.JsonString text && !text.value().isEmpty()
        ? text.value()
        : null;
  }

  private static long nanos(long seconds) {
    return java.util.concurrent.TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Where tokens are to be had, if an account may be sent there. */
  private static URI realm(Challenge challenge, URI home) throws ExchangeException {
    URI realm = Origin.parse(challenge.parameters().getOrDefault("realm", ""));
    if (realm == null) {
      throw ExchangeException.lasting(
          ReasonCode.REGISTRY_MALFORMED, "it names no usable token service", null);
    }
    boolean safe =
        realm.getScheme().equals("https")
            || Origin.isLoopbackName(realm.getHost())
            || Origin.same(realm, home);
    if (!safe) {
      throw ExchangeException.lasting(
          ReasonCode.REGISTRY_TLS,
          "it wants the account sent without TLS to " + Origin.shown(realm) + ", which is refused",
          null);
    }
    return realm;
  }
}
