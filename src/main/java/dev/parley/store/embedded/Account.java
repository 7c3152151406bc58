package dev.parley.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Under whose name PostgreSQL runs: it refuses to run as root.
 *
 * @param prefix what its command lines start with
 * @param uid who has to own the data folder; null when it does not matter
 */
record Account(List<String> prefix, Integer uid) {
  private static final int NOBODY = 65534;

  /** Within a user namespace without a mapping, root's files stay usable and root is nobody. */
  private static final Account NAMESPACE = new Account(List.of("unshare", "-U"), 0);

  /** Where namespaces are forbidden, as in many containers. */
  private static final Account OTHER_USER =
      new Account(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), NOBODY);

  private static final Account ONESELF = new Account(List.of(), null);

  Account {
    prefix = List.copyOf(prefix);
  }

  /** The first that works here. */
  static Account find(Path folder) throws IOException {
    if (!isRoot()) {
      return ONESELF;
    }
    for (Account account : List.of(NAMESPACE, OTHER_USER)) {
      if (account.works(folder)) {
        return account;
      }
    }
    throw new EmbeddedDatabaseException(
        "PostgreSQL cannot run as root, and neither unshare nor setpriv works here: start Parley as"
            + " another user or set DATABASE_URL");
  }

  /** Makes the folder usable for this account, whichever used it before. */
  void own(Path folder) throws IOException {
    if (uid != null) {
      Folders.giveTo(folder, uid);
    }
  }

  List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(words);
    return command;
  }

  private static boolean isRoot() {
    return ProcessHandle.current()
        .info()
        .user()
        .map(user -> "root".equals(user) || "0".equals(user))
        .orElse(false);
  }

  /** PostgreSQL wants to know its user's name, so the user must have one. */
  private boolean works(Path folder) throws IOException {
    try {
      Command.Outcome outcome = Command.run(folder, command(List.of("id", "-un")));
      return outcome.succeeded() && !"root".equals(outcome.output().strip());
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
