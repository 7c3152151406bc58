package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir private Path parent;

  @Test
  void belongsToOneAtATime() throws Exception {
    Path folder = parent.resolve("deep/data");
    DataFolder first = DataFolder.lock(folder);
    assertThatThrownBy(() -> DataFolder.lock(folder))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("in use by another Parley");
    first.close();
    DataFolder.lock(folder).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void mustBeAFolder() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.lock(file.resolve("data")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("cannot be used");
  }
}
