import { ParleyClient } from '../../../webroot/lib/parley-client.js';

/** Lets every promise that can settle now do so. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A scripted server end: each connection the client opens is one of `sockets`, newest last. */
export function fakeServer() {
  const sockets = [];
  class FakeSocket {
    sent = [];
    closed = null;

    constructor(url) {
      this.url = url;
      sockets.push(this);
    }

    send(text) {
      this.sent.push(JSON.parse(text));
    }

    close(code) {
      this.closed = code;
    }

    open() {
      this.onopen?.();
    }

    says(frame) {
      this.onmessage?.({ data: JSON.stringify(frame) });
    }

    ends(code, reason = '') {
      this.onclose?.({ code, reason });
    }

    async signsIn(expiresInMs = 3_600_000) {
      this.open();
      this.says({
        type: 'auth_success',
        user_id: 7,
        data: { user_id: 7, expires_in_ms: expiresInMs },
      });
      await settled();
    }

    asked(type) {
      return this.sent.filter((frame) => frame.type === type);
    }

    /** Answers the newest request of that type with an ack. */
    acks(type, data = {}) {
      this.says({ type: 'ack', id: this.asked(type).at(-1).id, data });
    }
  }
  return {
    FakeSocket,
    sockets,
    get socket() {
      return sockets.at(-1);
    },
  };
}

/** A client of a fake server, connected and signed in unless `online` is false. */
export async function connected(options = {}, { online = true } = {}) {
  const server = fakeServer();
  const tokens = [];
  const client = new ParleyClient({
    url: 'ws://fake/api/v1/chat/ws',
    WebSocket: server.FakeSocket,
    random: () => 1,
    getToken: async ({ refresh }) => {
      tokens.push(refresh ? 'fresh' : 'kept');
      return refresh ? 'fresh-token' : 'token';
    },
    ...options,
  });
  const events = [];
  client.on('*', (data, type) => events.push({ type, data }));
  client.connect();
  await settled();
  if (online) await server.socket.signsIn();
  const seen = (type) => events.filter((event) => event.type === type).map(({ data }) => data);
  return { client, server, events, seen, tokens };
}

/** Joins conversation 5, whose feed stands at `seq`. */
export async function joined({ client, server }, { seq = 10, running = [] } = {}) {
  const answer = client.join(5);
  server.socket.acks('join_conversation', { conversation: { id: 5, seq }, present: [], running });
  return answer;
}

export const event = (type, data) => ({ type, data: { conversation_id: 5, ...data } });

export const chunk = (seq, content, more = {}) =>
  event('stream_content', { message_id: 90, generation_id: 9, epoch: 1, seq, content, ...more });

export const start = (seq, epoch = 1) =>
  event('stream_start', { message_id: 90, generation_id: 9, parent_id: 89, epoch, seq });
