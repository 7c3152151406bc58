package dev.parley.ai.prompt;

import dev.parley.ai.provider.Provider.Turn;
import java.util.List;

/** How much room the parts of a prompt take for one model, in tokens. */
public final class Sizes {
  /** For a picture, whatever its size: about what the largest take. */
  static final int PICTURE = 1_600;

  /** Around each turn. */
  static final int FRAME = 4;

  /** Characters that are counted of one conversation; the older ones are guessed, at most. */
  private static final int MAX_COUNTED = 2_000_000;

  private final Tokens tokens;
  private int counted;

  public Sizes(Tokens tokens) {
    this.tokens = tokens;
  }

  /** No such turns take more; does not block. */
  public long most(List<Turn> turns) {
    return turns.stream().mapToLong(turn -> tokens.most(turn.content()) + extra(turn)).sum();
  }

  /** No such text takes more; does not block. */
  public long most(String text) {
    return text.isEmpty() ? 0 : tokens.most(text) + FRAME;
  }

  /** Of each turn; blocks. */
  public int[] of(List<Turn> turns) {
    int[] sizes = new int[turns.size()];
    for (int i = sizes.length - 1; i >= 0; i--) {
      Turn turn = turns.get(i);
      int size = counted <= MAX_COUNTED ? count(turn.content()) : tokens.most(turn.content());
      sizes[i] = (int) Math.min(Integer.MAX_VALUE, (long) size + extra(turn));
    }
    return sizes;
  }

  /** Of a turn with this text; blocks. */
  public int of(String text) {
    return text.isEmpty() ? 0 : count(text) + FRAME;
  }

  private int count(String text) {
    counted += text.length();
    return tokens.count(text);
  }

  private static int extra(Turn turn) {
    return FRAME + turn.pictures().size() * PICTURE;
  }
}
