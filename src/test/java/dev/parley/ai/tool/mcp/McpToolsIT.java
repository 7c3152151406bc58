package dev.parley.ai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.Calling;
import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.GivenUp;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import dev.parley.testing.Ports;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers of the official SDK for another language, over both transports, well and ill. */
class McpToolsIT {
  private static final String LOST = "The server of this tool cannot be reached at the moment";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<McpTools> opened = new ArrayList<>();
  private final List<Process> servers = new ArrayList<>();

  @BeforeAll
  static void install() throws IOException, InterruptedException {
    NodeServers.install();
  }

  @AfterEach
  void close() {
    opened.forEach(source -> Await.result(Await.on(context, source::close)));
    servers.forEach(Process::destroyForcibly);
    Await.result(vertx.close());
  }

  private Calling open(McpSettings settings) {
    McpTools source = Await.on(context, () -> McpTools.open(vertx, settings.build()));
    opened.add(source);
    return new Calling(vertx, context, source);
  }

  private Calling connected(McpSettings settings) {
    Calling calling = open(settings);
    calling.await(names -> !names.isEmpty());
    return calling;
  }

  private static McpSettings stdio() {
    return McpSettings.node(NodeServers.stdio());
  }

  private Process serve(int port) throws IOException {
    Process server = NodeServers.http(port);
    servers.add(server);
    return server;
  }

  @Test
  void listsAndCallsOverStandardInputAndOutput() {
    Calling calling = connected(stdio());
    Tool echo = calling.tool("test_echo");
    assertThat(echo.spec().description()).isEqualTo("Says it again");
    assertThat(new JsonObject(echo.spec().parameters()).getJsonArray("required"))
        .containsExactly("said");
    assertThat(calling.call("test_echo", "{\"said\": \"Grüße\\n2\"}"))
        .isEqualTo(Result.of("Grüße\n2"));
    assertThat(calling.call("test_fail", "")).isEqualTo(Result.error("no such file"));
    assertThat(calling.call("test_echo", "[1]").error()).isTrue();
    assertThat(calling.call("test_mixed", "{}").text())
        .isEqualTo(
            "look:\n[a picture, image/png]\n[a link to more: https://example.org/more]\ninside");
    assertThat(calling.failure("test_refuse", "{}"))
        .isEqualTo("The tool failed")
        .doesNotContain("internal detail");
  }

  @Test
  void listsAndCallsOverHttpAndComesBackAfterTheServer() throws Exception {
    int port = Ports.free();
    Process first = serve(port);
    Calling calling = connected(McpSettings.http(port, NodeServers.TOKEN));
    assertThat(calling.call("test_echo", "{\"said\": \"hello\"}")).isEqualTo(Result.of("hello"));
    assertThat(calling.call("test_fail", "").error()).isTrue();
    assertThat(calling.call("test_grow", "")).isEqualTo(Result.of("grown"));
    calling.await(names -> names.contains("test_later"));

    first.destroyForcibly();
    first.waitFor(20, TimeUnit.SECONDS);
    assertThat(calling.failure("test_echo", "{\"said\": \"hello\"}")).isEqualTo(LOST);
    calling.await(List::isEmpty);
    serve(port);
    calling.await(names -> names.contains("test_echo"));
    assertThat(calling.call("test_echo", "{\"said\": \"again\"}")).isEqualTo(Result.of("again"));
  }

  @Test
  void aServerThatForgotItsSessionsIsToldAgain() throws Exception {
    int port = Ports.free();
    Process first = serve(port);
    Calling calling = connected(McpSettings.http(port, NodeServers.TOKEN));
    first.destroyForcibly();
    first.waitFor(20, TimeUnit.SECONDS);
    serve(port);
    assertThat(calling.failure("test_echo", "{\"said\": \"hello\"}")).isEqualTo(LOST);
    calling.await(names -> names.contains("test_echo"));
    assertThat(calling.call("test_echo", "{\"said\": \"again\"}")).isEqualTo(Result.of("again"));
  }

  @Test
  void aServerThatRefusesTheTokenOrIsNotThereHoldsNothingUp() throws Exception {
    int port = Ports.free();
    serve(port);
    Calling refused = open(McpSettings.http(port, "wrong"));
    Calling absent = open(McpSettings.http(Ports.free(), NodeServers.TOKEN));
    Calling missing = open(McpSettings.program("no-such-program-here", List.of()));
    Calling mute = open(McpSettings.program("sleep", List.of("600")));
    assertThat(refused.names()).isEmpty();
    assertThat(absent.names()).isEmpty();
    assertThat(missing.names()).isEmpty();
    assertThat(mute.names()).isEmpty();
  }

  @Test
  void onlyWhatIsAllowedIsOffered() {
    assertThat(connected(stdio().allow("echo", "nothing", "odd name/with.dots")).names())
        .containsExactly("test_echo", "test_odd_name_with_dots");
    Calling none = open(stdio().allow());
    Calling all = connected(stdio());
    assertThat(none.names()).isEmpty();
    assertThat(all.names())
        .allSatisfy(name -> assertThat(name).matches("[A-Za-z0-9_-]{1,64}"))
        .doesNotHaveDuplicates();
    assertThat(all.call("test_odd_name_with_dots", "")).isEqualTo(Result.of("odd"));
    String cut = all.names().stream().filter(name -> name.contains("nnnn")).findFirst().orElse("");
    assertThat(all.call(cut, "")).isEqualTo(Result.of("long"));
  }

  @Test
  void whatAToolSaysOfItselfCountsOnlyWhereItIsTrusted() {
    assertThat(connected(stdio()).tool("test_echo").effect()).isEqualTo(Effect.CHANGES);
    Calling trusted = connected(stdio().trust());
    assertThat(trusted.tool("test_echo").effect()).isEqualTo(Effect.READS);
    assertThat(trusted.tool("test_fail").effect()).isEqualTo(Effect.CHANGES);
    assertThat(connected(stdio().reads(true)).tool("test_fail").effect()).isEqualTo(Effect.READS);
    assertThat(connected(stdio().trust().reads(false)).tool("test_echo").effect())
        .isEqualTo(Effect.CHANGES);
  }

  @Test
  void onlyThoseWhoMayHaveIt() {
    Tool tool = connected(stdio()).tool("test_echo");
    assertThat(tool.allows(Calling.ADMIN)).isTrue();
    assertThat(tool.allows(Calling.GUEST)).isTrue();
    assertThat(tool.allows(Calling.USER)).isFalse();
  }

  @Test
  void aProgramFindsNothingOfOursInItsEnvironment() {
    Calling calling = connected(stdio().env("CONFIGURED", "yes"));
    JsonObject environment = new JsonObject(calling.call("test_environment", "").text());
    assertThat(environment.getString("CONFIGURED")).isEqualTo("yes");
    assertThat(environment.getString("PATH")).isEqualTo(System.getenv("PATH"));
    assertThat(System.getenv().size()).isGreaterThan(3);
    assertThat(environment.fieldNames()).isSubsetOf("CONFIGURED", "PATH", "HOME");
  }

  @Test
  void aProgramThatEndsInMidCallFailsItAndComesBack() {
    Calling calling = connected(stdio());
    Future<Result> other = calling.start("test_silent", "");
    assertThat(calling.failure("test_die", "")).isEqualTo(LOST);
    assertThat(Await.failure(other)).hasMessageContaining(LOST);
    calling.await(names -> names.contains("test_echo"));
    assertThat(calling.call("test_echo", "{\"said\": \"back\"}")).isEqualTo(Result.of("back"));
  }

  @Test
  void aToolThatNeverAnswersFailsInTimeAndItsServerIsGivenUpAfterThree() {
    Calling calling = connected(stdio().timeout(Duration.ofSeconds(3)));
    String pid = calling.call("test_pid", "").text();
    for (int i = 0; i < 2; i++) {
      assertThat(calling.failure("test_silent", "")).isEqualTo("The tool did not answer in time");
    }
    assertThat(calling.call("test_pid", "").text()).isEqualTo(pid);
    for (int i = 0; i < 3; i++) {
      assertThat(calling.failure("test_silent", "")).isEqualTo("The tool did not answer in time");
    }
    calling.await(names -> names.contains("test_pid"));
    assertThat(calling.call("test_pid", "").text()).isNotEqualTo(pid);
  }

  /** Waits until the server has begun a call, or heard so often that one is given up. */
  private static String heard(Calling calling, String what, int count) {
    JsonObject until = new JsonObject().put("what", what).put("count", count);
    return calling.call("test_until", until.encode()).text();
  }

  private static void isToldWhatIsGivenUp(Calling calling) {
    assertThat(calling.failure("test_patient", "")).isEqualTo("The tool did not answer in time");
    assertThat(heard(calling, "stopped", 1)).isEqualTo("It took longer than it may");

    Promise<GivenUp> givenUp = Promise.promise();
    Future<Result> stopped = calling.start("test_patient", "", givenUp.future());
    heard(calling, "begun", 2);
    Await.run(calling.context(), () -> givenUp.complete(GivenUp.STOPPED));
    assertThat(Await.failure(stopped)).isInstanceOf(FailureException.class);
    assertThat(heard(calling, "stopped", 2))
        .endsWith(",The answer that it was made for was stopped");
    assertThat(calling.call("test_echo", "{\"said\": \"on\"}")).isEqualTo(Result.of("on"));
  }

  @Test
  void aProgramIsToldWhatIsGivenUp() {
    isToldWhatIsGivenUp(connected(stdio().timeout(Duration.ofSeconds(3))));
  }

  @Test
  void aServerIsToldOverHttpWhatIsGivenUp() throws Exception {
    int port = Ports.free();
    serve(port);
    McpSettings settings = McpSettings.http(port, NodeServers.TOKEN);
    isToldWhatIsGivenUp(connected(settings.timeout(Duration.ofSeconds(3))));
  }

  @Test
  void whatIsNoMessageIsPassedOver() {
    Calling calling = connected(stdio());
    assertThat(calling.call("test_garbage", "")).isEqualTo(Result.of("fine"));
    assertThat(calling.call("test_errors", "")).isEqualTo(Result.of("fine"));
    assertThat(calling.call("test_echo", "{\"said\": \"x\"}")).isEqualTo(Result.of("x"));
  }

  @Test
  void aMessageThatIsTooLongEndsTheProgram() {
    Calling calling = connected(stdio());
    String pid = calling.call("test_pid", "").text();
    assertThat(calling.failure("test_huge", "")).isEqualTo(LOST);
    calling.await(names -> names.contains("test_pid"));
    assertThat(calling.call("test_pid", "").text()).isNotEqualTo(pid);
  }

  @Test
  void toolsThatComeLaterAreOffered() {
    Calling calling = connected(stdio());
    assertThat(calling.names()).doesNotContain("test_later");
    assertThat(calling.call("test_grow", "")).isEqualTo(Result.of("grown"));
    calling.await(names -> names.contains("test_later"));
    assertThat(calling.call("test_later", "")).isEqualTo(Result.of("later"));
  }

  @Test
  void nothingOfAProgramIsLeftAfterwards() {
    String script = Path.of("src/test/js/mcp/stubborn.sh").toString();
    List<String> args = new ArrayList<>(List.of(script, "node"));
    args.addAll(NodeServers.stdio());
    Calling calling = connected(McpSettings.program("sh", args));
    ProcessHandle program =
        ProcessHandle.of(Long.parseLong(calling.call("test_pid", "").text())).orElseThrow();
    ProcessHandle parent = program.parent().orElseThrow();
    Await.result(Await.on(context, calling.source()::close));
    Await.result(Future.fromCompletionStage(program.onExit()));
    Await.result(Future.fromCompletionStage(parent.onExit()));
    assertThat(calling.names()).isEmpty();
    String afterwards = "sleep 600" + parent.pid();
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(left -> left.info().commandLine().orElse("").endsWith(afterwards));
  }
}
