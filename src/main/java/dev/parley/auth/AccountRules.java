package dev.parley.auth;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** What logins, passwords and names must be like. A refusal is INVALID_FIELD. */
final class AccountRules {
  private static final Pattern LOGIN = Pattern.compile("[a-z0-9._-]{3,32}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}]{1,64}");
  private static final int MIN_PASSWORD = 8;
  private static final int MAX_PASSWORD = 256;

  private AccountRules() {}

  /** The login name as it is stored: lower case. */
  static String login(String login) {
    String normal = normal(login);
    if (!LOGIN.matcher(normal).matches()) {
      throw refused("login must be 3 to 32 letters a-z, digits, dots, underscores or hyphens");
    }
    return normal;
  }

  /** How a login name is looked up, whether it can exist or not. */
  static String normal(String login) {
    return login.strip().toLowerCase(Locale.ROOT);
  }

  static void checkPassword(String password) {
    if (!isPassword(password)) {
      throw refused("password must be " + MIN_PASSWORD + " to " + MAX_PASSWORD + " characters");
    }
  }

  static boolean isPassword(String password) {
    int length = password.codePointCount(0, password.length());
    return length >= MIN_PASSWORD && length <= MAX_PASSWORD;
  }

  /**
   * The name others see.
   *
   * @param name null or blank takes the other one
   */
  static String name(String name, String otherwise) {
    if (name == null || name.isBlank()) {
      return otherwise;
    }
    String shown = name.strip();
    if (!NAME.matcher(shown).matches()) {
      throw refused("name must be 1 to 64 printable characters");
    }
    return shown;
  }

  static String guestName() {
    return "Guest " + ThreadLocalRandom.current().nextInt(1000, 10_000);
  }

  private static FailureException refused(String message) {
    return new FailureException(ErrorCode.INVALID_FIELD, message);
  }
}
