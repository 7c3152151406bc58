package dev.parley.store;

/** What PostgreSQL cannot keep in a text. */
public final class Texts {
  private Texts() {}

  /** A model's text as it can be stored: the character with code 0 becomes a replacement one. */
  public static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }
}
