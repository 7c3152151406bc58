import { backoff } from './backoff.js';
import { Successor, parsed } from './successor.js';

/** The server asks not to come back by itself after these. */
const FINAL_CODES = new Map([
  [1000, 'closed'],
  [1007, 'closed'],
  [4004, 'signed_out'],
  [4009, 'closed'],
  [4011, 'closed'],
]);
const REFUSED = 4001;
const EXPIRED = 4003;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * An authenticated WebSocket, opened again when it is lost: at once with a fresh token when the old
 * one was the reason, else after a growing wait, and not before a draining server said. When a
 * server drains, the next socket is signed in before the old one is left. Keeps the token fresh and
 * notices a line that is silently dead.
 *
 * The `owner` is told `frame(frame)`, `up(data)` before the state `online` and whenever a new socket
 * takes over, `down()` whenever a socket is gone, and `state(state, why)`; it is asked `busy()`.
 */
export class Connection {
  #options;
  #owner;
  #socket = null;
  #successor = null;
  #attempt = 0;
  #refusals = 0;
  #notBefore = 0;
  #refreshNext = false;
  #timers = {};
  state = 'closed';

  constructor(options, owner) {
    this.#options = options;
    this.#owner = owner;
  }

  get online() {
    return this.state === 'online';
  }

  /** Connects now, also out of a wait. Does nothing while connecting or online. */
  connect() {
    if (this.state === 'connecting' || this.online) return;
    this.#attempt = 0;
    this.#open();
  }

  close() {
    this.#end('closed', { code: 1000 });
  }

  wake() {
    if (this.state === 'waiting') this.connect();
    else if (this.online) {
      clearTimeout(this.#timers.idle);
      this.#ping(this.#options.pongMs);
    }
  }

  send(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** An answer came: whoever waits to take over may, when it was the last. */
  answered() {
    if (this.#successor?.data && !this.#owner.busy()) this.#takeOver();
  }

  async #open() {
    this.#clearTimers();
    this.#enter('connecting');
    let token;
    try {
      token = await this.#options.getToken({ refresh: this.#refreshNext });
    } catch {
      if (this.#undecided) this.#retry({ reason: 'No token' });
      return;
    }
    if (!this.#undecided) return;
    if (!token) {
      this.#end('signed_out', { code: REFUSED });
      return;
    }
    this.#refreshNext = false;
    const socket = new this.#options.WebSocket(this.#options.url);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token }));
    this.#timer('handshake', this.#options.handshakeMs, () => this.#lost(socket, 1006, 'Time-out'));
    this.#use(socket);
  }

  /** Nothing else was decided while a token was fetched. */
  get #undecided() {
    return this.state === 'connecting' && !this.#socket;
  }

  #use(socket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#receive(data);
    };
    // What follows an error is always a close, which says more.
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => this.#lost(socket, code, reason);
  }

  #receive(text) {
    const frame = parsed(text);
    if (!frame) return;
    this.#heard();
    if (frame.type === 'auth_success') this.#authenticated(frame.data ?? {});
    else if (frame.type === 'reconnect') this.#moveAfter(frame.data?.after_ms ?? 0);
    else if (frame.type !== 'pong') this.#owner.frame(frame);
  }

  #authenticated(data) {
    this.#timer('refresh', refreshDelay(data.expires_in_ms), () => this.#renew());
    if (this.online) return;
    this.#began();
    this.state = 'online';
    this.#owner.up(data);
    this.#enter('online');
  }

  #began() {
    clearTimeout(this.#timers.handshake);
    this.#refusals = 0;
    this.#notBefore = 0;
    // Only a connection that lasts counts as a success, or a crashing server would be hammered.
    this.#timer('settled', this.#options.settledMs, () => (this.#attempt = 0));
  }

  #lost(socket, code, reason) {
    if (socket !== this.#socket) return;
    if (this.#successor?.data) {
      this.#takeOver();
      return;
    }
    this.#forgetSocket();
    if (code === REFUSED) this.#refusals += 1;
    if (code === EXPIRED || code === REFUSED) this.#refreshNext = true;
    if (FINAL_CODES.has(code)) this.#end(FINAL_CODES.get(code), { code, reason });
    else if (this.#refusals > 1) this.#end('signed_out', { code, reason });
    else if (this.#refreshNext && this.#attempt === 0) {
      this.#attempt = 1;
      this.#open();
    } else this.#retry({ code, reason });
  }

  #retry(why) {
    const announced = this.#notBefore - Date.now();
    const retryInMs = announced > 0 ? announced : backoff(this.#attempt, this.#options);
    this.#attempt += 1;
    this.#timer('retry', retryInMs, () => this.#open());
    this.#enter('waiting', { ...why, retryInMs });
  }

  #end(state, why) {
    this.#forgetSocket();
    this.#refusals = 0;
    this.#enter(state, why);
  }

  #forgetSocket() {
    const socket = this.#socket;
    this.#socket = null;
    this.#clearTimers();
    this.#successor?.drop();
    this.#owner.down();
    leave(socket);
  }

  #enter(state, why = {}) {
    this.state = state;
    this.#owner.state(state, why);
  }

  // ---- moving away from a server that drains ----

  #moveAfter(afterMs) {
    this.#notBefore = Date.now() + afterMs;
    this.#timer('move', afterMs, () => this.#move());
  }

  /** Where it does not work out, the old socket goes on until the server closes it. */
  async #move() {
    const old = this.#socket;
    let token = null;
    try {
      token = await this.#options.getToken({ refresh: false });
    } catch {
      // As without a token.
    }
    if (!token || !old || old !== this.#socket || this.#successor) return;
    this.#successor = new Successor(this.#options, token, {
      ready: () => {
        this.#timer('linger', this.#options.lingerMs, () => this.#takeOver());
        this.answered();
      },
      gone: () => (this.#successor = null),
    });
  }

  #takeOver() {
    const { data, early } = this.#successor;
    const old = this.#socket;
    const next = this.#successor.release();
    this.#successor = null;
    this.#clearTimers();
    this.#owner.down();
    this.#use(next);
    leave(old);
    this.#heard();
    this.#began();
    const wasOnline = this.online;
    this.#authenticated(data);
    if (wasOnline) this.#owner.up(data);
    for (const text of early) this.#receive(text);
  }

  // ---- tokens, and signs of life ----

  async #renew() {
    const socket = this.#socket;
    try {
      const token = await this.#options.getToken({ refresh: true });
      if (token && socket === this.#socket) this.send({ type: 'auth', token });
    } catch {
      // The old token still holds for a moment; if it runs out, close code 4003 refreshes again.
      if (socket === this.#socket) this.#timer('refresh', 5_000, () => this.#renew());
    }
  }

  /** Asks after each heartbeat of silence; two and a half of them are the end of the line. */
  #heard() {
    const { heartbeatMs } = this.#options;
    clearTimeout(this.#timers.dead);
    this.#timer('idle', heartbeatMs, () => this.#ping(1.5 * heartbeatMs));
  }

  #ping(patienceMs) {
    const socket = this.#socket;
    this.send({ type: 'ping', data: {} });
    this.#timer('dead', patienceMs, () => this.#lost(socket, 1006, 'No answer'));
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

function leave(socket) {
  if (!socket) return;
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close(1000);
}

/** A tenth of the lifetime, at most a minute, before the end. */
function refreshDelay(expiresInMs) {
  if (!(expiresInMs > 0)) return LONGEST_TIMER_MS;
  return Math.min(LONGEST_TIMER_MS, expiresInMs - Math.min(60_000, expiresInMs / 10));
}
