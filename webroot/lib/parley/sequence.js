/**
 * Puts numbered items in order. Repeats are dropped; items that come early are held back until
 * what is missing has come. At most `limit` are held; more are dropped, and stay known as missing,
 * so that the resume which closes the gap brings them again.
 */
export class Sequence {
  #held = new Map();
  #highest;

  constructor(last = 0, limit = 512) {
    this.last = last;
    this.limit = limit;
    this.#highest = last;
  }

  /** Something after `last` was seen, but not what comes next. */
  get gap() {
    return this.#highest > this.last;
  }

  /** Takes an item and returns those that are now in order, which may be none or several. */
  offer(seq, item) {
    if (seq <= this.last) return [];
    this.#highest = Math.max(this.#highest, seq);
    if (seq !== this.last + 1) {
      if (this.#held.size < this.limit) this.#held.set(seq, item);
      return [];
    }
    this.last = seq;
    return [item, ...this.#drain()];
  }

  /** Everything up to `last` is known from elsewhere. Returns the held items that follow it. */
  moveTo(last) {
    this.last = last;
    this.#highest = Math.max(this.#highest, last);
    for (const seq of this.#held.keys()) if (seq <= last) this.#held.delete(seq);
    return this.#drain();
  }

  /** Starts over at `last`, for instance after the server lost its log; nothing held survives. */
  reset(last) {
    this.#held.clear();
    this.last = last;
    this.#highest = last;
  }

  #drain() {
    const items = [];
    while (this.#held.has(this.last + 1)) {
      this.last += 1;
      items.push(this.#held.get(this.last));
      this.#held.delete(this.last);
    }
    return items;
  }
}
