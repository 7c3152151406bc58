package dev.parley.architecture.bad.api;

import java.sql.Connection;

record SpeaksSql(Connection connection) {}
