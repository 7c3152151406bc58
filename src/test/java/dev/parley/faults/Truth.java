package dev.parley.faults;

import java.util.Map;

/**
 * What there is to know when everything is quiet.
 *
 * @param feeds the newest seq of each conversation
 * @param answers each generation
 * @param messages how often the database has a message, by its client's id
 * @param sent how many tokens the provider sent at most for each question
 */
record Truth(
    Map<Long, Long> feeds,
    Map<Long, Answer> answers,
    Map<String, Integer> messages,
    Map<String, Integer> sent) {
  /**
   * A generation.
   *
   * @param question the client's id of the message that it answers
   */
  record Answer(long conversation, String question, String state, String content) {}

  Truth {
    feeds = Map.copyOf(feeds);
    answers = Map.copyOf(answers);
    messages = Map.copyOf(messages);
    sent = Map.copyOf(sent);
  }
}
