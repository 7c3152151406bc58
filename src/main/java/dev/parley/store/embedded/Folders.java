package dev.parley.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What {@link Files} does not do for whole folders. */
final class Folders {
  private Folders() {}

  static boolean isPosix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Deletes a folder with all that is in it; nothing happens when there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path entry : deepestFirst(folder)) {
      Files.delete(entry);
    }
  }

  /** Gives a folder and all that is in it to a user. Only root can. */
  static void giveTo(Path folder, int uid) throws IOException {
    for (Path entry : deepestFirst(folder)) {
      if (owner(entry) != uid) {
        Files.setAttribute(entry, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(entry, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static List<Path> deepestFirst(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
