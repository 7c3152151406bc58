package dev.parley.ai.provider;

import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.chat.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Gathers the tool calls of one answer from their parts. Bounded (REFUSE): at most {@link #MAX}
 * calls with {@link #MAX_CHARACTERS} of arguments, names and ids together.
 */
public final class WantedCalls {
  /** Calls of one answer. */
  static final int MAX = 64;

  /** Characters of all calls of one answer. */
  static final int MAX_CHARACTERS = 256 * 1024;

  /** Calls in the order in which they began. */
  private final List<Wanted> calls = new ArrayList<>();

  /** The newest call of each index. */
  private final Map<Integer, Wanted> open = new HashMap<>();

  private int characters;

  private static final class Wanted {
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String name = "";
  }

  public boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Adds a call that has no further parts; as {@link #add(int, String, String, String)}. */
  public boolean add(String id, String name, String arguments) {
    return add(begin(), id, name, arguments);
  }

  /**
   * Adds a part. One that names a tool and has another id than the call of its index begins a call
   * of its own: some servers number all calls alike.
   *
   * @param id empty unless told, as is the name
   * @return false when that is more than can be taken, which nothing changes any more
   */
  public boolean add(int index, String id, String name, String arguments) {
    Wanted call = open.get(index);
    boolean another = call != null && !id.isEmpty() && !call.id.isEmpty() && !id.equals(call.id);
    if (call == null || (another && !name.isEmpty())) {
      call = begin();
      open.put(index, call);
    }
    return add(call, id, name, arguments);
  }

  private Wanted begin() {
    Wanted call = new Wanted();
    calls.add(call);
    return call;
  }

  private boolean add(Wanted call, String id, String name, String arguments) {
    characters += id.length() + name.length() + arguments.length();
    if (calls.size() > MAX || characters > MAX_CHARACTERS) {
      return false;
    }
    call.id = call.id.isEmpty() ? id : call.id;
    call.name = name.isEmpty() ? call.name : name;
    call.arguments.append(arguments);
    return true;
  }

  /**
   * All of them, as texts that can be sent; those without an id, or with that of another, get a new
   * one.
   */
  public List<ToolCall> all() {
    Set<String> ids = new HashSet<>();
    return calls.stream()
        .map(
            call -> {
              String told = Texts.clean(call.id);
              String id = !told.isEmpty() && ids.add(told) ? told : newId();
              return new ToolCall(
                  id, Texts.clean(call.name), Texts.clean(call.arguments.toString()));
            })
        .toList();
  }

  private static String newId() {
    return "call_" + UUID.randomUUID();
  }
}
