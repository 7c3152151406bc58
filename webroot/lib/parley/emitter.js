/** Named events with plain functions as listeners. */
export class Emitter {
  #listeners = new Map();

  /** Calls `listener` for each event of that type, `'*'` for all. Returns what takes it off again. */
  on(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(listener);
    return () => this.#listeners.get(type)?.delete(listener);
  }

  /** A listener that throws is reported and keeps nobody else from hearing the event. */
  emit(type, data) {
    for (const key of [type, '*']) {
      for (const listener of [...(this.#listeners.get(key) ?? [])]) {
        try {
          listener(data, type);
        } catch (error) {
          console.error(`listener of ${type} failed`, error);
        }
      }
    }
  }
}
