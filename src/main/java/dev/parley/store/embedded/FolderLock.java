package dev.parley.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** Keeps other processes out of a folder. The operating system frees it when the process dies. */
final class FolderLock implements AutoCloseable {
  /**
   * What this process has locked. POSIX drops all locks of a process on a file as soon as the
   * process closes any descriptor of it, so a second attempt must not even open the file; and a
   * lock that nobody refers to would be closed with its channel by the garbage collector.
   */
  private static final Map<Path, FolderLock> HELD = new HashMap<>();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Locks an existing folder, or fails at once with {@link DataFolderInUseException}. */
  static FolderLock take(Path existing) throws IOException {
    Path folder = existing.toRealPath();
    synchronized (HELD) {
      if (HELD.containsKey(folder)) {
        throw new DataFolderInUseException(folder);
      }
      FolderLock lock = new FolderLock(folder, lock(folder));
      HELD.put(folder, lock);
      return lock;
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
    synchronized (HELD) {
      HELD.remove(folder);
      channel.close();
    }
  }
}
