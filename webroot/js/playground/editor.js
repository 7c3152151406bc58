import { h } from '../util/dom.js';

/** Where a frame is written by hand; `send(text)` gets it. Not JSON is said, and may be sent too. */
export class Editor {
  #area = h('textarea', {
    class: 'input',
    rows: 7,
    spellcheck: 'false',
    autocapitalize: 'none',
    'aria-describedby': 'frame-check',
    test: 'frame-editor',
  });
  #check = h('small', { id: 'frame-check', role: 'status', test: 'frame-check' });
  #send = h('button', {
    class: 'button primary',
    type: 'submit',
    text: 'Send',
    title: 'Ctrl+Enter',
    test: 'frame-send',
  });
  #online = false;

  constructor(send) {
    const submit = (event) => {
      event.preventDefault();
      if (!this.#send.disabled) send(this.#area.value);
    };
    this.#area.addEventListener('input', () => this.#show());
    this.#area.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
    });
    this.element = h(
      'form',
      { class: 'editor', on: { submit } },
      h('label', { class: 'field' }, h('span', { text: 'Frame' }), this.#area),
      h('div', { class: 'row' }, this.#check, this.#send),
    );
    this.#show();
  }

  fill(text) {
    this.#area.value = text;
    this.#show();
  }

  setOnline(online) {
    this.#online = online;
    this.#show();
  }

  #show() {
    const { text, bad } = checked(this.#area.value);
    this.#check.textContent = text;
    this.#check.className = bad ? 'grow form-error' : 'grow muted';
    this.#send.disabled = !this.#online || !this.#area.value;
  }
}

export function checked(text) {
  if (!text.trim()) return { text: 'Write a frame, or choose a sample', bad: false };
  try {
    const value = JSON.parse(text);
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
    return isObject
      ? { text: 'Valid JSON', bad: false }
      : { text: 'JSON, but not an object', bad: true };
  } catch (error) {
    return { text: `Not JSON: ${error.message}`, bad: true };
  }
}
