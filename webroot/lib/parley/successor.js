const EARLY_KEPT = 256;

/**
 * The next socket of a connection, opened and signed in while the old one still works. What it
 * hears after that is kept until it takes over, the oldest dropped first: a resume brings it again.
 */
export class Successor {
  #socket;
  #timer;
  #told;
  /** What came with `auth_success`; null before. */
  data = null;
  /** Texts of frames that came since. */
  early = [];

  /** `told` is called with `ready()` once it is signed in, or `gone()` when it will never be. */
  constructor({ WebSocket, url, handshakeMs }, token, told) {
    this.#told = told;
    this.#socket = new WebSocket(url);
    this.#timer = setTimeout(() => this.drop(), handshakeMs);
    this.#socket.onopen = () => this.#socket.send(JSON.stringify({ type: 'auth', token }));
    this.#socket.onmessage = ({ data }) => this.#receive(data);
    this.#socket.onerror = () => {};
    this.#socket.onclose = () => this.drop();
  }

  /** Gives the socket away, without a handler. */
  release() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    return socket;
  }

  drop() {
    this.release().close(1000);
    this.#told.gone();
  }

  #receive(text) {
    if (this.data) {
      this.early.push(text);
      if (this.early.length > EARLY_KEPT) this.early.shift();
      return;
    }
    const frame = parsed(text);
    if (frame?.type !== 'auth_success') return;
    clearTimeout(this.#timer);
    this.data = frame.data ?? {};
    this.#told.ready();
  }
}

/** Null for what is no JSON: not ours to answer; it is found missing by its number. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
