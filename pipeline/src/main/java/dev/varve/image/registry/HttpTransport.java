package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends single requests and hands back whatever comes, within bounds. Follows no redirect, keeps no
 * cookie, answers no challenge, tries nothing twice, decodes nothing, and connects only where the
 * {@link AddressGuard} lets it. Safe for several threads.
 */
final class HttpTransport implements Closeable {
  /**
   * As many as there are threads that read: each has one answer open at a time, and a second one
   * while it signs in. A bound below that would make workers wait for each other's layers.
   */
  private static final int MAX_CONNECTIONS = Integer.MAX_VALUE;

  /** Protects memory: registries' headers have a few hundred bytes, tokens up to 8 KiB. */
  private static final int MAX_HEADER_LINE_CHARS = 32 << 10;

  private static final int MAX_HEADERS = 200;

  /** Its finest levels print headers, and so tokens. Kept, since loggers are weakly held. */
  private static final Logger WIRE = Logger.getLogger("org.apache.hc");

  static {
    WIRE.setLevel(Level.OFF);
  }

  private final RegistryAccess access;
  private final AddressGuard guard;
  private final ScheduledExecutorService clock;
  private @Nullable CloseableHttpClient plain;
  private @Nullable CloseableHttpClient tls;

  HttpTransport(String registry, RegistryAccess access) {
    this.access = access;
    this.guard = new AddressGuard(registry, access, InetAddress::getAllByName);
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "varve-registry-clock");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** An answer whose body is yet to be read. Closing it drops the connection, unless it was. */
  static final class Reply implements Closeable {
    private final HttpUriRequestBase request;
    private final ClassicHttpResponse response;
    private final InputStream body;
    private @Nullable Future<?> deadline;

    private Reply(
        HttpUriRequestBase request, ClassicHttpResponse response, @Nullable Future<?> deadline)
        throws IOException {
      this.request = request;
      this.response = response;
      this.deadline = deadline;
      HttpEntity entity = response.getEntity();
      InputStream content = entity == null ? null : entity.getContent();
      this.body = content == null ? InputStream.nullInputStream() : content;
    }

    int status() {
      return response.getCode();
    }

    /** The first header of this name, or null. */
    @Nullable String header(String name) {
      Header header = response.getFirstHeader(name);
      return header == null ? null : header.getValue();
    }

    /** All headers of this name, in order. */
    List<String> headers(String name) {
      return Arrays.stream(response.getHeaders(name)).map(Header::getValue).toList();
    }

    /** The length the registry promises, or -1. */
    long contentLength() {
      HttpEntity entity = response.getEntity();
      return entity == null ? 0 : entity.getContentLength();
    }

    InputStream body() {
      return body;
    }

    /** From now on only silence ends the answer. */
    void endless() {
      Future<?> running = deadline;
      if (running != null) {
        running.cancel(false);
        deadline = null;
      }
    }

    /** Whether the time for it ran out. */
    boolean timedOut() {
      return request.isCancelled();
    }

    /** To be called when the body was read to its end: the connection may serve again. */
    void finish() throws IOException {
      endless();
      body.close();
    }

    @Override
    public void close() {
      endless();
      // Closing alone would read on to the end of the body, however far that is.
      request.cancel();
      try {
        response.close();
      } catch (IOException e) {
        // The connection is gone, which is what was wanted.
      }
    }
  }

  /** What is asked. */
  record Call(URI uri, Map<String, String> headers, @Nullable String form) {}

  /** Sends one request. The caller closes the answer. */
  Reply send(Call call) throws ExchangeException, InputException, IOException {
    URI uri = call.uri();
    HttpUriRequestBase request = new HttpUriRequestBase(call.form() == null ? "GET" : "POST", uri);
    call.headers().forEach(request::setHeader);
    if (call.form() != null) {
      request.setEntity(new StringEntity(call.form(), ContentType.APPLICATION_FORM_URLENCODED));
    }
    CloseableHttpClient client = client(uri);
    Future<?> deadline =
        clock.schedule(request::cancel, access.patience().documentMillis(), TimeUnit.MILLISECONDS);
    try {
      HttpHost target = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
      return new Reply(request, client.executeOpen(target, request, null), deadline);
    } catch (IOException e) {
      deadline.cancel(false);
      throw trouble(e, request.isCancelled());
    } catch (RuntimeException e) {
      deadline.cancel(false);
      throw e;
    }
  }

  /**
   * What went wrong on the network, in a user's words.
   *
   * @param timedOut whether this program broke off because time ran out
   */
  ExchangeException trouble(IOException e, boolean timedOut) throws InterruptedIOException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AddressGuard.RefusedAddressException refused) {
        return refused.lacksTls()
            ? ExchangeException.lasting(
                ReasonCode.REGISTRY_TLS,
                refused.getMessage() + ", which is not spoken to without TLS",
                e)
            : ExchangeException.lasting(
                ReasonCode.ADDRESS_REFUSED,
                refused.getMessage() + ", where the registry itself is not",
                e);
      }
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for a registry");
    }
    Waits limits = new Waits(access.patience());
    if (timedOut) {
      return ExchangeException.passing(
          ReasonCode.REGISTRY_TIMEOUT, "no whole answer within " + limits.document(), 0, e);
    }
    if (e instanceof SocketTimeoutException) {
      boolean connecting = e instanceof ConnectTimeoutException;
      return ExchangeException.passing(
          ReasonCode.REGISTRY_TIMEOUT,
          connecting
              ? "no connection within " + limits.connect()
              : "silent for " + limits.silence(),
          0,
          e);
    }
    if (e instanceof UnknownHostException) {
      return ExchangeException.passing(
          ReasonCode.REGISTRY_UNREACHABLE, "its name has no address", 0, e);
    }
    if (e instanceof SSLException) {
      return ExchangeException.lasting(ReasonCode.REGISTRY_TLS, "TLS failed: " + innermost(e), e);
    }
    if (e.getCause() instanceof HttpException || e instanceof MessageConstraintException) {
      return ExchangeException.lasting(
          ReasonCode.REGISTRY_MALFORMED, "no answer in HTTP: " + innermost(e), e);
    }
    return ExchangeException.passing(ReasonCode.REGISTRY_UNREACHABLE, innermost(e), 0, e);
  }

  /** How long this program waits, as messages say it. */
  private record Waits(RegistryAccess.Patience limits) {
    String connect() {
      return seconds(limits.connectMillis());
    }

    String silence() {
      return seconds(limits.silenceMillis());
    }

    String document() {
      return seconds(limits.documentMillis());
    }

    private static String seconds(int millis) {
      return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
  }

  private static String innermost(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? "the connection was closed" : message.lines().findFirst().orElse("");
  }

  private CloseableHttpClient client(URI uri) throws InputException, IOException {
    synchronized (this) {
      if (uri.getScheme().equals("http")) {
        CloseableHttpClient known = plain;
        if (known == null) {
          known = build(access.plainHttp(), SslContexts.system());
          plain = known;
        }
        return known;
      }
      CloseableHttpClient known = tls;
      if (known == null) {
        String ca = access.caFile();
        known = build(null, ca == null ? SslContexts.system() : SslContexts.withAuthorities(ca));
        tls = known;
      }
      return known;
    }
  }

  private CloseableHttpClient build(@Nullable Set<String> plainHosts, SSLContext context) {
    RegistryAccess.Patience patience = access.patience();
    Http1Config bounds =
        Http1Config.custom()
            .setMaxLineLength(MAX_HEADER_LINE_CHARS)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();
    ConnectionConfig connections =
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.ofMilliseconds(patience.connectMillis()))
            .setSocketTimeout(Timeout.ofMilliseconds(patience.silenceMillis()))
            .build();
    RequestConfig requests =
        RequestConfig.custom()
            .setResponseTimeout(Timeout.ofMilliseconds(patience.silenceMillis()))
            .setConnectionRequestTimeout(Timeout.ofMilliseconds(patience.documentMillis()))
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setContentCompressionEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .build();
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(guard.resolver(plainHosts))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(context))
                .setConnectionFactory(
                    ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build())
                .setDefaultConnectionConfig(connections)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .build())
        .setDefaultRequestConfig(requests)
        .setUserAgent("varve")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableAuthCaching()
        .disableCookieManagement()
        .disableContentCompression()
        .build();
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    synchronized (this) {
      for (CloseableHttpClient client : new CloseableHttpClient[] {plain, tls}) {
        if (client != null) {
          client.close();
        }
      }
    }
  }
}
