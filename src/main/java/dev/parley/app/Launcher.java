package dev.parley.app;

import dev.parley.config.Config;
import dev.parley.config.ConfigException;
import dev.parley.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the program: from the command line to the exit code. */
public final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

  /** Longest stop beside what it may wait for; what has not stopped by then is cut off. */
  private static final Duration STOPPING = Duration.ofSeconds(20);

  private static final int OK = 0;
  private static final int FAILED = 1;

  private Launcher() {}

  /** Returns once the server runs; ends the process when there is nothing to run. */
  public static void run(String... args) {
    switch (Arguments.parse(args)) {
      case Arguments.Print(String text) -> {
        System.out.print(text);
        System.out.flush();
      }
      case Arguments.Wrong(String problem) -> fail(problem);
      case Arguments.Run(String configFile) -> serve(configFile);
    }
  }

  private static void serve(String configFile) {
    try {
      Config config = new ConfigLoader(Path.of(""), System.getenv()).load(configFile);
      App app = App.of(config);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(app, config), "shutdown"));
      try {
        app.start();
      } catch (StartException e) {
        LOG.debug("Start failed", e);
        app.close();
        fail(e.getMessage());
      }
    } catch (ConfigException e) {
      fail(e.problems().toArray(String[]::new));
    }
  }

  /**
   * The JVM would exit with 143 after a SIGTERM; an orderly stop is no failure. One that is cut
   * short, by its bound or by a second signal, leaves what runs to be ended by other nodes.
   */
  private static void stop(App app, Config config) {
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    Thread.ofPlatform()
        .daemon()
        .name("closer")
        .start(
            () -> {
              app.close();
              done.set(true);
              over.countDown();
            });
    Signals.onNext(
        () -> {
          LOG.warn("Told to stop again: not waiting any longer");
          over.countDown();
        });
    try {
      Duration ceiling = config.shutdown().total().plus(STOPPING);
      if (!over.await(ceiling.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Not everything stopped within {}", ceiling);
      }
    } catch (InterruptedException e) {
      LOG.warn("Interrupted while stopping");
    }
    if (!done.get()) {
      app.abandon();
    }
    Runtime.getRuntime().halt(done.get() ? OK : FAILED);
  }

  /** Skips the shutdown hook, which is for servers that run. */
  private static void fail(String... problems) {
    for (String problem : problems) {
      System.err.println("parley: " + problem);
    }
    System.err.flush();
    Runtime.getRuntime().halt(FAILED);
  }
}
