package dev.varve.image.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a URL says whom one speaks to (RFC 6454), and what of it may be shown. */
final class Origin {
  private Origin() {}

  /** An absolute URL over HTTP with a host and without an account, or null if it is none. */
  static @Nullable URI parse(String text) {
    try {
      return checked(new URI(text));
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** A reference seen from a URL, under the same conditions. */
  static @Nullable URI resolve(URI base, String reference) {
    try {
      return checked(base.resolve(new URI(reference)));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable URI checked(URI uri) throws URISyntaxException {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http || uri.getHost() == null || uri.getHost().isEmpty() || uri.getRawUserInfo() != null) {
      return null;
    }
    String path = uri.getRawPath();
    return rebuilt(scheme, authority(uri), path == null ? "" : path, uri.getRawQuery());
  }

  static URI withQuery(URI uri, @Nullable String query) {
    try {
      return rebuilt(uri.getScheme(), authority(uri), uri.getRawPath(), query);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("encoded text makes a URL", e);
    }
  }

  private static URI rebuilt(String scheme, String authority, String path, @Nullable String query)
      throws URISyntaxException {
    String shown = path.isEmpty() ? "/" : path;
    return new URI(scheme + "://" + authority + shown + (query == null ? "" : "?" + query));
  }

  private static String authority(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  /** Whether two URLs are of the same scheme, host and port. */
  static boolean same(URI a, URI b) {
    return a.getScheme().equals(b.getScheme())
        && a.getHost().equals(b.getHost())
        && port(a) == port(b);
  }

  static int port(URI uri) {
    int usual = uri.getScheme().equals("http") ? 80 : 443;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  /** Whether a host is written as one that can only be this machine; its address tells for sure. */
  static boolean isLoopbackName(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.matches("127(\\.[0-9]{1,3}){3}")
        || host.equals("[::1]");
  }

  /** A URL as messages show it: without its query, which may be a signature. */
  static String shown(URI uri) {
    return uri.getScheme() + "://" + authority(uri) + uri.getRawPath();
  }
}
