package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresUrlTest {
  @Test
  void everyPartIsRead() {
    PostgresUrl url =
        PostgresUrl.parse(
            "postgres://an%40n:p%2Fw+%25d@db.example.com:6543/par%20ley?sslmode=require");
    PgConnectOptions options = url.options();

    assertThat(options.getHost()).isEqualTo("db.example.com");
    assertThat(options.getPort()).isEqualTo(6543);
    assertThat(options.getDatabase()).isEqualTo("par ley");
    assertThat(options.getUser()).isEqualTo("an@n");
    assertThat(options.getPassword()).isEqualTo("p/w+%d");
    assertThat(options.getSslMode()).isEqualTo(SslMode.REQUIRE);
    assertThat(url.toString()).doesNotContain("p/w");
  }

  @Test
  void whatIsNotSaidHasADefault() {
    PostgresUrl url = PostgresUrl.parse("postgresql://ann@[::1]/parley");

    assertThat(url.host()).isEqualTo("::1");
    assertThat(url.port()).isEqualTo(5432);
    assertThat(url.password().reveal()).isEmpty();
    assertThat(url.sslMode()).isEqualTo(SslMode.PREFER);
  }

  @Test
  void anAtSignInThePasswordIsUnderstood() {
    assertThat(PostgresUrl.parse("postgres://ann:p@ss@host/db").password().reveal())
        .isEqualTo("p@ss");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://ann:hunter2@host/db",
        "postgres://ann:hunter2@host",
        "postgres://:hunter2@host/db",
        "postgres://ann:hunter2%zz@host/db",
        "postgres://ann:hunter2@host:99999/db",
        "postgres://ann:hunter2@host/db?sslmode=maybe",
        "postgres://ann:hunter2@host/db?schema=x",
        "hunter2"
      })
  void mistakesAreNamedWithoutThePassword(String url) {
    assertThatThrownBy(() -> PostgresUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The database URL ")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }
}
