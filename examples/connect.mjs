import EventBus from '@vertx/eventbus-bridge-client.js';

const url = process.env.PARLEY_URL ?? 'http://127.0.0.1:8080';

/** Connects to the event bus; `opened` is called now and after every lost connection. */
export function connect(token, opened) {
  const bus = new EventBus(`${url}/eventbus`);
  bus.defaultHeaders = { authorization: `Bearer ${token}` };
  bus.enableReconnect(true);
  bus.onerror = (error) => console.error(error.failureType, error.message);
  bus.onopen = () => opened(bus);
  return bus;
}

/**
 * Serves addresses of the bus with the token in PARLEY_TOKEN: `handlers` by address, each called
 * with the body of a message and a function that replies to it.
 */
export function serve(handlers) {
  connect(process.env.PARLEY_TOKEN, (bus) => {
    for (const [address, handler] of Object.entries(handlers)) {
      bus.registerHandler(address, (error, message) => {
        if (error) {
          console.error(address, error.failureType, error.message);
        } else {
          handler(message.body, (body) => message.reply(body), bus);
        }
      });
    }
    bus.send('parley.ping', {}, (error) => console.log(error ? error.failureType : 'ready'));
  });
}

/** A request to the server over HTTP. */
export async function post(path, body) {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}
