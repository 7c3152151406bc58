package dev.parley.architecture.bad.app;

import java.sql.Connection;
import java.sql.SQLException;

/** Allowed: app prints and constructs the pool. */
public final class App {
  private App() {}

  public static String name() {
    return "app";
  }

  static void print(Connection connection) throws SQLException {
    System.err.println(connection.getSchema());
  }
}
