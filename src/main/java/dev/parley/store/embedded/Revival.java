package dev.parley.store.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the server again, on its port, when it ended without being told to: killed by a person or
 * by a system that is out of memory. Looked after every second; the pauses between attempts that
 * fail double, up to half a minute.
 */
final class Revival implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Revival.class);
  private static final long FIRST_PAUSE_S = 1;
  private static final long LONGEST_PAUSE_S = 30;

  private final Postmaster postmaster;
  private final int port;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("postgres-revival").factory());
  private Future<?> next = CompletableFuture.completedFuture(null);
  private boolean closed;

  /**
   * @param port that the server runs on
   */
  Revival(Postmaster postmaster, int port) {
    this.postmaster = postmaster;
    this.port = port;
  }

  void begin() {
    lookAfter(FIRST_PAUSE_S);
  }

  private synchronized void lookAfter(long seconds) {
    if (!closed) {
      next = thread.schedule(() -> look(seconds), seconds, TimeUnit.SECONDS);
    }
  }

  private synchronized void look(long waited) {
    if (closed) {
      return;
    }
    long pause = FIRST_PAUSE_S;
    try {
      if (!postmaster.runs() && !listens()) {
        LOG.warn("PostgreSQL has ended by itself and is started again");
        postmaster.restart(port);
        LOG.info("PostgreSQL runs again on port {}", port);
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("PostgreSQL cannot be started again: {}", e.getMessage());
      pause = Math.min(2 * waited, LONGEST_PAUSE_S);
    }
    lookAfter(pause);
  }

  /** Whoever answers is not to be taken for dead, whatever else this machine says. */
  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** From now on it may end. Waits for a start that is under way. */
  @Override
  public synchronized void close() {
    closed = true;
    next.cancel(false);
    thread.shutdown();
  }
}
