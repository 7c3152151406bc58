const MOST = 1_000;
const HEAD_BYTES = 16;
const PREVIEW = 160;

/** Frames of both directions, oldest first: at most 1,000, the oldest go first. */
export class FrameLog {
  #entries = [];
  #number = 0;
  dropped = 0;

  get entries() {
    return this.#entries;
  }

  /**
   * @param direction `in`, `out`, or `note` for what is no frame
   * @param payload text, or the bytes of a binary frame
   */
  add(direction, payload, at = new Date()) {
    this.#number += 1;
    const entry = { number: this.#number, direction, at, ...described(payload) };
    this.#entries.push(entry);
    if (this.#entries.length > MOST) {
      this.#entries.shift();
      this.dropped += 1;
    }
    return entry;
  }

  clear() {
    this.#entries = [];
    this.dropped = 0;
  }
}

/** `{query, direction}`: words that must all occur, and a direction or '' for any. */
export function matches(entry, { query, direction }) {
  if (direction && entry.direction !== direction) return false;
  const text = entry.text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function asLine({ at, direction, text }) {
  return `${at.toISOString()} ${{ in: '<', out: '>', note: '#' }[direction]} ${text}`;
}

/** Makes a text readable, where it is JSON. */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function described(payload) {
  if (payload instanceof Uint8Array) {
    const head = Array.from(payload.subarray(0, HEAD_BYTES), (byte) =>
      byte.toString(16).padStart(2, '0'),
    );
    const more = payload.length > HEAD_BYTES ? ' …' : '';
    return {
      kind: 'binary',
      size: payload.length,
      text: head.join(' ') + more,
      preview: head.join(' ') + more,
    };
  }
  const size = new TextEncoder().encode(payload).length;
  return { kind: kindOf(payload), size, text: payload, preview: payload.slice(0, PREVIEW) };
}

/** What tells a frame from others in its dialect. */
function kindOf(text) {
  try {
    const { type, action, event } = JSON.parse(text) ?? {};
    return String(type ?? action ?? event ?? 'message');
  } catch {
    return 'text';
  }
}
