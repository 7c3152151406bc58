package dev.parley.chat;

/** A person's verdict on an answer. */
public enum Rating {
  UP,
  DOWN
}
