package dev.parley.store.embedded;

import dev.parley.config.Secret;
import dev.parley.store.PostgresUrl;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server for those who have none, with its data in a folder. It listens on the
 * loopback address only, with a random password that is kept beside the data.
 *
 * <p>One process uses a folder at a time. When Parley is killed the server goes on; the next start
 * finds it in the folder and stops it first. There is no shutdown hook: {@link #close} stops it.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String USER = "parley";
  private static final String DATABASE = "postgres";

  private final FolderLock lock;
  private final Postmaster postmaster;
  private final PostgresUrl url;
  private final Revival revival;

  private EmbeddedDatabase(FolderLock lock, Postmaster postmaster, PostgresUrl url) {
    this.lock = lock;
    this.postmaster = postmaster;
    this.url = url;
    this.revival = new Revival(postmaster, url.port());
  }

  /**
   * Starts the server and waits until it takes connections; blocks for a second or three.
   *
   * @param dataDir everything is kept in {@code postgres/} below; made when it is not there
   * @throws DataFolderInUseException when another live Parley uses the folder
   * @throws EmbeddedDatabaseException when the server cannot be started; the message says why
   */
  public static EmbeddedDatabase start(Path dataDir) {
    try {
      Path folder = Files.createDirectories(dataDir.resolve("postgres")).toRealPath();
      FolderLock lock = FolderLock.take(folder);
      try {
        return start(folder, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EmbeddedDatabaseException(
          "The embedded PostgreSQL cannot use the data folder " + dataDir + ": " + e, e);
    }
  }

  private static EmbeddedDatabase start(Path folder, FolderLock lock) throws IOException {
    long begin = System.nanoTime();
    Account account = Account.find(folder);
    Path home = Binaries.unpack(folder);
    Path data = folder.resolve("data");
    Path passwordFile = folder.resolve("password");
    boolean isNew = !Files.exists(data);
    Secret password = isNew ? createPassword(passwordFile) : readPassword(passwordFile);
    account.own(folder);
    Postmaster postmaster = new Postmaster(home, data, folder.resolve("server.log"), account);
    if (isNew) {
      postmaster.init(USER, passwordFile);
    } else {
      postmaster.stopOrphan();
    }
    Path portFile = folder.resolve("port");
    int port = postmaster.start(lastPort(portFile));
    Files.writeString(portFile, Integer.toString(port));
    LOG.info(
        "PostgreSQL runs in {} on port {}, started in {} ms",
        folder,
        port,
        (System.nanoTime() - begin) / 1_000_000);
    return new EmbeddedDatabase(
        lock,
        postmaster,
        new PostgresUrl("127.0.0.1", port, DATABASE, USER, password, SslMode.DISABLE));
  }

  /** The same port as last time, where it is free, so that other programs find it again. */
  private static int lastPort(Path file) throws IOException {
    String port = Files.exists(file) ? Files.readString(file).strip() : "";
    return port.matches("[1-9][0-9]{3,4}") ? Math.min(Integer.parseInt(port), 65_535) : 0;
  }

  private static Secret createPassword(Path file) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Files.deleteIfExists(file);
    Files.createFile(file, privately(file));
    Files.writeString(file, password);
    return new Secret(password);
  }

  private static FileAttribute<?>[] privately(Path file) {
    return Folders.isPosix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static Secret readPassword(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new EmbeddedDatabaseException(
          "The password of the embedded database is missing: " + file);
    }
    return new Secret(Files.readString(file).strip());
  }

  /** How to connect; the user may do everything. */
  public PostgresUrl url() {
    return url;
  }

  /** Starts the server again from now on, on its port, when it ends by itself. */
  public EmbeddedDatabase keepRunning() {
    revival.begin();
    return this;
  }

  /** Stops the server, ending all connections, and frees the folder. Blocks until it has ended. */
  @Override
  public void close() {
    try (lock) {
      revival.close();
      postmaster.stop();
    } catch (IOException e) {
      throw new EmbeddedDatabaseException("PostgreSQL cannot be stopped: " + e.getMessage(), e);
    }
  }
}
