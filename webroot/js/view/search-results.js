import { debounced, h } from '../util/dom.js';
import { fullTime, shortDay } from '../util/format.js';

const WAIT_MS = 250;
const SHORTEST = 2;
const MODES = { both: 'Words and meaning', text: 'Words', semantic: 'Meaning' };

/** Messages found by what stands in the search field. */
export class SearchResults {
  #chat;
  #text = '';
  #cursor = null;
  #mode = null;
  #head = h('p', { class: 'period', role: 'status', test: 'search-status' });
  #list = h('ul', { class: 'hits', 'aria-label': 'Messages found', test: 'search-results' });
  #more = h('button', {
    class: 'link load-more',
    type: 'button',
    text: 'More messages',
    hidden: true,
    test: 'search-more',
    on: { click: () => this.#load(this.#text, this.#cursor) },
  });
  /** Shown where the server finds messages by their meaning, too. */
  #modes = h('select', {
    class: 'search-modes',
    'aria-label': 'Find messages by',
    hidden: true,
    test: 'search-mode',
    on: { change: () => this.#choose() },
  });
  element = h(
    'div',
    { class: 'search-results', hidden: true },
    h('div', { class: 'search-head' }, this.#head, this.#modes),
    this.#list,
    this.#more,
  );
  #later = debounced(WAIT_MS, (text) => text === this.#text && this.#load(text, null));

  constructor(chat) {
    this.#chat = chat;
  }

  /** Shows what is found for a text; the newest text wins, however the answers come in. */
  show(typed) {
    const text = typed.trim().length < SHORTEST ? '' : typed.trimStart();
    if (text === this.#text) return;
    this.#text = text;
    this.element.hidden = !text;
    this.#more.hidden = true;
    if (text) this.#later(text);
    else this.#list.replaceChildren();
  }

  #choose() {
    this.#mode = this.#modes.value;
    this.#more.hidden = true;
    this.#load(this.#text, null);
  }

  #offer({ mode, modes = [] }) {
    this.#modes.hidden = modes.length < 2;
    if (this.#modes.children.length !== modes.length) {
      this.#modes.replaceChildren(...modes.map((value) => h('option', { value, text: MODES[value] })));
    }
    this.#modes.value = this.#mode ?? mode;
    // The server goes by words alone while it cannot make out meanings.
    return this.#modes.hidden || this.#modes.value === mode ? 'Messages' : 'Messages, by words only';
  }

  async #load(text, cursor) {
    const mode = this.#mode;
    const query = new URLSearchParams({ q: text });
    if (cursor) query.set('cursor', cursor);
    if (mode) query.set('mode', mode);
    let found;
    try {
      found = await this.#chat.rest('GET', `/search?${query}`);
    } catch (error) {
      if (text === this.#text && mode === this.#mode) this.#head.textContent = error.message;
      return;
    }
    if (text !== this.#text || mode !== this.#mode) return;
    const title = this.#offer(found);
    const hits = found.hits.map((hit) => this.#hit(hit));
    if (cursor) this.#list.append(...hits);
    else this.#list.replaceChildren(...hits);
    this.#head.textContent = this.#list.children.length > 0 ? title : 'No messages found.';
    this.#cursor = found.cursor ?? null;
    this.#more.hidden = this.#cursor == null;
  }

  #hit({ conversation_id, message_id, title, sender_name, created_at, ...hit }) {
    const href = `#/c/${conversation_id}/m/${message_id}`;
    // The same message once more is no change of the address.
    const click = () => location.hash === href && this.#chat.reveal(message_id);
    return h(
      'li',
      {},
      h(
        'a',
        { class: 'hit', href, test: 'search-hit', on: { click } },
        h(
          'span',
          { class: 'hit-head' },
          h('strong', { class: 'item-title', text: title }),
          h('time', {
            datetime: created_at,
            title: fullTime(created_at),
            text: shortDay(created_at),
          }),
        ),
        h(
          'span',
          { class: 'hit-text' },
          sender_name ? `${sender_name}: ` : null,
          ...marked(hit.snippet, hit.highlights),
        ),
        this.#modes.hidden
          ? null
          : h('small', { class: 'hit-why', text: `By ${MODES[hit.found_by].toLowerCase()}` }),
      ),
    );
  }
}

/** Text with what was looked for in elements of its own. */
function marked(text, ranges) {
  const pieces = [];
  let at = 0;
  for (const { start, end } of ranges) {
    pieces.push(text.slice(at, start), h('mark', { text: text.slice(start, end) }));
    at = end;
  }
  return [...pieces, text.slice(at)];
}
