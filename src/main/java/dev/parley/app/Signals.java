package dev.parley.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that come while the process is already ending, of which a shutdown hook hears nothing.
 * The JDK has them in a class that compilers warn of, so it is asked for by name; where it is
 * missing, further signals are ignored as the JVM does.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Runs the action, on a thread of the JVM, when SIGTERM or SIGINT comes from now on. */
  static void onNext(Runnable action) {
    for (String name : List.of("TERM", "INT")) {
      try {
        handle(name, action);
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        LOG.debug("Cannot hear of SIG{}", name, e);
      }
    }
  }

  private static void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    InvocationHandler onSignal =
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            action.run();
          }
          return null;
        };
    signal
        .getMethod("handle", signal, handler)
        .invoke(
            null,
            signal.getConstructor(String.class).newInstance(name),
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal));
  }
}
