/**
 * Parley's WebSocket client. No DOM, no dependencies: browsers, and Node 20 with a WebSocket class
 * handed in.
 *
 *     const client = new ParleyClient({ url, getToken: async ({ refresh }) => token });
 *     client.on('stream_content', ({ message_id, content }) => ...);
 *     client.connect();
 *     await client.join(123);
 *     await client.request('send_message', { conversation_id: 123, content: 'Hello' });
 *
 * Events are the server's frames by `type`, with their `data`, in order and without repeats. Besides:
 *   `state`   {state, retryInMs?, code?, reason?}: `connecting`, `online`, `waiting` (reconnects in
 *             retryInMs), `signed_out` (sign in again, then connect()), `closed` (until connect())
 *   `joined`  the data of a `join_conversation` ack, before any later event of that conversation
 *   `stale`   {conversation_id}: a gap that could not be closed; join and load it again
 *   `problem` the data of an `error` frame that answers no request
 */
import { backoff } from './parley/backoff.js';
import { Emitter } from './parley/emitter.js';
import { ParleyError } from './parley/error.js';
import { Feeds } from './parley/feeds.js';
import { Requests } from './parley/requests.js';

export { ParleyError };

/** The server asks not to come back on its own after these. */
const FINAL_CODES = new Map([
  [1000, 'closed'],
  [4004, 'signed_out'],
  [4009, 'closed'],
]);
const REFUSED = 4001;
const EXPIRED = 4003;

const DEFAULTS = {
  baseMs: 500,
  maxMs: 30_000,
  random: Math.random,
  handshakeMs: 10_000,
  /** Silence after which the client asks whether the connection is alive, and how long it waits. */
  idleMs: 45_000,
  pongMs: 10_000,
  /** How long an early event waits for the ones before it, and a resume for its effect. */
  gapMs: 150,
  repairMs: 5_000,
  requestMs: 20_000,
  outbox: 200,
};

export class ParleyClient {
  #options;
  #events = new Emitter();
  #requests;
  #feeds = new Feeds((kind, id) => this.#watchGap(kind, id));
  #repairs = new Map();
  #socket = null;
  #state = 'closed';
  #attempt = 0;
  #refusals = 0;
  #notBefore = 0;
  #refreshNext = false;
  #timers = {};

  /**
   * @param options.url of the WebSocket, `wss://host/api/v1/chat/ws`
   * @param options.getToken `async ({refresh}) => token`; with `refresh` the last one was refused or
   *     is about to expire; null says that nobody is signed in; a throw is taken as a bad network
   * @param options.WebSocket the class to connect with; the global one by default
   */
  constructor(options) {
    this.#options = { WebSocket: globalThis.WebSocket, ...DEFAULTS, ...options };
    const { outbox: limit, requestMs: timeoutMs } = this.#options;
    this.#requests = new Requests({ limit, timeoutMs });
  }

  get state() {
    return this.#state;
  }

  on(type, listener) {
    return this.#events.on(type, listener);
  }

  /** Connects now, also out of a wait. Does nothing while connecting or online. */
  connect() {
    if (this.#state === 'connecting' || this.#state === 'online') return;
    this.#attempt = 0;
    this.#open();
  }

  /** Closes for good, until the next connect(); waiting requests fail with `CLOSED`. */
  close() {
    this.#drop('closed', { code: 1000 });
    this.#feeds = new Feeds((kind, id) => this.#watchGap(kind, id));
  }

  /** The network may be back or the machine awake: reconnect now, or see if the line still lives. */
  wake() {
    if (this.#state === 'waiting') this.connect();
    else if (this.#state === 'online') this.#probe();
  }

  /**
   * Sends a command and resolves with the data of its `ack`; rejects with a {@link ParleyError}.
   * Without a connection it waits for one: a `send_message` (give it a `client_message_id`) as long
   * as it takes, anything else for `requestMs`.
   */
  request(type, data = {}) {
    const answer = this.#requests.add(type, data);
    if (this.#state === 'online') this.#flush();
    return answer;
  }

  /** Sends a command of which nobody awaits the outcome; dropped without a connection. */
  tell(type, data = {}) {
    if (this.#state === 'online') this.#send({ type, data });
  }

  /** Joins a conversation and keeps it in step, over reconnects too. */
  join(conversationId) {
    return this.request('join_conversation', { conversation_id: conversationId });
  }

  leave(conversationId) {
    this.#feeds.unfollow(conversationId);
    this.tell('leave_conversation', { conversation_id: conversationId });
  }

  // ---- connection ----

  async #open() {
    this.#clearTimers();
    this.#enter('connecting');
    const refresh = this.#refreshNext;
    let token;
    try {
      token = await this.#options.getToken({ refresh });
    } catch {
      if (this.#state === 'connecting' && !this.#socket) this.#retry({ reason: 'No token' });
      return;
    }
    if (this.#state !== 'connecting' || this.#socket) return;
    if (!token) {
      this.#drop('signed_out', { code: REFUSED });
      return;
    }
    this.#refreshNext = false;
    this.#connectWith(token);
  }

  #connectWith(token) {
    const socket = new this.#options.WebSocket(this.#options.url);
    this.#socket = socket;
    this.#timer('handshake', this.#options.handshakeMs, () => this.#lost(socket, 1006, 'Time-out'));
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token }));
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#receive(data);
    };
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => this.#lost(socket, code, reason);
  }

  #lost(socket, code, reason) {
    if (socket !== this.#socket) return;
    this.#forgetSocket();
    if (code === REFUSED) this.#refusals += 1;
    if (code === EXPIRED || code === REFUSED) this.#refreshNext = true;
    if (FINAL_CODES.has(code)) this.#drop(FINAL_CODES.get(code), { code, reason });
    else if (this.#refusals > 1) this.#drop('signed_out', { code, reason });
    else if (this.#refreshNext && this.#attempt === 0) {
      this.#attempt = 1;
      this.#open();
    } else this.#retry({ code, reason });
  }

  #retry(why) {
    const announced = this.#notBefore - Date.now();
    const delay = Math.max(announced, announced > 0 ? 0 : backoff(this.#attempt, this.#options));
    this.#attempt += 1;
    this.#timer('retry', delay, () => this.#open());
    this.#enter('waiting', { ...why, retryInMs: delay });
  }

  #drop(state, why) {
    this.#forgetSocket();
    this.#refusals = 0;
    this.#enter(state, why);
    this.#requests.rejectAll('CLOSED', state === 'closed' ? 'Not connected' : 'Signed out');
  }

  #forgetSocket() {
    const socket = this.#socket;
    this.#socket = null;
    this.#clearTimers();
    for (const timer of this.#repairs.values()) clearTimeout(timer);
    this.#repairs.clear();
    this.#requests.connectionLost();
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
  }

  #enter(state, why = {}) {
    this.#state = state;
    this.#events.emit('state', { state, ...why });
  }

  // ---- frames ----

  #send(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  #flush() {
    this.#requests.flush((frame) => this.#send(frame));
  }

  #receive(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    this.#listenForSilence();
    if (frame.type === 'auth_success') this.#authenticated(frame.data ?? {});
    else if (frame.type === 'ack' || (frame.type === 'error' && frame.id != null)) {
      this.#answered(frame);
    } else if (frame.type === 'error') this.#events.emit('problem', frame.data ?? {});
    else if (frame.type === 'reconnect') this.#moveSoon(frame.data?.after_ms ?? 0);
    else if (frame.type !== 'pong') this.#show(this.#feeds.accept(frame));
  }

  #authenticated(data) {
    this.#timer('refresh', refreshDelay(data.expires_in_ms), () => this.#renew());
    if (this.#state === 'online') return;
    clearTimeout(this.#timers.handshake);
    this.#refusals = 0;
    // Only a connection that lasts counts as a success, or a crashing server would be hammered.
    this.#timer('settled', 5_000, () => (this.#attempt = 0));
    this.#notBefore = 0;
    this.#state = 'online';
    if (this.#feeds.followed.length > 0) this.#resume(this.#feeds.positions());
    this.#flush();
    this.#events.emit('auth_success', data);
    this.#enter('online');
  }

  #answered(frame) {
    const joined = this.#requests.peek(frame.id)?.type === 'join_conversation';
    const held = joined && frame.type === 'ack' ? this.#feeds.follow(frame.data) : [];
    if (joined && frame.type === 'ack') this.#events.emit('joined', frame.data);
    this.#requests.settle(frame);
    this.#show(held);
  }

  #show(frames) {
    for (const { type, data } of frames) {
      if (type === 'conversation_deleted') this.#feeds.unfollow(data.conversation_id);
      this.#events.emit(type, data ?? {});
      const lost = type === 'resumed' && data.generation_id == null && !data.recovered;
      if (lost) this.#events.emit('stale', { conversation_id: data.conversation_id });
    }
  }

  // ---- keeping in step ----

  /** A refused resume leaves everything it named stale; one that was cut off is made up for later. */
  #resume(positions) {
    this.#requests
      .add('resume', positions, (frame) => this.#send(frame))
      .catch(({ code }) => {
        if (code === 'CONNECTION_LOST' || code === 'CLOSED') return;
        for (const id of this.#feeds.followed) this.#events.emit('stale', { conversation_id: id });
      });
  }

  #watchGap(kind, id) {
    const key = `${kind}/${id}`;
    if (this.#repairs.has(key)) return;
    const check = (delay, then) => {
      const timer = setTimeout(() => {
        this.#repairs.delete(key);
        if (this.#feeds.hasGap(kind, id)) then();
      }, delay);
      this.#repairs.set(key, timer);
    };
    check(this.#options.gapMs, () => {
      this.#resume(this.#feeds.positions(kind, id));
      check(this.#options.repairMs, () => {
        const conversationId = this.#feeds.conversationOf(kind, id);
        this.#events.emit('stale', { conversation_id: conversationId });
      });
    });
  }

  #moveSoon(afterMs) {
    this.#notBefore = Date.now() + afterMs;
    this.#timer('move', afterMs, () => {
      this.#forgetSocket();
      this.#open();
    });
  }

  async #renew() {
    try {
      const token = await this.#options.getToken({ refresh: true });
      if (token) this.#send({ type: 'auth', token });
    } catch {
      // The old token still holds for a moment; if it runs out, the close code 4003 refreshes again.
      this.#timer('refresh', 5_000, () => this.#renew());
    }
  }

  #listenForSilence() {
    clearTimeout(this.#timers.pong);
    this.#timer('idle', this.#options.idleMs, () => this.#probe());
  }

  #probe() {
    const socket = this.#socket;
    this.#send({ type: 'ping', data: {} });
    this.#timer('pong', this.#options.pongMs, () => this.#lost(socket, 1006, 'No answer'));
  }

  #timer(name, delay, action) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(action, delay);
  }

  #clearTimers() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#timers = {};
  }
}

/** A tenth of the lifetime, at most a minute, before the end; timers overflow beyond 24.8 days. */
function refreshDelay(expiresInMs) {
  if (!(expiresInMs > 0)) return 2 ** 31 - 1;
  return Math.min(2 ** 31 - 1, expiresInMs - Math.min(60_000, expiresInMs / 10));
}
