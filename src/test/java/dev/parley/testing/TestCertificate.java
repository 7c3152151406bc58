package dev.parley.testing;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate that signed itself, made by the JDK's own tool, and its key, as PEM files. */
public record TestCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "a password for tests";

  /** Makes one that is good for this machine's loopback address. */
  public static TestCertificate make(Path folder, String name) {
    Path store = folder.resolve(name + ".p12");
    try {
      run(store, name);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      Key key = keys.getKey(name, PASSWORD.toCharArray());
      Certificate certificate = keys.getCertificate(name);
      return new TestCertificate(
          pem(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded()),
          pem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void run(Path store, String name) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new AssertionError("keytool failed");
    }
  }

  private static Path pem(Path file, String what, byte[] bytes) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
