package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.NearbyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates a registry may have: the system's authorities, and those a user adds. */
final class SslContexts {
  private SslContexts() {}

  static SSLContext system() {
    return context(systemAuthorities());
  }

  /**
   * The system's authorities and those of a file.
   *
   * @param file path of a PEM or DER file
   */
  static SSLContext withAuthorities(String file) throws InputException, IOException {
    try {
      KeyStore store = systemAuthorities();
      int number = 0;
      for (Certificate authority : certificates(file)) {
        store.setCertificateEntry("varve-" + number++, authority);
      }
      return context(store);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store in memory takes every certificate", e);
    }
  }

  private static Collection<? extends Certificate> certificates(String file)
      throws InputException, IOException {
    if (!Files.isRegularFile(Path.of(file))) {
      throw new InputException(ReasonCode.UNREADABLE, file, NearbyFile.missing(Path.of(file)));
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new InputException(ReasonCode.REGISTRY_TLS, file, "it holds no certificate");
      }
      return found;
    } catch (CertificateException e) {
      InputException malformed =
          new InputException(ReasonCode.REGISTRY_TLS, file, "it holds no certificates in PEM form");
      malformed.initCause(e);
      throw malformed;
    }
  }

  private static KeyStore systemAuthorities() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          for (X509Certificate authority : trust.getAcceptedIssuers()) {
            store.setCertificateEntry("system-" + number++, authority);
          }
        }
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK's own trust store cannot be read", e);
    }
  }

  private static SSLContext context(KeyStore authorities) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }
}
