package dev.parley.store.embedded;

import java.nio.file.Path;

/** Another live Parley uses the data folder. */
public final class DataFolderInUseException extends EmbeddedDatabaseException {
  private static final long serialVersionUID = 1L;

  DataFolderInUseException(Path folder) {
    super(
        "The data folder "
            + folder
            + " is in use by another running Parley. Stop that one, or give this one its own folder"
            + " or a DATABASE_URL.");
  }
}
