package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  @TempDir private Path folder;

  @Test
  void isMadeOnceForItsOwnerOnly() throws Exception {
    Secret key = SigningKey.inFolder(folder);
    assertThat(SigningKey.inFolder(folder.resolve("new"))).isNotEqualTo(key);
    assertThat(key.reveal()).hasSize(64);
    assertThat(SigningKey.inFolder(folder)).isEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("new")).isDirectoryContaining("glob:**jwt.key");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void processesThatStartTogetherAgree() throws Exception {
    Set<Secret> keys = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Secret>> starts = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        starts.add(() -> SigningKey.inFolder(folder));
      }
      for (Future<Secret> key : threads.invokeAll(starts)) {
        keys.add(key.get());
      }
    }
    assertThat(keys).hasSize(1);
  }

  @Test
  void aDamagedKeyIsNotUsed() throws Exception {
    Files.writeString(file(), "short");
    assertThatThrownBy(() -> SigningKey.inFolder(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString());
  }

  private Path file() {
    return folder.resolve("jwt.key");
  }
}
