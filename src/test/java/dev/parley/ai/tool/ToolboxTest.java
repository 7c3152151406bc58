package dev.parley.ai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.Tool.Person;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolboxTest {
  private static final Person ADA = new Person(7, false, false);

  @Test
  void ofTwoToolsWithOneNameTheFirstCounts() {
    TestTool first = TestTool.saying("clock", "noon");
    TestTool second = TestTool.saying("clock", "midnight");
    TestTool other = TestTool.saying("dice", "6");
    Toolbox box = new Toolbox(List.of(() -> List.of(first), () -> List.of(second, other)));

    assertThat(box.offered(ADA)).containsOnlyKeys("clock", "dice").containsEntry("clock", first);
  }

  @Test
  void onlyWhatAPersonMayUseIsOffered() {
    TestTool admins = TestTool.saying("restart", "done").allowing(Person::admin);
    TestTool broken =
        TestTool.saying("odd", "")
            .allowing(
                person -> {
                  throw new IllegalStateException("no idea");
                });
    Toolbox box = new Toolbox(List.of(() -> List.of(admins, broken)));

    assertThat(box.offered(ADA)).isEmpty();
    assertThat(box.offered(new Person(8, false, true))).containsOnlyKeys("restart");
  }

  @Test
  void namesThatModelsCannotCallAreLeftOut() {
    Toolbox box =
        new Toolbox(
            List.of(
                () ->
                    List.of(
                        TestTool.saying("two words", ""),
                        TestTool.saying("", ""),
                        TestTool.saying("x".repeat(65), ""),
                        TestTool.saying("x".repeat(64), ""))));

    assertThat(box.offered(ADA)).containsOnlyKeys("x".repeat(64));
  }

  @Test
  void aModelIsToldOfSoManyAtMost() {
    List<Tool> many =
        IntStream.range(0, 200).<Tool>mapToObj(i -> TestTool.saying("t" + i, "")).toList();
    Toolbox box = new Toolbox(List.of(() -> many));

    assertThat(box.offered(ADA)).hasSize(Toolbox.MAX_TOOLS).containsKey("t0");
  }

  @Test
  void aSourceThatBreaksDoesNotTakeTheOthersWithIt() {
    ToolSource broken =
        () -> {
          throw new IllegalStateException("gone");
        };
    Toolbox box = new Toolbox(List.of(broken, () -> List.of(TestTool.saying("clock", "noon"))));

    assertThat(box.offered(ADA)).containsOnlyKeys("clock");
  }

  @Test
  void allSourcesAreClosedAlthoughOneFails() {
    Promise<Void> closed = Promise.promise();
    Toolbox box =
        new Toolbox(
            List.of(
                closing(Future.failedFuture("stuck")),
                new ToolSource() {
                  @Override
                  public List<Tool> tools() {
                    return List.of();
                  }

                  @Override
                  public Future<Void> close() {
                    closed.complete();
                    return Future.succeededFuture();
                  }
                }));

    assertThat(Await.result(box.close().otherwiseEmpty())).isNull();
    assertThat(closed.future().succeeded()).isTrue();
  }

  private static ToolSource closing(Future<Void> end) {
    return new ToolSource() {
      @Override
      public List<Tool> tools() {
        return List.of();
      }

      @Override
      public Future<Void> close() {
        return end;
      }
    };
  }
}
