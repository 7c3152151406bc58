package dev.parley.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
final class Version {
  private static final String FILE = "/META-INF/maven/dev.parley/parley/pom.properties";

  private Version() {}

  /** The version that the jar was built as; "development" when it does not run from a jar. */
  static String current() {
    try (InputStream in = Version.class.getResourceAsStream(FILE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
