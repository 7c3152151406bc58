package dev.parley.chat.command;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the text after a command's name: {@code name="value"} any number of times, in any order.
 * Values stand in double or single quotes, where a backslash makes the quote or backslash after it
 * an ordinary character, and any other backslash is one itself; a single word needs no quotes.
 */
final class CommandSyntax {
  /** The text is not written as a command is. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  private final String text;
  private int at;

  private CommandSyntax(String text) {
    this.text = text;
  }

  static Map<String, String> arguments(String text) throws SyntaxException {
    return new CommandSyntax(text).arguments();
  }

  private Map<String, String> arguments() throws SyntaxException {
    Map<String, String> arguments = new LinkedHashMap<>();
    skipSpace();
    while (at < text.length()) {
      String name = name();
      if (arguments.put(name, value(name)) != null) {
        throw new SyntaxException(name + " is given twice");
      }
      if (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        throw new SyntaxException("There must be a space after the value of " + name);
      }
      skipSpace();
    }
    return arguments;
  }

  private String name() throws SyntaxException {
    int from = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    if (at == from || at == text.length() || text.charAt(at) != '=') {
      throw new SyntaxException("Arguments are written as name=\"value\"");
    }
    return text.substring(from, at++);
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  }

  private String value(String name) throws SyntaxException {
    char first = at < text.length() ? text.charAt(at) : ' ';
    if (first != '"' && first != '\'') {
      return word();
    }
    at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != first) {
      if (text.charAt(at) == '\\' && at + 1 < text.length() && isEscaped(text.charAt(at + 1))) {
        at++;
      }
      value.append(text.charAt(at++));
    }
    if (at == text.length()) {
      throw new SyntaxException("The quote of " + name + " is not closed");
    }
    at++;
    return value.toString();
  }

  private static boolean isEscaped(char c) {
    return c == '"' || c == '\'' || c == '\\';
  }

  private String word() {
    int from = at;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
