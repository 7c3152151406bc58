package dev.parley.chat.command;

/**
 * What a command wants to be told; every parameter is required.
 *
 * @param example a value as it may be written, shown in the usage
 */
public record Parameter(String name, String example) {
  String usage() {
    return name + "=\"" + example + "\"";
  }
}
