package dev.parley.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Everything that one client saw: each frame as it came, and what was shown of it. */
final class History {
  /**
   * What was shown, and when by the local monotonic clock.
   *
   * @param connection the how manieth of this client, from 1
   */
  record Shown(long nanos, int connection, Event event) {}

  private record Line(long nanos, int connection, String text) {}

  private final String name;
  private final List<Line> lines = new ArrayList<>();
  private final List<Shown> shown = new ArrayList<>();

  History(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** A frame, or a word on the connection. */
  synchronized void line(int connection, String text) {
    lines.add(new Line(System.nanoTime(), connection, text));
  }

  synchronized void show(int connection, Event event) {
    shown.add(new Shown(System.nanoTime(), connection, event));
    notifyAll();
  }

  synchronized List<Shown> shown() {
    return List.copyOf(shown);
  }

  List<Event> events() {
    return shown().stream().map(Shown::event).toList();
  }

  /** The events of a kind so far. */
  <T extends Event> List<T> events(Class<T> kind) {
    return events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Waits until an event fits, which may have been before, and returns it. */
  Shown await(Predicate<Event> fits, long seconds, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int index = 0;
    synchronized (this) {
      while (true) {
        for (; index < shown.size(); index++) {
          if (fits.test(shown.get(index).event())) {
            return shown.get(index);
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(name + " waited " + seconds + " s in vain for " + what);
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** Writes the frames to a file of this client's name. */
  synchronized void dump(Path folder) {
    write(
        folder,
        name + ".log",
        lines.stream()
            .map(line -> line.nanos() / 1_000 + " #" + line.connection() + " " + line.text())
            .toList());
  }

  /** Writes lines to a file of a folder, which is made when it is not there. */
  static void write(Path folder, String file, List<String> lines) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(file), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
