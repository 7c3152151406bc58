package dev.parley.store.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process of one data folder. It runs in a session of its own, so that Ctrl-C in a
 * terminal reaches Parley alone, which stops it when everybody is done with it.
 */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final int START_ATTEMPTS = 3;
  private static final String UNFINISHED = "data-unfinished-";
  private static final int LOG_LIMIT = 1 << 20;
  private static final int LOG_TAIL = 2_000;

  /** A process id that no system gives. */
  private static final String NOBODY = String.valueOf(Integer.MAX_VALUE);

  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=120",
          "shared_buffers=64MB",
          "max_wal_size=512MB",
          "io_method=sync",
          "jit=off",
          "max_parallel_workers_per_gather=0",
          "random_page_cost=1.1",
          "timezone=UTC",
          "log_timezone=UTC",
          "log_checkpoints=off",
          // Never what people wrote.
          "log_min_messages=log",
          "log_min_error_statement=panic",
          "log_error_verbosity=terse");

  private final Path home;
  private final Path data;
  private final Path log;
  private final Account account;

  /**
   * @param home where the programs are
   * @param data the data folder, whether it is there or not
   * @param log written by the server, started anew when it is larger than a megabyte
   */
  Postmaster(Path home, Path data, Path log, Account account) {
    this.home = home;
    this.data = data;
    this.log = log;
    this.account = account;
  }

  /**
   * Makes the data folder, which gets its name only when it is whole. What an interrupted attempt
   * left is removed.
   */
  void init(String user, Path passwordFile) throws IOException {
    removeUnfinished();
    Path unfinished = Files.createTempDirectory(data.getParent(), UNFINISHED);
    account.own(unfinished);
    Command.Outcome outcome =
        run(
            "initdb",
            List.of(
                "--pgdata=" + unfinished,
                "--username=" + user,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
    if (!outcome.succeeded()) {
      throw new EmbeddedDatabaseException("initdb failed: " + outcome.output().strip());
    }
    Files.move(unfinished, data);
  }

  /** Every attempt has its own folder: the initdb of a killed Parley may still write to its own. */
  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(data.getParent(), UNFINISHED + "*")) {
      for (Path leftover : leftovers) {
        try {
          Folders.delete(leftover);
        } catch (IOException e) {
          LOG.warn("Could not remove {}", leftover, e);
        }
      }
    }
  }

  /**
   * Starts the server and waits until it takes connections. Answers its port.
   *
   * @param preferred the port to take if it is free; 0 for any
   */
  int start(int preferred) throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
      Files.delete(log);
    }
    for (int attempt = 1; ; attempt++) {
      int port = freePort(attempt == 1 ? preferred : 0);
      if (startOn(port)) {
        return port;
      }
      if (attempt == START_ATTEMPTS) {
        throw doesNotStart();
      }
      LOG.warn("PostgreSQL did not start, attempt {} of {}", attempt, START_ATTEMPTS);
    }
  }

  /**
   * Starts a server that has ended on the port that others know.
   *
   * @throws EmbeddedDatabaseException when it does not start, or somebody else has the port
   */
  void restart(int port) throws IOException {
    if (Files.exists(pidFile())) {
      forgetZombie();
    }
    if (!startOn(port)) {
      throw doesNotStart();
    }
  }

  private boolean startOn(int port) throws IOException {
    List<String> options = new ArrayList<>(List.of("-p", Integer.toString(port)));
    SETTINGS.forEach(setting -> options.addAll(List.of("-c", setting)));
    Command.Outcome outcome =
        run(
            "pg_ctl",
            List.of(
                "start",
                "--wait",
                "--timeout=90",
                "--pgdata=" + data,
                "--log=" + log,
                "--options=" + String.join(" ", options)));
    return outcome.succeeded();
  }

  private EmbeddedDatabaseException doesNotStart() throws IOException {
    return new EmbeddedDatabaseException("PostgreSQL does not start: " + logTail());
  }

  /**
   * PostgreSQL takes a zombie for a server that runs, and in many containers nobody reaps it. What
   * else the file says stays: with it the next start finds out whether old backends are still busy.
   */
  private void forgetZombie() throws IOException {
    List<String> lines = new ArrayList<>(Command.read(pidFile()).lines().toList());
    if (!lines.isEmpty()) {
      lines.set(0, NOBODY);
      Files.write(pidFile(), lines);
    }
  }

  /** Whether the server that was started is there. */
  boolean runs() throws IOException {
    return Files.exists(pidFile()) && !hasCrashed();
  }

  /** Stops the server if it runs: with a checkpoint, or else as in a crash, which loses nothing. */
  void stop() throws IOException {
    if (!Files.exists(pidFile()) || hasCrashed()) {
      return;
    }
    for (List<String> mode :
        List.of(List.of("--mode=fast", "--timeout=20"), List.of("--mode=immediate"))) {
      List<String> words = new ArrayList<>(List.of("stop", "--wait", "--pgdata=" + data));
      words.addAll(mode);
      if (run("pg_ctl", words).succeeded() || !Files.exists(pidFile())) {
        return;
      }
    }
    throw new EmbeddedDatabaseException("PostgreSQL in " + data + " does not stop");
  }

  /**
   * Stops the server that a killed Parley left behind. The caller holds the folder's lock, so that
   * nobody else uses it. The process id in the folder is not believed: it may be somebody else's by
   * now.
   */
  void stopOrphan() throws IOException {
    if (!Files.exists(pidFile())) {
      return;
    }
    Optional<ProcessHandle> process = recordedProcess();
    if (process.isEmpty()) {
      return;
    }
    ProcessHandle.Info info = process.get().info();
    if (info.command().isEmpty()) {
      return;
    }
    if (isOurs(info)) {
      LOG.info("Stopping the PostgreSQL that a killed Parley left running");
      stop();
    } else {
      Files.delete(pidFile());
    }
  }

  /** What it left is put in order by its next start. A zombie has no command any more. */
  private boolean hasCrashed() throws IOException {
    return recordedProcess().flatMap(process -> process.info().command()).isEmpty();
  }

  /** Empty when the file is stale; PostgreSQL itself removes it then. */
  private Optional<ProcessHandle> recordedProcess() throws IOException {
    String first = Command.read(pidFile()).lines().findFirst().orElse("").strip();
    if (!first.matches("[0-9]{1,18}")) {
      Files.delete(pidFile());
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive);
  }

  private boolean isOurs(ProcessHandle.Info info) {
    boolean postgres =
        Path.of(info.command().orElseThrow()).getFileName().toString().startsWith("postgres");
    return postgres
        && Arrays.asList(info.arguments().orElse(new String[0])).contains(data.toString());
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  private Command.Outcome run(String program, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(home.resolve("bin").resolve(program).toString());
    words.addAll(arguments);
    return Command.run(data.getParent(), account.command(words));
  }

  private String logTail() throws IOException {
    if (!Files.exists(log)) {
      return "it wrote no log";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - LOG_TAIL));
      byte[] tail = new byte[LOG_TAIL];
      int length = Math.max(0, file.read(tail));
      return new String(tail, 0, length, StandardCharsets.UTF_8).strip();
    }
  }

  private static int freePort(int preferred) throws IOException {
    try (ServerSocket socket = new ServerSocket(preferred, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (BindException taken) {
      return freePort(0);
    }
  }
}
