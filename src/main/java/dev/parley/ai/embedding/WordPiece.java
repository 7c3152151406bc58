package dev.parley.ai.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Takes a text apart into the pieces of words that BERT models without case know. */
final class WordPiece {
  /** Pieces that the model looks at, with the two around them. */
  private static final int MAX_PIECES = 128;

  private static final int MAX_WORD = 100;
  private static final String CONTINUED = "##";

  /** What the model was trained without. */
  private static final Pattern DROPPED =
      Pattern.compile("[\\x00\\uFFFD[\\p{Cc}\\p{Cf}\\p{Co}&&[^\\t\\n\\r]]]|\\p{Mn}");

  /** Words, and by itself each mark and each character of scripts without spaces. */
  private static final Pattern WORD =
      Pattern.compile(
          "[!-/:-@\\[-`{-~\\p{P}\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\x{20000}-\\x{2CEAF}]"
              + "|[^\\s\\p{Z}!-/:-@\\[-`{-~\\p{P}\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF"
              + "\\x{20000}-\\x{2CEAF}]+");

  private final Map<String, Integer> ids;
  private final long unknown;
  private final long begin;
  private final long end;

  private WordPiece(Map<String, Integer> ids) {
    this.ids = ids;
    this.unknown = ids.get("[UNK]");
    this.begin = ids.get("[CLS]");
    this.end = ids.get("[SEP]");
  }

  /** Reads the vocabulary of a {@code tokenizer.json}. */
  static WordPiece read(InputStream tokenizer) throws IOException {
    JsonNode vocabulary = new ObjectMapper().readTree(tokenizer).path("model").path("vocab");
    Map<String, Integer> ids = new HashMap<>();
    vocabulary.properties().forEach(piece -> ids.put(piece.getKey(), piece.getValue().asInt()));
    return new WordPiece(ids);
  }

  /** The ids of the pieces of a text, at most 128; what is behind them is left out. */
  long[] encode(String text) {
    String plain = DROPPED.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
    LongStream.Builder pieces = LongStream.builder();
    pieces.add(begin);
    Matcher words = WORD.matcher(plain.toLowerCase(Locale.ROOT));
    while (words.find()) {
      addWord(words.group(), pieces);
    }
    return LongStream.concat(pieces.build().limit(MAX_PIECES - 1), LongStream.of(end)).toArray();
  }

  /** The longest known piece first, then the longest that goes on from there. */
  private void addWord(String word, LongStream.Builder pieces) {
    LongStream.Builder found = LongStream.builder();
    int from = 0;
    while (from < word.length() && word.length() <= MAX_WORD) {
      int to = word.length();
      Integer id = ids.get(piece(word, from, to));
      while (id == null && --to > from) {
        id = ids.get(piece(word, from, to));
      }
      if (id == null) {
        pieces.add(unknown);
        return;
      }
      found.add(id);
      from = to;
    }
    if (from == 0) {
      pieces.add(unknown);
    } else {
      found.build().forEach(pieces);
    }
  }

  private static String piece(String word, int from, int to) {
    return from == 0 ? word.substring(0, to) : CONTINUED + word.substring(from, to);
  }
}
