package org.heapgres.compat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.heapgres.wire.ServerOptions.TlsFiles;

/** A certificate for localhost that the JDK's keytool signs itself, as PEM files. */
final class TestCertificate {
  private static final String PASSWORD = "changeit";

  private TestCertificate() {}

  static TlsFiles create(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve("test.p12");
    keytool(store, "test", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new TlsFiles(
        pem(
            directory.resolve("certificate.pem"),
            "CERTIFICATE",
            keys.getCertificate("test").getEncoded()),
        pem(
            directory.resolve("key.pem"),
            "PRIVATE KEY",
            keys.getKey("test", PASSWORD.toCharArray()).getEncoded()));
  }

  /** An authority, and a certificate that it has signed for a name; alias {@code user}. */
  record Client(Path store, Path authority) {
    /** What pgjdbc takes. */
    String parameters() {
      return "&sslkey=" + store + "&sslpassword=" + PASSWORD;
    }
  }

  static Client client(Path directory, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve(name + ".p12");
    keytool(store, "authority", "CN=authority of " + name, "-ext", "bc:c");
    keytool(store, "user", "CN=" + name, "-signer", "authority");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new Client(
        store,
        pem(
            directory.resolve(name + "-authority.pem"),
            "CERTIFICATE",
            keys.getCertificate("authority").getEncoded()));
  }

  private static void keytool(Path store, String alias, String subject, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-sigalg",
                "SHA256withRSA",
                "-dname",
                subject,
                "-alias",
                alias,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).inheritIO().start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what), US_ASCII);
  }
}
