package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.Config;
import io.vertx.pgclient.PgException;
import java.net.BindException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {
  private static final String URL = "postgresql://me:hunter2@db.example.org:5433/parley";

  @TempDir private Path folder;
  private Config config;

  @BeforeEach
  void load() throws Exception {
    config = Configs.with(folder, Map.of("DATABASE_URL", URL));
  }

  @Test
  void aBusyPortIsNamed() {
    assertThat(explain(new RuntimeException(new BindException("Address already in use"))))
        .isEqualTo(
            "Cannot listen on port 8080 on 127.0.0.1: another program uses it. Set PORT to a free"
                + " one.");
    assertThat(explain(new BindException("Cannot assign requested address")))
        .contains("Cannot assign requested address")
        .contains("HOST");
  }

  @Test
  void theDatabaseIsNamedWithoutItsPassword() {
    assertThat(explain(new IllegalStateException(new SQLException("no", "08001"))))
        .isEqualTo("PostgreSQL at db.example.org:5433 cannot be reached. Check DATABASE_URL.");
    assertThat(explain(new SQLException("no", "28P01"))).contains("refused the user");
    assertThat(explain(new PgException("no", "FATAL", "28P01", null))).contains("refused the user");
    assertThat(explain(new SQLException("no", "3D000"))).contains("no such database");
  }

  @Test
  void anythingElseIsItsFirstLineWithoutSecrets() {
    assertThat(explain(new IllegalStateException("cannot use " + URL + "\n  at x")))
        .isEqualTo("Cannot start: cannot use ***");
    assertThat(explain(new SQLException("bad hunter2 here", "XX000")))
        .isEqualTo("Cannot start: bad *** here");
    assertThat(explain(new IllegalStateException()))
        .isEqualTo("Cannot start: java.lang.IllegalStateException");
  }

  private String explain(Throwable error) {
    return StartFailure.explain(error, config).getMessage();
  }
}
