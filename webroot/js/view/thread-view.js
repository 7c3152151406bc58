import { h, perFrame } from '../util/dom.js';
import { icon } from '../util/icons.js';
import { Announcer } from './announcer.js';
import { MessageRow } from './message-row.js';
import { RowWindow } from './row-window.js';
import { welcome } from './welcome.js';

const NEAR_PX = 700;
const FOUND_MS = 4_000;

/**
 * The messages of the open conversation. Draws at most once per frame, keeps a bounded number of
 * rows, keeps what is being read in place, and follows the end only for a reader who is there.
 */
export class ThreadView {
  #chat;
  #rows = new Map();
  #window = new RowWindow();
  #shown = [];
  #follows = true;
  #lastTop = 0;
  #loading = false;
  #announcer = new Announcer();
  #list = h('ol', { class: 'messages', test: 'messages' });
  #older = h('div', { class: 'older', text: 'Loading earlier messages…', hidden: true });
  #blank = h('div', { class: 'blank' });
  #jump = h(
    'button',
    {
      class: 'jump',
      type: 'button',
      'aria-label': 'Jump to the newest message',
      test: 'jump',
      hidden: true,
      on: { click: () => this.toEnd() },
    },
    icon('arrowDown'),
  );

  constructor(chat, suggest) {
    this.#chat = chat;
    this.suggest = suggest;
    this.scroller = h(
      'div',
      {
        class: 'thread',
        role: 'log',
        'aria-live': 'off',
        'aria-label': 'Messages',
        tabindex: 0,
        test: 'thread',
      },
      this.#blank,
      this.#older,
      this.#list,
    );
    this.element = h(
      'div',
      { class: 'thread-frame' },
      this.scroller,
      this.#jump,
      this.#announcer.element,
    );
    this.draw = perFrame(() => this.#draw());
    this.scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#follows && this.#scrollToEnd()).observe(this.scroller);
    chat.on('thread', this.draw);
    chat.on('opened', () => this.#opened());
    chat.on('people', this.draw);
    chat.on('reveal', (id) => this.#reveal(id));
    this.#opened();
  }

  toEnd() {
    this.#window.reset();
    this.#follows = true;
    this.#draw();
  }

  /** Puts a message of the branch on show into the middle, and marks it for a while. */
  #reveal(id) {
    const { path } = this.#chat.thread;
    const index = path.findIndex((message) => message.id === id);
    if (index < 0) return;
    this.#draw();
    this.#follows = false;
    this.#window.around(index, path.length);
    this.#draw();
    const { element, article } = this.#rows.get(path[index].key);
    element.scrollIntoView({ block: 'center' });
    this.#lastTop = this.scroller.scrollTop;
    this.#jump.hidden = false;
    article.classList.add('found');
    article.tabIndex = -1;
    article.focus({ preventScroll: true });
    setTimeout(() => article.classList.remove('found'), FOUND_MS);
  }

  /** The newest own message, for editing it from the keyboard. */
  editLast() {
    const last = this.#chat.thread.path.findLast(
      (one) =>
        one.sender_id === this.#chat.user.id &&
        one.message_type === 'user' &&
        one.status === 'completed',
    );
    this.#rows.get(last?.key)?.edit();
  }

  #opened() {
    this.#rows.clear();
    this.#shown = [];
    this.#window.reset();
    this.#follows = true;
    this.#announcer.reset();
    this.#list.replaceChildren();
    this.#draw();
  }

  #draw() {
    const { thread } = this.#chat;
    const { path } = thread;
    this.#drawBlank(thread, path);
    const before = this.#shown;
    this.#moveWindow(path, before);
    const { from, to } = this.#window.range(path.length);
    const shown = path.slice(from, to);
    const keys = new Set(shown.map(({ key }) => key));
    const anchor = this.#follows ? null : this.#anchor(keys);
    const was = anchor?.element.getBoundingClientRect().top;
    this.#place(shown, keys, path, from);
    this.#shown = shown;
    this.#older.hidden = !(thread.loaded && thread.hasMore && from === 0 && path.length > 0);
    if (anchor) this.scroller.scrollTop += anchor.element.getBoundingClientRect().top - was;
    else this.#scrollToEnd();
    this.#jump.hidden = this.#follows && this.#window.atEnd;
    this.#announcer.follow(thread.path.at(-1));
    this.#fill();
  }

  #drawBlank(thread, path) {
    const empty = path.length === 0;
    this.#blank.hidden = !empty;
    this.#blank.dataset.kind ??= '';
    const kind = !empty
      ? ''
      : thread.conversationId == null || thread.loaded
        ? 'welcome'
        : 'loading';
    if (kind === this.#blank.dataset.kind) return;
    this.#blank.dataset.kind = kind;
    const lines = () => [1, 2, 3, 4].map(() => h('div', { class: 'skeleton' }));
    const content = { welcome: () => [welcome(this.#chat.user, this.suggest)], loading: lines };
    this.#blank.replaceChildren(...(content[kind]?.() ?? []));
  }

  /** Keeps the window on what is shown while the list changes around it. */
  #moveWindow(path, before) {
    if (before.length === 0) return;
    const lastKey = before.at(-1).key;
    const at = path.findLastIndex(({ key }) => key === lastKey);
    const added = path.length - 1 - at - this.#window.below;
    if (at >= 0) {
      if (added > 0) this.#window.grew(added);
      return;
    }
    // Another branch: stay where the two part.
    const keys = new Set(before.map(({ key }) => key));
    this.#window.around(path.findLastIndex(({ key }) => keys.has(key)) + 1, path.length);
  }

  #place(shown, keys, path, from) {
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.element.remove();
      this.#rows.delete(key);
    }
    const shared = (this.#chat.conversation?.members?.length ?? 1) > 1;
    let next = this.#list.firstChild;
    shown.forEach((message, i) => {
      const row = this.#row(message);
      if (row.element === next) next = next.nextSibling;
      else this.#list.insertBefore(row.element, next);
      row.update(message, this.#placeOf(message, path, from + i, shared));
    });
  }

  #placeOf(message, path, index, shared) {
    const previous = path[index - 1];
    const day = previous
      ? new Date(previous.created_at).toDateString() !== new Date(message.created_at).toDateString()
      : !this.#chat.thread.hasMore;
    return {
      versions: this.#chat.thread.siblings(message),
      last: index === path.length - 1,
      day,
      shared,
    };
  }

  #row(message) {
    let row = this.#rows.get(message.key);
    if (!row) {
      row = new MessageRow(this.#chat, message);
      row.onRedraw = this.draw;
      this.#rows.set(message.key, row);
    }
    return row;
  }

  /** The first row on screen that will still be there. */
  #anchor(keys) {
    const top = this.scroller.getBoundingClientRect().top;
    const rows = this.#shown
      .filter(({ key }) => keys.has(key))
      .map(({ key }) => this.#rows.get(key));
    return rows.find((row) => row.element.getBoundingClientRect().bottom > top) ?? rows.at(-1);
  }

  #scrollToEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#lastTop = this.scroller.scrollTop;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const left = scrollHeight - scrollTop - clientHeight;
    if (scrollTop < this.#lastTop - 1 && left > 2) this.#follows = false;
    else if (left < 24 && this.#window.atEnd) this.#follows = true;
    this.#lastTop = scrollTop;
    this.#jump.hidden = this.#follows;
    if (left < NEAR_PX && !this.#window.atEnd) {
      this.#window.down();
      this.draw();
    } else this.#fill();
  }

  /** Draws or loads earlier messages when the top is near. */
  async #fill() {
    const { thread } = this.#chat;
    if (this.scroller.scrollTop > NEAR_PX || !thread.loaded || this.#loading) return;
    const { from } = this.#window.range(thread.path.length);
    if (from > 0) {
      if (this.#follows && this.scroller.scrollHeight > this.scroller.clientHeight * 2) return;
      this.#window.up();
      this.draw();
      return;
    }
    if (!thread.hasMore) return;
    this.#loading = true;
    try {
      await this.#chat.loadOlder();
      if (!this.#follows) this.#window.up();
    } catch (error) {
      this.#chat.emit('problem', error);
    } finally {
      // A failure is tried again on the next scroll, not at once.
      setTimeout(() => (this.#loading = false), 200);
    }
  }
}
