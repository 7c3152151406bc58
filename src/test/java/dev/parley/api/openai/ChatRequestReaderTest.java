package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Asking.Turn;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class ChatRequestReaderTest {
  /** JSON can name it, and servers of models that read it fail. */
  @Test
  void halfACharacterIsReplacedWhereverItStands() {
    ChatRequest request =
        new ChatRequestReader(1_000)
            .read(
                Buffer.buffer(
                    """
                    {"messages": [
                       {"role": "user", "content": "a\\ud83d"},
                       {"role": "assistant", "content": null, "tool_calls": [{"id": "c\\ud83d",
                         "function": {"name": "f\\ud83d", "arguments": "\\ud83d"}}]},
                       {"role": "tool", "tool_call_id": "c\\ud83d", "content": "\\ude00b"}],
                     "stop": "\\ud83d",
                     "tools": [{"type": "function", "function": {"name": "f",
                       "description": "\\ud83d", "parameters": {"title": "\\ud83d"}}}],
                     "response_format": {"type": "json_schema",
                       "json_schema": {"schema": {"title": "\\ud83d"}}}}
                    """));
    assertThat(request.turns()).extracting(Turn::content).containsExactly("a\ufffd", "", "\ufffdb");
    assertThat(request.turns().get(1).calls().getFirst().arguments()).isEqualTo("\ufffd");
    assertThat(request.turns().get(2).answers())
        .isEqualTo(request.turns().get(1).calls().getFirst().id())
        .isEqualTo("c\ufffd");
    assertThat(request.bounds().stop()).containsExactly("\ufffd");
    assertThat(request.wishes().tools().getFirst().description()).isEqualTo("\ufffd");
    assertThat(request.wishes().tools().getFirst().parameters())
        .isEqualTo("{\"title\":\"\ufffd\"}");
    assertThat(request.wishes().schema()).isEqualTo("{\"title\":\"\ufffd\"}");
  }
}
