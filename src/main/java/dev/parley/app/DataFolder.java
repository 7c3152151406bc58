package dev.parley.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that belongs to one process at a time. The operating system gives the lock back when
 * the process dies, however it dies.
 */
final class DataFolder implements AutoCloseable {
  private static final String LOCK_FILE = "parley.lock";

  private final FileChannel channel;

  private DataFolder(FileChannel channel) {
    this.channel = channel;
  }

  /** Makes the folder, readable by its owner only, unless it is there. */
  static void prepare(Path folder) throws StartException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** Prepares the folder and keeps other processes from it until it is closed. */
  static DataFolder lock(Path folder) throws StartException {
    prepare(folder);
    Path file = folder.resolve(LOCK_FILE);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new DataFolder(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
    throw new StartException(
        "The data folder "
            + folder.toAbsolutePath()
            + " is in use by another Parley. Stop that one, or set PARLEY_DATA_DIR to another"
            + " folder.");
  }

  @SuppressWarnings("try") // closing the channel releases the lock
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  private static StartException unusable(Path folder, IOException e) {
    return new StartException(
        "The data folder " + folder.toAbsolutePath() + " cannot be used: " + e + ".", e);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
