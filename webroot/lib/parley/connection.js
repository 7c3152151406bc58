import { backoff } from './backoff.js';

/** The server asks not to come back by itself after these. */
const FINAL_CODES = new Map([
  [1000, 'closed'],
  [4004, 'signed_out'],
  [4009, 'closed'],
]);
const REFUSED = 4001;
const EXPIRED = 4003;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * One WebSocket at a time, authenticated, and opened again when it is lost: at once with a fresh
 * token when the old one was the reason, else after a growing wait, and not before a draining
 * server said. Keeps the token fresh and notices a line that is silently dead.
 *
 * The `owner` is told `frame(frame)`, `up(data)` before the state `online`, `down()` whenever a
 * socket is gone, and `state(state, why)`.
 */
export class Connection {
  #options;
  #owner;
  #socket = null;
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
    else if (this.online) this.#probe();
  }

  send(frame) {
    this.#socket?.send(JSON.stringify(frame));
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
    this.#connectWith(token);
  }

  /** Nothing else was decided while a token was fetched. */
  get #undecided() {
    return this.state === 'connecting' && !this.#socket;
  }

  #connectWith(token) {
    const socket = new this.#options.WebSocket(this.#options.url);
    this.#socket = socket;
    this.#timer('handshake', this.#options.handshakeMs, () => this.#lost(socket, 1006, 'Time-out'));
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token }));
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#receive(data);
    };
    // What follows an error is always a close, which says more.
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => this.#lost(socket, code, reason);
  }

  #receive(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      // Not ours to answer; what it would have told is found missing by its number.
      return;
    }
    clearTimeout(this.#timers.pong);
    this.#timer('idle', this.#options.idleMs, () => this.#probe());
    if (frame.type === 'auth_success') this.#authenticated(frame.data ?? {});
    else if (frame.type === 'reconnect') this.#moveAfter(frame.data?.after_ms ?? 0);
    else if (frame.type !== 'pong') this.#owner.frame(frame);
  }

  #authenticated(data) {
    this.#timer('refresh', refreshDelay(data.expires_in_ms), () => this.#renew());
    if (this.online) return;
    clearTimeout(this.#timers.handshake);
    this.#refusals = 0;
    this.#notBefore = 0;
    // Only a connection that lasts counts as a success, or a crashing server would be hammered.
    this.#timer('settled', this.#options.settledMs, () => (this.#attempt = 0));
    this.state = 'online';
    this.#owner.up(data);
    this.#enter('online');
  }

  #lost(socket, code, reason) {
    if (socket !== this.#socket) return;
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
    this.#owner.down();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  #enter(state, why = {}) {
    this.state = state;
    this.#owner.state(state, why);
  }

  /** The server drains: leave it when it said so, or come back then if it closes earlier. */
  #moveAfter(afterMs) {
    this.#notBefore = Date.now() + afterMs;
    this.#timer('move', afterMs, () => {
      this.#forgetSocket();
      this.#open();
    });
  }

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

  #probe() {
    const socket = this.#socket;
    this.send({ type: 'ping', data: {} });
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

/** A tenth of the lifetime, at most a minute, before the end. */
function refreshDelay(expiresInMs) {
  if (!(expiresInMs > 0)) return LONGEST_TIMER_MS;
  return Math.min(LONGEST_TIMER_MS, expiresInMs - Math.min(60_000, expiresInMs / 10));
}
