package dev.parley.ai.tool;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Relay;
import dev.parley.chat.Texts;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer with tools: the model speaks, the tools that it wants are called, and it is asked
 * again with what they said. What it says in all rounds is one text. Policies: after {@code
 * maxRounds} rounds, or {@code maxCalls} calls, it is asked once more and may not want tools then
 * (ASK WITHOUT); what it wants nevertheless is not called (DROP), and so is what it wants beyond
 * {@code maxCalls} at once. A model that refuses the first prompt for good before it has said
 * anything is asked once more without tools (ASK WITHOUT).
 *
 * <p>Used on one event loop.
 */
final class ToolLoop extends Relay {
  private static final Logger LOG = LoggerFactory.getLogger(ToolLoop.class);
  private static final String BETWEEN_ROUNDS = "\n\n";

  private static final Failure ONLY_TOOLS =
      new Failure(
          ErrorCode.PROVIDER_UNAVAILABLE,
          "The model wanted more tools than it may, and said nothing");
  private static final Failure BROKEN =
      new Failure(ErrorCode.INTERNAL, "The answer could not be continued");

  private final Workbench bench;
  private final Provider provider;
  private final Prompt first;
  private final Map<String, Tool> tools;
  private final Asked asked;
  private final UsageSum usage = new UsageSum();
  private final CallNotes notes;

  /** Grows only, so that a provider may know the beginning again. */
  private final List<Turn> turns;

  private final List<ToolCall> wanted = new ArrayList<>();
  private final StringBuilder said = new StringBuilder();
  private Round round;
  private int rounds;
  private int calls;
  private boolean spoken;
  private boolean another;
  private boolean doesWithout;
  private boolean over;
  private boolean cancelled;

  ToolLoop(
      Workbench bench,
      Provider provider,
      Prompt prompt,
      Map<String, Tool> tools,
      Asked asked,
      Provider.Listener listener) {
    super(listener);
    this.bench = bench;
    this.provider = provider;
    this.first = prompt.withTools(tools.values().stream().map(Tool::spec).toList());
    this.tools = tools;
    this.asked = asked;
    this.notes = new CallNotes(bench, asked);
    this.turns = new ArrayList<>(prompt.turns());
  }

  void begin() {
    current.become(provider.start(first, this));
  }

  private void askAgain() {
    wanted.clear();
    said.setLength(0);
    if (another) {
      another = false;
      listener.answering(first.model());
    }
    Prompt next = first.withTurns(turns);
    goOn(mayCall() ? next : withoutCalls(next));
  }

  private void goOn(Prompt next) {
    try {
      current.become(provider.start(next, this));
    } catch (RuntimeException e) {
      LOG.error("Cannot go on with generation {}", asked.generationId(), e);
      failed(BROKEN, false);
    }
  }

  private boolean mayCall() {
    return rounds < bench.settings().maxRounds() && calls < bench.settings().maxCalls();
  }

  /** The tools stay: turns tell of calls, which some providers refuse without them. */
  private static Prompt withoutCalls(Prompt prompt) {
    return prompt.withOptions(prompt.options().withToolChoice(new ToolChoice.None()));
  }

  @Override
  public void answering(String model) {
    another = true;
    super.answering(model);
  }

  @Override
  public void text(String text) {
    if (over) {
      return;
    }
    if (doesWithout && !spoken) {
      bench.toolbox().unable().add(first.model());
    }
    boolean apart = spoken && rounds > 0 && said.isEmpty();
    spoken = true;
    said.append(text);
    listener.text(apart ? BETWEEN_ROUNDS + text : text);
  }

  @Override
  public void toolCall(ToolCall call) {
    if (wanted.size() < bench.settings().maxCalls()) {
      wanted.add(call);
    }
  }

  @Override
  public void usage(Usage counted) {
    usage.told(counted);
  }

  @Override
  public void completed() {
    if (over) {
      return;
    }
    if (!wanted.isEmpty() && mayCall()) {
      callTools();
    } else if (!wanted.isEmpty() && !spoken) {
      failed(ONLY_TOOLS, false);
    } else {
      end(listener::completed);
    }
  }

  private void callTools() {
    usage.endRound(turns, said.length());
    Turn calling =
        Turn.calling(
            Texts.clean(said.toString()), wanted.stream().map(ToolLoop::inBounds).toList());
    round = new Round(bench, asked, notes, tools, calls, List.copyOf(wanted));
    rounds++;
    calls += wanted.size();
    round
        .run()
        .onSuccess(
            results -> {
              turns.add(calling);
              turns.addAll(results);
              askAgain();
            });
  }

  /** What is too long is not called either; the model is not told it again. */
  private static ToolCall inBounds(ToolCall call) {
    return call.arguments() != null && call.arguments().length() > RunningCall.MAX_ARGUMENTS
        ? new ToolCall(call.id(), call.name(), "{}")
        : call;
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    if (over) {
      return;
    }
    if (mayBeUnable(failure, retryable)) {
      LOG.info("{} is asked again without tools: {}", first.model(), failure.message());
      doesWithout = true;
      goOn(first.withTools(List.of()));
      return;
    }
    end(() -> listener.failed(failure, retryable));
  }

  /** Many servers refuse a prompt with tools for models that know none. */
  private boolean mayBeUnable(Failure failure, boolean retryable) {
    boolean untouched = !doesWithout && rounds == 0 && !spoken && wanted.isEmpty();
    return untouched && !retryable && failure.code() == ErrorCode.PROVIDER_UNAVAILABLE;
  }

  /** What is kept of the calls is written before the end of the answer, which ends that too. */
  private void end(Runnable told) {
    over = true;
    Usage sum = usage.sum(turns, said.length());
    if (sum != null) {
      listener.usage(sum);
    }
    notes
        .settled()
        .onComplete(
            settled -> {
              if (!cancelled) {
                told.run();
              }
            });
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (over) {
      return;
    }
    over = true;
    current.cancel();
    if (round != null) {
      round.cancel();
    }
  }
}
