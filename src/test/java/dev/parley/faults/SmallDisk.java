package dev.parley.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own in memory that can be full. Needs root. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "size=400m";
  private static final int BLOCK = 4_096;

  private final Path folder;
  private final Path filler;
  private final Thread hook = new Thread(this::unmount);

  SmallDisk(Path folder) {
    this.folder = folder;
    this.filler = folder.resolve("filler");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    unmount(); // what a test run that was killed has left
    if (run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", folder.toString()) != 0) {
      throw new AssertionError("This scenario mounts a tmpfs: it needs root (CAP_SYS_ADMIN).");
    }
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Takes every byte that is left. */
  void fill() {
    try (OutputStream out = Files.newOutputStream(filler)) {
      byte[] block = new byte[BLOCK];
      while (folder.toFile().getUsableSpace() >= BLOCK) {
        out.write(block);
      }
    } catch (IOException full) {
      if (folder.toFile().getUsableSpace() >= BLOCK) {
        throw new UncheckedIOException(full);
      }
    }
  }

  void clear() {
    try {
      Files.delete(filler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void unmount() {
    int code = run("umount", "-l", folder.toString());
    if (code == 127) {
      System.err.println("there is no umount");
    }
  }

  private static int run(String... words) {
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException e) {
      return 127;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    unmount();
  }
}
