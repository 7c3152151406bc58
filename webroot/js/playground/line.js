import { closeMeaning } from './close-codes.js';

/** One WebSocket at a time. Tells `state(connected, text)` and `frame(direction, payload)`. */
export class Line {
  #socket = null;
  #tell;

  constructor(tell) {
    this.#tell = tell;
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  get active() {
    return this.#socket !== null;
  }

  connect(url) {
    let socket;
    try {
      socket = new WebSocket(url);
    } catch (error) {
      this.#tell.state('closed', error.message);
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    this.#tell.state('connecting', `Connecting to ${new URL(url).pathname}`);
    socket.addEventListener('open', () => this.#tell.state('online', 'Connected'));
    socket.addEventListener('message', ({ data }) =>
      this.#tell.frame('in', typeof data === 'string' ? data : new Uint8Array(data)),
    );
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.#socket === socket) this.#socket = null;
      this.#tell.state('closed', closeMeaning(code, reason));
    });
  }

  disconnect() {
    this.#socket?.close(1000);
  }

  send(payload) {
    this.#socket.send(payload);
    this.#tell.frame('out', payload);
  }
}
