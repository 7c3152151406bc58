import { ParleyError } from './error.js';

/** Not safe to repeat when nobody knows whether the first try arrived. */
const ONCE = new Set(['create_conversation', 'regenerate', 'edit_message', 'invite', 'resume']);

/**
 * Requests that wait for their `ack` or `error`, and those that wait for a connection. Bounded: when
 * `limit` are waiting, a new one is refused with `OUTBOX_FULL`. After a lost connection the
 * repeatable ones are sent again, unchanged: the server knows a message by its `client_message_id`.
 */
export class Requests {
  #waiting = new Map();
  #next = 1;

  constructor({ limit = 200, timeoutMs = 20_000 } = {}) {
    this.limit = limit;
    this.timeoutMs = timeoutMs;
  }

  /** Adds a request; it goes out with `send` at once, or with the next flush. */
  add(type, data, send) {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size >= this.limit) {
        reject(
          new ParleyError('OUTBOX_FULL', 'Too many requests are waiting', { retryable: true }),
        );
        return;
      }
      const id = String(this.#next++);
      const entry = { id, type, data, resolve, reject, sent: false, timer: null };
      this.#waiting.set(id, entry);
      // A message may wait for the connection as long as it takes; nothing else is worth that.
      if (type !== 'send_message') this.#startClock(entry);
      if (send) this.#dispatch(entry, send);
    });
  }

  /** Sends what has not been sent on this connection, oldest first. */
  flush(send) {
    for (const entry of this.#waiting.values()) {
      if (!entry.sent) this.#dispatch(entry, send);
    }
  }

  /** Settles the request an `ack` or `error` frame belongs to. Returns it; undefined if unknown. */
  settle(frame) {
    const entry = this.#take(String(frame.id));
    if (!entry) return undefined;
    if (frame.type === 'error') entry.reject(ParleyError.of(frame.data ?? {}));
    else entry.resolve(frame.data ?? {});
    return entry;
  }

  /** What a frame's id was asked for, without settling it. */
  peek(id) {
    return this.#waiting.get(String(id));
  }

  /** Whether an answer is on its way. */
  get inFlight() {
    return [...this.#waiting.values()].some(({ sent }) => sent);
  }

  connectionLost() {
    for (const entry of [...this.#waiting.values()]) {
      if (!entry.sent) continue;
      if (ONCE.has(entry.type)) {
        this.#fail(entry, 'CONNECTION_LOST', 'The connection was lost before the answer came');
      } else {
        entry.sent = false;
        if (entry.type === 'send_message') clearTimeout(entry.timer);
      }
    }
  }

  rejectAll(code, message) {
    for (const entry of [...this.#waiting.values()]) this.#fail(entry, code, message, false);
  }

  #dispatch(entry, send) {
    entry.sent = true;
    if (entry.type === 'send_message') this.#startClock(entry);
    send({ type: entry.type, id: entry.id, data: entry.data });
  }

  #startClock(entry) {
    clearTimeout(entry.timer);
    const expire = () => this.#fail(entry, 'TIMEOUT', 'The server did not answer in time');
    entry.timer = setTimeout(expire, this.timeoutMs);
  }

  #fail(entry, code, message, retryable = true) {
    this.#take(entry.id)?.reject(new ParleyError(code, message, { retryable }));
  }

  #take(id) {
    const entry = this.#waiting.get(id);
    if (entry) clearTimeout(entry.timer);
    this.#waiting.delete(id);
    return entry;
  }
}
