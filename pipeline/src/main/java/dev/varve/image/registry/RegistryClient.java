package dev.varve.image.registry;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.jspecify.annotations.Nullable;

/**
 * One registry, read over the OCI distribution API: signs in when asked to, follows redirects as
 * far as they may lead, and tries again what may pass. Safe for several threads.
 */
final class RegistryClient implements Closeable {
  /** What Docker calls its hub, and where the hub's API is. */
  private static final String HUB = "docker.io";

  private static final String HUB_API = "registry-1.docker.io";

  private static final int MAX_REDIRECTS = 5;

  /** Requests in a row given up after which each further one is tried once, until one succeeds. */
  private static final int MAX_GIVEN_UP = 3;

  private static final String MANIFESTS =
      String.join(
          ", ",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.docker.distribution.manifest.v2+json");

  private final String registry;
  private final URI tls;
  private final RegistryAccess access;
  private final Limits limits;
  private final HttpTransport transport;
  private final Authorizer authorizer;
  private @Nullable URI home;

  /** Requests in a row that came to nothing however often they were tried. */
  private final AtomicInteger givenUp = new AtomicInteger();

  private RegistryClient(String registry, URI tls, RegistryAccess access, Limits limits) {
    this.registry = registry;
    this.tls = tls;
    this.access = access;
    this.limits = limits;
    this.transport = new HttpTransport(tls.getHost(), access);
    this.authorizer = new Authorizer(registry, new DockerConfig(access, limits), transport);
  }

  /**
   * A client, which connects when it is first used.
   *
   * @param name as a reference names the registry: a host with its port, if it has one
   */
  static RegistryClient of(String name, RegistryAccess access, Limits limits)
      throws InputException {
    String registry = name.toLowerCase(Locale.ROOT);
    URI tls = Origin.parse("https://" + (registry.equals(HUB) ? HUB_API : registry) + "/");
    if (tls == null || tls.getPort() > 65_535) {
      throw new InputException(
          ReasonCode.REFERENCE_UNSUPPORTED, name, "no registry can be called so");
    }
    return new RegistryClient(registry, tls, access, limits);
  }

  /** As a reference names it. */
  String registry() {
    return registry;
  }

  Limits limits() {
    return limits;
  }

  HttpTransport transport() {
    return transport;
  }

  int maxNames() {
    return access.maxNames();
  }

  RegistryAccess.Patience patience() {
    return access.patience();
  }

  // ---------------------------------------------------------------- documents

  /** A manifest or an index by tag or digest, or null if there is none. */
  @Nullable Bytes manifest(String repository, String reference, @Nullable Digest digest)
      throws InputException, IOException {
    String path = "/v2/" + repository + "/manifests/" + reference;
    return document(new Wanted(uri(path), pull(repository), Map.of("Accept", MANIFESTS)), digest);
  }

  /** A blob that is a document, or null if there is none. */
  @Nullable Bytes blob(String repository, Digest digest) throws InputException, IOException {
    return document(new Wanted(blobUri(repository, digest), pull(repository), Map.of()), digest);
  }

  URI blobUri(String repository, Digest digest) throws InputException, IOException {
    return uri("/v2/" + repository + "/blobs/" + digest);
  }

  /** The scope that reading a repository takes. */
  static String pull(String repository) {
    return "repository:" + repository + ":pull";
  }

  URI uri(String path) throws InputException, IOException {
    URI uri = Origin.resolve(home(), path);
    if (uri == null) {
      throw new InputException(
          ReasonCode.REFERENCE_UNSUPPORTED, registry, "'" + path + "' makes no URL");
    }
    return uri;
  }

  private @Nullable Bytes document(Wanted wanted, @Nullable Digest digest)
      throws InputException, IOException {
    Page page = page(wanted, digest);
    return page == null ? null : page.content();
  }

  /**
   * A document and what its header says.
   *
   * @param links the values of {@code Link}
   */
  record Page(Bytes content, List<String> links) {}

  /** A whole document; null if the registry does not have it. */
  @Nullable Page page(Wanted wanted, @Nullable Digest digest) throws InputException, IOException {
    return repeated(
        wanted.uri(),
        () -> {
          HttpTransport.Reply reply = once(wanted);
          if (reply == null) {
            return null;
          }
          try (reply) {
            Bytes content = content(reply);
            checkDigest(content, digest != null ? digest : told(reply));
            return new Page(content, reply.headers("Link"));
          }
        });
  }

  private Bytes content(HttpTransport.Reply reply)
      throws ExchangeException, InputException, IOException {
    int most = limits.maxJsonBytes();
    byte[] content;
    try {
      content = reply.contentLength() > most ? null : reply.body().readNBytes(most + 1);
      if (content != null && content.length <= most) {
        reply.finish();
        return Bytes.wrap(content);
      }
    } catch (IOException e) {
      throw cutShort(e)
          ? ExchangeException.passing(ReasonCode.REGISTRY_TRUNCATED, "the answer stops early", 0, e)
          : transport.trouble(e, reply.timedOut());
    }
    throw ExchangeException.lasting(
        ReasonCode.JSON_TOO_LARGE, "a document may have " + most + " bytes; it has more", null);
  }

  /** Whether an answer ended before it was whole. */
  static boolean cutShort(IOException e) {
    return e instanceof ConnectionClosedException || e instanceof MalformedChunkCodingException;
  }

  /** What the registry itself says the digest of an answer is, if it says anything usable. */
  private static @Nullable Digest told(HttpTransport.Reply reply) throws InputException {
    String header = reply.header("Docker-Content-Digest");
    return header != null && Digest.isValid(header) ? Digest.parse(header, "") : null;
  }

  private static void checkDigest(Bytes content, @Nullable Digest claimed)
      throws ExchangeException {
    Digest actual = claimed == null ? null : claimed.recompute(content.unsafeArray());
    if (actual != null && !actual.equals(claimed)) {
      throw ExchangeException.passing(
          ReasonCode.REGISTRY_WRONG_BYTES, "the bytes have the digest " + actual, 0, null);
    }
  }

  // ---------------------------------------------------------------- requests

  /**
   * What is wanted of the registry.
   *
   * @param scope that reading it takes; empty if no account is ever to be sent
   */
  record Wanted(URI uri, String scope, Map<String, String> headers) {
    Wanted {
      headers = Map.copyOf(headers);
    }
  }

  /** One try. */
  @FunctionalInterface
  interface Try<T> {
    @Nullable T run() throws ExchangeException, InputException, IOException;
  }

  /** Tries until it works, or will not, or has been tried often enough. */
  <T> @Nullable T repeated(URI uri, Try<T> work) throws InputException, IOException {
    // One registry that is down must not cost every image of a fleet the whole time.
    int attempts = givenUp.get() < MAX_GIVEN_UP ? patience().attempts() : 1;
    for (int tries = 1; ; tries++) {
      try {
        T answer = work.run();
        givenUp.set(0);
        return answer;
      } catch (ExchangeException e) {
        boolean tooLong = e.pauseMillis() > patience().longestPauseMillis();
        if (!e.isPassing() || tries >= attempts || tooLong) {
          if (e.isPassing()) {
            givenUp.incrementAndGet();
          }
          throw e.toInput(Origin.shown(uri), tries);
        }
        pause(tries, e.pauseMillis());
      }
    }
  }

  /**
   * Waits before another try.
   *
   * @param asked milliseconds that the registry asks for, or 0
   */
  void pause(int tries, long asked) throws InterruptedIOException {
    long growing = (long) patience().firstPauseMillis() << Math.min(tries - 1, 20);
    long most = Math.min(growing, patience().longestPauseMillis());
    // Not all who were turned away at once should come back at once.
    long millis = Math.max(asked, most - ThreadLocalRandom.current().nextLong(most / 4 + 1));
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a registry");
    }
  }

  /** One request with its redirects and challenges: an answer of 200 or 206, or null for a 404. */
  HttpTransport.@Nullable Reply once(Wanted wanted)
      throws ExchangeException, InputException, IOException {
    URI uri = wanted.uri();
    URI own = home();
    boolean answered = false;
    for (int redirects = 0; ; ) {
      boolean atHome = Origin.same(uri, own);
      Map<String, String> headers = new HashMap<>(wanted.headers());
      String sent = atHome && !wanted.scope().isEmpty() ? authorizer.header(wanted.scope()) : null;
      if (sent != null) {
        headers.put("Authorization", sent);
      }
      HttpTransport.Reply reply = transport.send(new HttpTransport.Call(uri, headers, null));
      boolean handed = false;
      try {
        switch (reply.status()) {
          case 200, 206 -> {
            handed = true;
            return reply;
          }
          case 404 -> {
            return null;
          }
          case 301, 302, 303, 307, 308 -> {
            if (++redirects > MAX_REDIRECTS) {
              throw ExchangeException.lasting(
                  ReasonCode.REGISTRY_MALFORMED, "more than " + MAX_REDIRECTS + " redirects", null);
            }
            uri = redirected(uri, reply);
          }
          case 401 -> {
            Challenge challenge =
                atHome && !answered && !wanted.scope().isEmpty()
                    ? Challenge.strongest(reply.headers("WWW-Authenticate"))
                    : null;
            answered = true;
            if (challenge == null || !authorizer.answer(challenge, wanted.scope(), sent, own)) {
              throw StatusTrouble.of(reply, atHome ? "" : "a redirect to " + Origin.shown(uri));
            }
          }
          default ->
              throw StatusTrouble.of(reply, atHome ? "" : "a redirect to " + Origin.shown(uri));
        }
      } finally {
        if (!handed) {
          reply.close();
        }
      }
    }
  }

  private static URI redirected(URI from, HttpTransport.Reply reply) throws ExchangeException {
    String location = reply.header("Location");
    URI to = location == null ? null : Origin.resolve(from, location);
    if (to == null) {
      throw ExchangeException.lasting(
          ReasonCode.REGISTRY_MALFORMED, "a redirect leads to no usable URL", null);
    }
    return to;
  }

  // ---------------------------------------------------------------- where it is

  /** The registry's own address: scheme, host and port. */
  synchronized URI home() throws InputException, IOException {
    if (home == null) {
      URI plain = URI.create("http" + tls.toString().substring("https".length()));
      if (RegistryAccess.has(access.plainHttp(), plain.getHost(), Origin.port(plain))) {
        home = plain;
      } else {
        home = Origin.isLoopbackName(tls.getHost()) && !speaksTls(plain) ? plain : tls;
      }
    }
    return home;
  }

  /** Registries on this machine come with and without TLS, and nobody says which. */
  private boolean speaksTls(URI plain) throws InputException, IOException {
    try (HttpTransport.Reply reply = version(plain)) {
      if (reply.status() != 400) {
        return false; // what servers with TLS answer to those who come without
      }
    } catch (ExchangeException e) {
      if (e.reason() != ReasonCode.REGISTRY_UNREACHABLE) {
        return false;
      }
    }
    try (HttpTransport.Reply reply = version(tls)) {
      return reply.status() > 0;
    } catch (ExchangeException e) {
      return showsCertificate(e);
    }
  }

  /** Whether TLS failed only because nobody vouches for the other side. */
  private static boolean showsCertificate(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException
          || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
    }
    return false;
  }

  private HttpTransport.Reply version(URI base)
      throws ExchangeException, InputException, IOException {
    return transport.send(new HttpTransport.Call(base.resolve("/v2/"), Map.of(), null));
  }

  /** A layer, which the caller closes. */
  InputStream layer(LayerPlace place) throws InputException, IOException {
    return LayerStream.open(this, place);
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
