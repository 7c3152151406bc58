package dev.parley.architecture.bad.store;

import java.sql.Connection;

/** Allowed: the store speaks SQL. */
record Store(Connection connection) {}
