import { copyText, h, perFrame } from '../util/dom.js';
import { count } from '../util/format.js';
import { icon } from '../util/icons.js';
import { toast } from '../view/toast.js';
import { asLine, matches, pretty } from './frames.js';

const NAMES = { in: 'Received', out: 'Sent' };
const ARROWS = { in: 'arrowDown', out: 'arrowUp' };
const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

const copy = (text) =>
  copyText(text).then(
    () => toast('Copied'),
    () => toast('The browser did not allow copying', 'error'),
  );

/** The frames of a log as they come, newest at the end. */
export class LogView {
  #log;
  #rows = new Map();
  #follows = true;
  #list = h('ol', {
    class: 'frames',
    role: 'log',
    'aria-live': 'off',
    'aria-label': 'Frames',
    tabindex: 0,
    test: 'frames',
  });
  #query = h('input', {
    class: 'input',
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Show only frames with these words',
    test: 'frame-filter',
  });
  #direction = h(
    'select',
    { class: 'input', 'aria-label': 'Direction', test: 'frame-direction' },
    h('option', { value: '', text: 'Both ways' }),
    h('option', { value: 'in', text: 'Received' }),
    h('option', { value: 'out', text: 'Sent' }),
  );
  #count = h('span', { class: 'muted', role: 'status', test: 'frame-count' });

  constructor(log) {
    this.#log = log;
    this.draw = perFrame(() => this.#draw());
    for (const control of [this.#query, this.#direction])
      control.addEventListener('input', () => this.#draw());
    this.#list.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this.#list;
      this.#follows = scrollHeight - scrollTop - clientHeight < 24;
    });
    const button = (label, name, test, click) =>
      h(
        'button',
        {
          class: 'icon-button',
          type: 'button',
          title: label,
          'aria-label': label,
          test,
          on: { click },
        },
        icon(name),
      );
    this.element = h(
      'section',
      { class: 'log', 'aria-label': 'Log' },
      h(
        'div',
        { class: 'log-bar' },
        this.#query,
        this.#direction,
        button('Copy what is shown', 'copy', 'copy-all', () =>
          copy(this.#shown().map(asLine).join('\n')),
        ),
        button('Clear', 'trash', 'clear-log', () => {
          log.clear();
          this.#draw();
        }),
      ),
      this.#list,
      h('div', { class: 'log-foot' }, this.#count),
    );
    this.#draw();
  }

  #shown() {
    const filter = { query: this.#query.value, direction: this.#direction.value };
    return this.#log.entries.filter((entry) => matches(entry, filter));
  }

  #draw() {
    const shown = this.#shown();
    const numbers = new Set(shown.map(({ number }) => number));
    for (const [number, row] of this.#rows) {
      if (numbers.has(number)) continue;
      row.remove();
      this.#rows.delete(number);
    }
    let next = this.#list.firstChild;
    for (const entry of shown) {
      const known = this.#rows.get(entry.number);
      if (known) next = known.nextSibling;
      else {
        const row = rowOf(entry);
        this.#rows.set(entry.number, row);
        this.#list.insertBefore(row, next);
      }
    }
    const { dropped, entries } = this.#log;
    const all = `${count(entries.length)} ${entries.length === 1 ? 'frame' : 'frames'}`;
    const some = shown.length < entries.length ? `${count(shown.length)} of ${all}` : all;
    this.#count.textContent = dropped ? `${some}, ${count(dropped)} older dropped` : some;
    this.#list.classList.toggle('empty', shown.length === 0);
    if (this.#follows) this.#list.scrollTop = this.#list.scrollHeight;
  }
}

/** A frame that opens to its whole text, which is made when it is asked for. */
function rowOf(entry) {
  const { at, direction, kind, size, preview } = entry;
  if (direction === 'note')
    return h(
      'li',
      { class: 'frame note' },
      h('time', { text: time.format(at) }),
      h('span', { text: entry.text }),
    );
  const body = h('div', { class: 'frame-body' });
  const details = h(
    'details',
    {},
    h(
      'summary',
      {},
      h('time', { text: time.format(at), datetime: at.toISOString() }),
      icon(ARROWS[direction]),
      h('span', { class: 'visually-hidden', text: NAMES[direction] }),
      h('strong', { text: kind }),
      h('code', { class: 'preview', text: preview }),
      h('small', { class: 'muted', text: `${count(size)} B` }),
    ),
    body,
  );
  details.addEventListener('toggle', () => {
    if (!details.open || body.firstChild) return;
    const click = () => copy(entry.text);
    body.append(
      h('pre', {
        text: kind === 'binary' ? `${count(size)} bytes\n${entry.text}` : pretty(entry.text),
      }),
      h(
        'button',
        {
          class: 'icon-button',
          type: 'button',
          'aria-label': 'Copy this frame',
          title: 'Copy',
          on: { click },
        },
        icon('copy'),
      ),
    );
  });
  return h('li', { class: `frame ${direction}`, test: `frame-${direction}` }, details);
}
