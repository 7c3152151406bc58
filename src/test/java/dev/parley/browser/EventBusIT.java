package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.AddScriptTagOptions;
import dev.parley.testing.Examples;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Vert.x's own client of the event bus, in a page of a real browser. */
class EventBusIT {
  @RegisterExtension static final Stage stage = Stage.with();

  @AutoClose private static Chromium chromium;
  private static Path packages;

  @BeforeAll
  static void start() {
    packages = Examples.install().resolve("node_modules");
    chromium = Chromium.launch();
  }

  /** A page of this host with the client in it: our own pages allow no foreign scripts. */
  private static Page page(BrowserContext context, String host) {
    Page page = context.newPage();
    page.navigate("http://" + host + ":" + stage.port() + "/shared.html");
    for (String script :
        new String[] {
          "sockjs-client/dist/sockjs.min.js", "@vertx/eventbus-bridge-client.js/vertx-eventbus.js"
        }) {
      page.addScriptTag(new AddScriptTagOptions().setPath(packages.resolve(script)));
    }
    return page;
  }

  private static BrowserContext context() {
    return chromium.browser().newContext(new NewContextOptions().setBypassCSP(true));
  }

  @Test
  void talksAndHearsTheAnswerGrow() {
    stage.provider().next(Script.answer("From ", "the ", "bus."));
    String token = stage.guest("Ada").token();
    try (BrowserContext context = context()) {
      Object answer =
          page(context, "127.0.0.1")
              .evaluate(
                  """
                  token => new Promise((resolve, reject) => {
                    const bus = new EventBus('/eventbus');
                    bus.defaultHeaders = { authorization: 'Bearer ' + token };
                    const command = (type, data, then) =>
                      bus.send('parley.chat', { type, data }, (error, answer) =>
                        error ? reject(JSON.stringify(error)) : then(answer.body.data));
                    bus.onopen = () => command('create_conversation', {}, ({ conversation }) => {
                      let text = '';
                      bus.registerHandler(
                        'parley.chat.conversation.' + conversation.id, (error, { body }) => {
                          if (body.type === 'stream_content') text += body.data.content;
                          if (body.type === 'stream_complete') resolve(text);
                        });
                      command('send_message', {
                        conversation_id: conversation.id, content: 'Hi', message_type: 'user',
                      }, () => {});
                    });
                  })
                  """,
                  token);
      assertThat(answer).isEqualTo("From the bus.");
    }
  }

  @Test
  void isToldWhatItMayNotAndThatItLoggedOut() {
    Person guest = stage.guest("Eve");
    try (BrowserContext context = context()) {
      Page page = page(context, "127.0.0.1");
      Object refusal =
          page.evaluate(
              """
              token => new Promise(resolve => {
                const bus = window.bus = new EventBus('/eventbus');
                bus.defaultHeaders = { authorization: token };
                window.busClosed = new Promise(done => { bus.onclose = () => done('closed'); });
                bus.onerror = error => { window.last = error.failureType; };
                bus.onopen = () => bus.registerHandler(
                  'parley.store.accounts.find', error => resolve(error.failureType));
              })
              """,
              guest.token());
      assertThat(refusal).isEqualTo("FORBIDDEN");
      guest.post("/api/v1/auth/logout", new JsonObject());
      assertThat(page.evaluate("window.busClosed")).isEqualTo("closed");
      assertThat(page.evaluate("window.last")).isEqualTo("LOGGED_OUT");
    }
  }

  @Test
  void aPageOfAnotherOriginDoesNotGetIn() {
    try (BrowserContext context = context()) {
      Object outcome =
          page(context, "localhost")
              .evaluate(
                  """
                  url => new Promise(resolve => {
                    const socket = new WebSocket(url);
                    socket.onopen = () => resolve('open');
                    socket.onclose = () => resolve('refused');
                  })
                  """,
                  "ws://127.0.0.1:" + stage.port() + "/eventbus/websocket");
      assertThat(outcome).isEqualTo("refused");
    }
  }
}
