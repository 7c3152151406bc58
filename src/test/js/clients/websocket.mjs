import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const WAIT_MS = 10_000;
/** Frames kept for `next`; more say that a story does not read what it should. */
const MOST_FRAMES = 2_000;

/** A WebSocket client of a few lines, since Node 20 has none: whole text, binary and close frames. */
export class Socket {
  #socket;
  #rest = Buffer.alloc(0);
  #frames = [];
  #waiting = [];
  #ended;
  /** Resolves with `{code, reason}` when the connection ends. */
  closed = new Promise((resolve) => (this.#ended = resolve));

  constructor(socket, head) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('error', () => this.#end(1006, 'broken'));
    socket.on('close', () => this.#end(1006, 'no close frame'));
    this.#read(head);
  }

  /** @param path of the endpoint, on the server at `base` (http://host:port) */
  static connect(base, path) {
    const key = randomBytes(16).toString('base64');
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
    };
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, base), { headers });
      asked.on('error', reject);
      asked.on('response', ({ statusCode }) => {
        reject(new Error(`${path}: no WebSocket, but status ${statusCode}`));
        asked.destroy();
      });
      asked.on('upgrade', (answer, socket, head) => {
        const accept = createHash('sha1')
          .update(key + GUID)
          .digest('base64');
        if (answer.headers['sec-websocket-accept'] === accept) resolve(new Socket(socket, head));
        else reject(new Error(`${path}: wrong Sec-WebSocket-Accept`));
      });
      asked.end();
    });
  }

  /** Sends an object as JSON, a string as it is, or bytes as a binary frame. */
  send(frame) {
    if (Buffer.isBuffer(frame)) this.#write(BINARY, frame);
    else this.#write(TEXT, Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)));
  }

  /** The next frame that fits, of those that came or will come; what does not fit stays for later. */
  next(what, fits) {
    const at = this.#frames.findIndex(fits);
    if (at >= 0) return Promise.resolve(this.#frames.splice(at, 1)[0]);
    return new Promise((resolve, reject) => {
      const give = (error) => {
        this.#waiting = this.#waiting.filter((one) => one !== entry);
        const seen = this.#frames.slice(-10).map((frame) => JSON.stringify(frame));
        reject(new Error(`${error} while waiting for ${what}; unread:\n${seen.join('\n')}`));
      };
      const timer = setTimeout(() => give('Time is up'), WAIT_MS);
      const entry = { fits, resolve, give, timer };
      this.#waiting.push(entry);
      this.closed.then(({ code, reason }) => give(`Closed with ${code} ${reason}`));
    });
  }

  /** All unread frames, which are then read. */
  drain() {
    return this.#frames.splice(0);
  }

  close() {
    this.#write(CLOSE, Buffer.from([0x03, 0xe8]));
    return this.closed;
  }

  /** A frame from a client is masked; the mask may be any, so it is zero. */
  #write(opcode, payload) {
    if (this.#socket.destroyed) return;
    const { length } = payload;
    let head;
    if (length < 126) head = Buffer.from([0x80 | opcode, 0x80 | length]);
    else if (length < 65_536) head = Buffer.from([0x80 | opcode, 0xfe, length >> 8, length & 255]);
    else {
      head = Buffer.alloc(10);
      head[0] = 0x80 | opcode;
      head[1] = 0xff;
      head.writeBigUInt64BE(BigInt(length), 2);
    }
    this.#socket.write(Buffer.concat([head, Buffer.alloc(4), payload]));
  }

  #read(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let frame = this.#take(); frame; frame = this.#take()) this.#handle(frame);
  }

  /** A whole frame out of what has come, or null. Servers of these stories do not fragment. */
  #take() {
    const rest = this.#rest;
    if (rest.length < 2) return null;
    let length = rest[1] & 127;
    let start = 2;
    if (length === 126) {
      if (rest.length < 4) return null;
      length = rest.readUInt16BE(2);
      start = 4;
    } else if (length === 127) {
      if (rest.length < 10) return null;
      length = Number(rest.readBigUInt64BE(2));
      start = 10;
    }
    if (rest.length < start + length) return null;
    this.#rest = rest.subarray(start + length);
    return { opcode: rest[0] & 15, payload: rest.subarray(start, start + length) };
  }

  #handle({ opcode, payload }) {
    if (opcode === PING) this.#write(PONG, payload);
    else if (opcode === CLOSE) {
      this.#write(CLOSE, payload.subarray(0, 2));
      this.#end(payload.length > 1 ? payload.readUInt16BE(0) : 1005, payload.toString('utf8', 2));
      this.#socket.end();
    } else if (opcode === TEXT) this.#deliver(JSON.parse(payload.toString()));
  }

  #deliver(frame) {
    const entry = this.#waiting.find(({ fits }) => fits(frame));
    if (!entry) {
      if (this.#frames.push(frame) > MOST_FRAMES) throw new Error('Too many unread frames');
      return;
    }
    this.#waiting = this.#waiting.filter((one) => one !== entry);
    clearTimeout(entry.timer);
    entry.resolve(frame);
  }

  #end(code, reason) {
    for (const { timer } of this.#waiting) clearTimeout(timer);
    this.#ended({ code, reason });
  }
}
