package org.heapgres.wire.internal;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate and what follows from it: read at the start, and again at a reload.
 * Thread-safe.
 */
final class Tls {
  /** What a client that starts with TLS must ask for (ALPN). */
  static final String PROTOCOL = "postgresql";

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

  private final Path certificate;
  private final Path key;
  private final Optional<Path> authorities;
  private volatile Loaded loaded;

  /** What follows from the files as they were read. */
  private record Loaded(SslContext context, Optional<byte[]> certificateHash) {}

  /**
   * Reads a certificate chain and an unencrypted PKCS#8 key, both PEM.
   *
   * @param authorities who signs clients' certificates; empty where none are asked for
   */
  Tls(Path certificate, Path key, Optional<Path> authorities) throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.authorities = authorities;
    loaded = load();
  }

  /** Reads the files again, for connections to come; what cannot be used changes nothing. */
  void reload() {
    try {
      loaded = load();
    } catch (IOException e) {
      LOG.error("The certificate was not reloaded", e);
    }
  }

  private Loaded load() throws IOException {
    try (InputStream in = Files.newInputStream(certificate)) {
      SslContextBuilder builder = SslContextBuilder.forServer(certificate.toFile(), key.toFile());
      if (authorities.isPresent()) {
        builder.trustManager(authorities.get().toFile()).clientAuth(ClientAuth.OPTIONAL);
      }
      SslContext context =
          builder
              .sslProvider(SslProvider.JDK)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      PROTOCOL))
              .build();
      Certificate first = CertificateFactory.getInstance("X.509").generateCertificate(in);
      return new Loaded(context, hash((X509Certificate) first));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("Cannot use certificate " + certificate + " with key " + key, e);
    }
  }

  SslHandler newHandler(ByteBufAllocator allocator) {
    return loaded.context.newHandler(allocator);
  }

  /** The certificate that the client has shown, which an authority of ours has signed. */
  static Optional<X509Certificate> clientCertificate(SslHandler handler) {
    try {
      return Optional.of((X509Certificate) handler.engine().getSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** As clientname=DN compares it (RFC 2253). */
  static String wholeName(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
  }

  /** The subject's common name; empty when it has none. */
  static String commonName(X509Certificate certificate) {
    try {
      for (Rdn part : new LdapName(wholeName(certificate)).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return part.getValue().toString();
        }
      }
      return "";
    } catch (InvalidNameException e) {
      return "";
    }
  }

  /** What SCRAM-SHA-256-PLUS binds to; empty for a certificate that has no such hash. */
  Optional<byte[]> certificateHash() {
    return loaded.certificateHash;
  }

  /**
   * RFC 5929: the hash of the certificate's signature, at least SHA-256; none when the signature
   * has no hash of its own, as with Ed25519.
   */
  private static Optional<byte[]> hash(X509Certificate certificate)
      throws GeneralSecurityException {
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    int with = signature.indexOf("WITH");
    if (with < 0) {
      return Optional.empty();
    }
    String digest =
        switch (signature.substring(0, with)) {
          case "MD5", "SHA1" -> "SHA-256";
          case String name -> name.replaceFirst("^SHA(\\d)", "SHA-$1");
        };
    return Optional.of(MessageDigest.getInstance(digest).digest(certificate.getEncoded()));
  }
}
