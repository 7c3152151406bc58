package dev.parley.dialect;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client calls its conversations. Keeps at most {@value #MAX}; overflow policy: the longest
 * unused is forgotten, and is then called by its id, which leads to the same conversation.
 */
final class Names {
  static final int MAX = 500;

  private final Map<Long, String> names =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
          return size() > MAX;
        }
      };

  void bind(String name, long conversationId) {
    names.put(conversationId, name);
  }

  String of(long conversationId) {
    String name = names.get(conversationId);
    return name == null ? Long.toString(conversationId) : name;
  }
}
