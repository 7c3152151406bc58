package dev.parley.auth;

import dev.parley.config.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The key that signs access tokens, where none is configured. */
public final class SigningKey {
  private static final String FILE = "jwt.key";
  private static final int BYTES = 48;
  private static final int MIN_LENGTH = 32;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SigningKey() {}

  /**
   * Reads {@code jwt.key} of the data folder, or makes it once, with the folder if need be,
   * readable by its owner only. Blocks. Processes that start at the same time agree on one key: it
   * appears whole or not at all, and whoever comes second takes the first one's.
   */
  public static Secret inFolder(Path dataDir) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      Files.createDirectories(dataDir);
      create(file);
    }
    String key = Files.readString(file).strip();
    if (key.length() < MIN_LENGTH) {
      throw new IOException(
          "The signing key in "
              + file
              + " is damaged: it is shorter than "
              + MIN_LENGTH
              + " characters. Delete it to get a new one; everybody has to log in again.");
    }
    return new Secret(key);
  }

  private static void create(Path file) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), FILE, ".new", OWNER_ONLY);
    try {
      Files.writeString(fresh, random());
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException somebodyWasFaster) {
      // Theirs is as good.
    } finally {
      Files.delete(fresh);
    }
  }

  private static String random() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }
}
