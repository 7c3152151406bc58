import { h } from '../util/dom.js';

const EVERY_MS = 1_500;
const SENTENCE_END = /[.!?:…]["')\]]?\s|\n/g;

/**
 * Tells screen readers what is being written, a few whole sentences at a time: a live region on the
 * text itself would be read again with every token.
 */
export class Announcer {
  element = h('div', { class: 'visually-hidden', 'aria-live': 'polite', test: 'announcer' });
  #key = null;
  #said = 0;
  #timer = null;
  #message = null;

  reset() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#key = this.#message = null;
    this.element.textContent = '';
  }

  /** The newest message, each time it may have changed. */
  follow(message) {
    if (message?.message_type !== 'assistant') return;
    if (message.key !== this.#key) {
      if (message.status !== 'generating') return;
      this.#key = message.key;
      this.#said = message.content.length;
      this.#say('Answering');
    }
    if (message === this.#message) return;
    this.#message = message;
    this.#timer ??= setTimeout(() => this.#next(), EVERY_MS);
  }

  #next() {
    this.#timer = null;
    if (!this.#message) return;
    const { content, status } = this.#message;
    const fresh = content.slice(this.#said);
    const ended = status !== 'generating';
    const end = ended ? fresh.length : ([...fresh.matchAll(SENTENCE_END)].at(-1)?.index ?? -1) + 1;
    this.#said += end;
    const text = fresh
      .slice(0, end)
      .replace(/[#*`|_>]+/g, '')
      .trim();
    if (ended) {
      this.#say(`${text} Answer ${status}.`);
      this.#key = this.#message = null;
    } else if (text) this.#say(text);
  }

  #say(text) {
    this.element.replaceChildren(h('p', { text }));
  }
}
