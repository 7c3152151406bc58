const TYPING_MS = 6_000;

/** Who is here and who is typing in the open conversation. Calls `changed` when that changes. */
export class People {
  #present = new Set();
  #typing = new Map();
  #changed;

  constructor(changed) {
    this.#changed = changed;
  }

  reset(present = []) {
    this.#present = new Set(present);
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
    this.#changed();
  }

  isPresent(userId) {
    return this.#present.has(userId);
  }

  get typing() {
    return [...this.#typing.keys()];
  }

  presence(userId, online) {
    if (online) this.#present.add(userId);
    else this.#present.delete(userId);
    if (!online) this.#stopTyping(userId);
    this.#changed();
  }

  /** A person who falls silent without saying so stops typing after a few seconds. */
  typed(userId, isTyping) {
    this.#stopTyping(userId);
    if (isTyping) {
      const timer = setTimeout(() => this.typed(userId, false), TYPING_MS);
      this.#typing.set(userId, timer);
    }
    this.#changed();
  }

  #stopTyping(userId) {
    clearTimeout(this.#typing.get(userId));
    this.#typing.delete(userId);
  }
}
