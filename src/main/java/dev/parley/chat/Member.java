package dev.parley.chat;

/** A person in a conversation. */
public record Member(long userId, String name, Role role) {
  /** What a member may do. */
  public enum Role {
    /** Everything, including deleting the conversation and removing members. */
    OWNER,
    /** Reading, writing, stopping, inviting. */
    MEMBER
  }
}
