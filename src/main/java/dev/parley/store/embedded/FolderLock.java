package dev.parley.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps other processes out of a folder. The operating system frees it when the process dies. */
final class FolderLock implements AutoCloseable {
  /**
   * Folders locked by this process. POSIX drops all locks of a process on a file as soon as the
   * process closes any descriptor of it, so a second attempt must not even open the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Locks an existing folder, or fails at once with {@link DataFolderInUseException}. */
  static FolderLock take(Path existing) throws IOException {
    Path folder = existing.toRealPath();
    if (!HELD.add(folder)) {
      throw new DataFolderInUseException(folder);
    }
    try {
      return new FolderLock(folder, lock(folder));
    } catch (IOException | RuntimeException e) {
      HELD.remove(folder);
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    Path file = folder.resolve("parley.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new DataFolderInUseException(folder);
    }
    return channel;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(folder);
    }
  }
}
