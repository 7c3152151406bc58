package dev.parley.chat;

/** What a message is. */
public enum MessageType {
  /** Written by a person; starts an answer. */
  USER,
  /** Written by a person for the others; starts no answer and is part of later prompts. */
  NOTE,
  /** Written by a model. */
  ASSISTANT
}
