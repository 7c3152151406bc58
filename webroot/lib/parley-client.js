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
 * It reconnects after random, growing waits, moves to another socket before it leaves a server that
 * drains, and resumes where it stood. All options and events: docs/client.md.
 *
 * Events are the server's frames by `type`, with their `data`, in order and without repeats. Besides:
 *   `state`   {state, retryInMs?, code?, reason?}: `connecting`, `online`, `waiting` (reconnects in
 *             retryInMs), `signed_out` (sign in again, then connect()), `closed` (until connect())
 *   `joined`  the data of a `join_conversation` ack, before any later event of that conversation
 *   `stale`   {conversation_id}: a gap that could not be closed; join and load it again
 *   `problem` the data of an `error` frame that answers no request
 */
import { Connection } from './parley/connection.js';
import { Emitter } from './parley/emitter.js';
import { ParleyError } from './parley/error.js';
import { Feeds } from './parley/feeds.js';
import { Requests } from './parley/requests.js';

export { ParleyError };

const DEFAULTS = {
  /** Reconnecting: the first wait, the longest, and what makes it random. */
  baseMs: 500,
  maxMs: 30_000,
  random: Math.random,
  /** From connecting to being authenticated, at most. */
  handshakeMs: 10_000,
  /** How long a connection must hold for the waits to start over. */
  settledMs: 5_000,
  /** Asks after so much silence; two and a half times that is a dead line. After wake(): sooner. */
  heartbeatMs: 25_000,
  pongMs: 10_000,
  /** How long a socket waits for its last answers when the next one is ready to take over. */
  lingerMs: 700,
  /** How long an early event waits for the ones before it, and a resume for its effect. */
  gapMs: 150,
  repairMs: 5_000,
  /** How long an answer is waited for, and how many requests may wait. */
  requestMs: 20_000,
  outbox: 200,
};

/** How often the client asks for a thing by itself, when the server says to come again later. */
const TRIES = 4;

export class ParleyClient {
  #options;
  #connection;
  #events = new Emitter();
  #requests;
  #feeds;
  #repairs = new Map();

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
    this.#forgetPositions();
    this.#connection = new Connection(this.#options, {
      frame: (frame) => this.#receive(frame),
      up: (data) => this.#up(data),
      down: () => this.#down(),
      state: (state, why) => this.#entered(state, why),
      busy: () => this.#requests.inFlight,
    });
  }

  get state() {
    return this.#connection.state;
  }

  /** Returns what takes the listener off again. */
  on(type, listener) {
    return this.#events.on(type, listener);
  }

  /** Connects now, also out of a wait. Does nothing while connecting or online. */
  connect() {
    this.#connection.connect();
  }

  /** Closes for good, until the next connect(); waiting requests fail with `CLOSED`. */
  close() {
    this.#connection.close();
    this.#forgetPositions();
  }

  /** The network may be back or the machine awake: reconnect now, or see if the line still lives. */
  wake() {
    this.#connection.wake();
  }

  /**
   * Sends a command and resolves with the data of its `ack`; rejects with a {@link ParleyError}.
   * Without a connection it waits for one: a `send_message` (give it a `client_message_id`) as long
   * as it takes, anything else for `requestMs`.
   */
  request(type, data = {}) {
    const answer = this.#requests.add(type, data);
    if (this.#connection.online) this.#requests.flush(this.#send);
    return answer;
  }

  /** Sends a command of which nobody awaits the outcome; dropped without a connection. */
  tell(type, data = {}) {
    if (this.#connection.online) this.#send({ type, data });
  }

  /** Joins a conversation and keeps it in step, over reconnects too; tries again when told to. */
  async join(conversationId) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.request('join_conversation', { conversation_id: conversationId });
      } catch (error) {
        if (tries === TRIES || !error.retryAfterMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs));
      }
    }
  }

  leave(conversationId) {
    this.#feeds.unfollow(conversationId);
    this.tell('leave_conversation', { conversation_id: conversationId });
  }

  #send = (frame) => this.#connection.send(frame);

  #up(data) {
    if (this.#feeds.followed.length > 0) this.#resume(this.#feeds.positions());
    this.#requests.flush(this.#send);
    this.#events.emit('auth_success', data);
  }

  #down() {
    for (const timer of this.#repairs.values()) clearTimeout(timer);
    this.#repairs.clear();
    this.#requests.connectionLost();
  }

  #entered(state, why) {
    this.#events.emit('state', { state, ...why });
    if (state === 'closed') this.#requests.rejectAll('CLOSED', 'Not connected');
    else if (state === 'signed_out') this.#requests.rejectAll('CLOSED', 'Signed out');
  }

  #receive(frame) {
    const { type, id, data } = frame;
    if (type === 'ack' || (type === 'error' && id != null)) this.#answered(frame);
    else if (type === 'error') this.#events.emit('problem', data ?? {});
    else if (type === 'command_response') this.#commanded(frame);
    else this.#show(this.#feeds.accept(frame));
    if (id != null) this.#connection.answered();
  }

  #answered(frame) {
    const asked = this.#requests.peek(frame.id)?.type;
    const joined = asked === 'join_conversation' && frame.type === 'ack';
    const held = joined ? this.#feeds.follow(frame.data) : [];
    if (joined) this.#events.emit('joined', frame.data);
    this.#requests.settle(frame);
    this.#show(held);
  }

  /** A slash command is answered by what it came to, instead of an ack. */
  #commanded(frame) {
    this.#requests.settle(frame);
    this.#events.emit(frame.type, frame.data ?? {});
  }

  #show(frames) {
    for (const { type, data } of frames) {
      if (type === 'conversation_deleted') this.#feeds.unfollow(data.conversation_id);
      this.#events.emit(type, data ?? {});
      const lost = type === 'resumed' && data.generation_id == null && !data.recovered;
      if (lost) this.#stale(data.conversation_id);
    }
  }

  // ---- keeping in step ----

  #forgetPositions() {
    this.#feeds = new Feeds((kind, id) => this.#watchGap(kind, id));
  }

  /** A refused resume leaves everything it named stale; one that was cut off is made up for later. */
  #resume(positions, tries = 1) {
    this.#requests.add('resume', positions, this.#send).catch(({ code, retryAfterMs }) => {
      if (code === 'CONNECTION_LOST' || code === 'CLOSED') return;
      if (retryAfterMs && tries < TRIES) this.#resumeAfter(retryAfterMs, tries + 1);
      else for (const id of this.#feeds.followed) this.#stale(id);
    });
  }

  #resumeAfter(delay, tries) {
    clearTimeout(this.#repairs.get('resume'));
    const again = () => {
      this.#repairs.delete('resume');
      this.#resume(this.#feeds.positions(), tries);
    };
    this.#repairs.set('resume', setTimeout(again, delay));
  }

  /** Waits a moment for what is missing, then asks for it, and gives up if that does not help. */
  #watchGap(kind, id) {
    const key = `${kind}/${id}`;
    if (this.#repairs.has(key)) return;
    const ifStillMissing = (delay, then) => {
      const timer = setTimeout(() => {
        this.#repairs.delete(key);
        if (this.#feeds.hasGap(kind, id)) then();
      }, delay);
      this.#repairs.set(key, timer);
    };
    const { gapMs, repairMs } = this.#options;
    ifStillMissing(gapMs, () => {
      this.#resume(this.#feeds.positions(kind, id));
      ifStillMissing(repairMs, () => this.#stale(this.#feeds.conversationOf(kind, id)));
    });
  }

  #stale(conversationId) {
    this.#events.emit('stale', { conversation_id: conversationId });
  }
}
