package dev.parley.store.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked from the class path once per version. */
final class Binaries {
  private static final String PREFIX = "server-";

  private Binaries() {}

  /**
   * The folder with {@code bin/}, {@code lib/} and {@code share/} below {@code parent}. Unpacks it
   * when it is not there; a half unpacked one has another name and is thrown away.
   */
  static Path unpack(Path parent) throws IOException {
    byte[] archive = archive();
    Path home = parent.resolve(PREFIX + fingerprint(archive));
    if (Files.isDirectory(home)) {
      return home;
    }
    removeOthers(parent);
    Path unfinished = Files.createTempDirectory(parent, PREFIX);
    try (InputStream stream = new ByteArrayInputStream(archive)) {
      unpack(stream, unfinished);
    }
    makeReadable(unfinished);
    return Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] archive() throws IOException {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "darwin" : os.startsWith("win") ? "windows" : os;
    String machine = System.getProperty("os.arch");
    try (InputStream stream =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
            system, "amd64".equals(machine) ? "x86_64" : machine)) {
      return stream.readAllBytes();
    } catch (IllegalStateException e) {
      throw new EmbeddedDatabaseException(
          "There is no embedded PostgreSQL for " + os + " " + machine + ": set DATABASE_URL", e);
    }
  }

  private static String fingerprint(byte[] archive) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void removeOthers(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      List<Path> old =
          entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX)).toList();
      for (Path folder : old) {
        Folders.delete(folder);
      }
    }
  }

  private static void unpack(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(file.getParent());
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          if (file.getParent().endsWith("bin")) {
            setExecutable(file);
          }
        }
      }
    }
  }

  private static void setExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  /** The server may run as another user, and temporary folders are private. */
  private static void makeReadable(Path folder) throws IOException {
    if (Folders.isPosix(folder)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
