import { isCommand } from '../chat/commands.js';
import { h } from '../util/dom.js';
import { count } from '../util/format.js';
import { icon } from '../util/icons.js';
import { commandMenu } from './command-menu.js';
import { modelPicker } from './model-picker.js';
import { PictureTray } from './picture-tray.js';

const MOST_CHARS = 32_000;
/** The server refuses frames above 64 KiB; the rest of the frame needs a little. */
const MOST_BYTES = 64_000;
const TELL_FROM = 24_000;

/** Where messages are written. Drafts are kept per conversation as long as the page lives. */
export class Composer {
  #chat;
  #tray;
  #drafts = new Map();
  #conversationId = null;
  #note = false;
  #limitedUntil = 0;
  #limitTimer = null;
  #area = h('textarea', {
    class: 'composer-text',
    rows: 1,
    placeholder: 'Write a message…',
    'aria-label': 'Message',
    enterkeyhint: 'send',
    test: 'composer',
    'aria-describedby': 'composer-hint',
  });
  #hint = h('span', { class: 'hint', id: 'composer-hint', role: 'status', test: 'composer-hint' });
  #noteToggle = h(
    'button',
    {
      class: 'chip',
      type: 'button',
      'aria-pressed': 'false',
      test: 'note-toggle',
      title: 'A note goes to the people here; the model does not answer it',
      on: { click: () => this.#setNote(!this.#note) },
    },
    icon('note'),
    h('span', { text: 'Note' }),
  );
  #send = h(
    'button',
    {
      class: 'round primary',
      type: 'submit',
      'aria-label': 'Send',
      title: 'Send (Enter)',
      test: 'send',
    },
    icon('arrowUp'),
  );
  #stop = h(
    'button',
    {
      class: 'round',
      type: 'button',
      'aria-label': 'Stop answering',
      title: 'Stop (Esc)',
      test: 'stop',
      on: { click: () => this.#stopAnswer() },
    },
    icon('stop'),
  );

  constructor(chat, { editLast, upload }) {
    this.#chat = chat;
    const commands = commandMenu(this.#area);
    this.#tray = new PictureTray({ upload, changed: () => this.#show() });
    this.#area.addEventListener('input', () => this.#changed());
    this.#area.addEventListener('keydown', (event) => this.#key(event, editLast));
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    this.element = h(
      'form',
      { class: 'composer', on: { submit } },
      h(
        'div',
        { class: 'composer-card' },
        commands,
        this.#tray.element,
        this.#area,
        h(
          'div',
          { class: 'composer-bar' },
          this.#tray.button,
          modelPicker(chat),
          this.#noteToggle,
          this.#hint,
          this.#stop,
          this.#send,
        ),
      ),
    );
    this.#tray.listen(this.element);
    chat.on('opened', () => this.#opened());
    chat.on('created', (id) => (this.#conversationId = id));
    for (const type of ['thread', 'people', 'conversations', 'connection'])
      chat.on(type, () => this.#show());
    this.#show();
  }

  focus() {
    this.#area.focus();
  }

  /** Puts a text in for the person to go on with. */
  fill(text) {
    this.#area.value = text;
    this.#changed();
    this.focus();
    this.#area.setSelectionRange(text.length, text.length);
  }

  /** The server asked to slow down: nothing can be sent for so long. */
  limited(ms) {
    this.#limitedUntil = Math.max(this.#limitedUntil, Date.now() + ms);
    clearInterval(this.#limitTimer);
    this.#limitTimer = setInterval(() => this.#show(), 250);
    this.#show();
  }

  #opened() {
    this.#keepDraft();
    this.#conversationId = this.#chat.thread.conversationId;
    this.#area.value = this.#drafts.get(this.#conversationId) ?? '';
    this.#tray.clear();
    this.#setNote(false);
    this.#changed({ typing: false });
    if (matchMedia('(pointer: fine)').matches) this.focus();
  }

  /** At most 50 drafts; the oldest goes. */
  #keepDraft() {
    this.#drafts.delete(this.#conversationId);
    if (this.#area.value) this.#drafts.set(this.#conversationId, this.#area.value);
    if (this.#drafts.size > 50) this.#drafts.delete(this.#drafts.keys().next().value);
  }

  #setNote(note) {
    this.#note = note;
    this.#noteToggle.setAttribute('aria-pressed', String(note));
    this.element?.classList.toggle('noting', note);
    this.#area.placeholder = note ? 'Write a note to the people here…' : 'Write a message…';
    this.#show();
  }

  #changed({ typing = true } = {}) {
    this.#area.style.height = 'auto';
    this.#area.style.height = `${this.#area.scrollHeight}px`;
    if (typing) this.#chat.typing(this.#area.value.length > 0);
    this.#show();
  }

  #key(event, editLast) {
    if (event.isComposing) return;
    const touch = matchMedia('(pointer: coarse)').matches;
    if (event.key === 'Enter' && !event.shiftKey && !touch) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'ArrowUp' && this.#area.value === '') {
      event.preventDefault();
      editLast();
    }
  }

  #submit() {
    const text = this.#area.value;
    if (this.#send.disabled) return;
    if (this.#chat.thread.running && !this.#note) return;
    this.#area.value = '';
    this.#changed({ typing: false });
    const content = text.trim();
    // A command takes no pictures: they stay for the next message.
    const attachments = !this.#note && isCommand(content) ? [] : this.#tray.take();
    this.#chat.send(content, { note: this.#note, attachments });
  }

  #sendable() {
    return this.#tray.ready && (!this.#tray.empty || this.#area.value.trim() !== '');
  }

  #stopAnswer() {
    this.#chat.stop();
    // The button goes away; the focus should not go with it.
    this.focus();
  }

  #problem() {
    const text = this.#area.value;
    if (text.length > MOST_CHARS)
      return `${count(text.length)} of ${count(MOST_CHARS)} characters: too long`;
    if (
      text.length > MOST_BYTES / 3 &&
      new TextEncoder().encode(JSON.stringify(text)).length > MOST_BYTES
    ) {
      return 'Too long for one message: please split it';
    }
    if (this.#tray.problem) return this.#tray.problem;
    const wait = Math.ceil((this.#limitedUntil - Date.now()) / 1000);
    if (wait > 0) return `A little slower, please: you can send again in ${wait} s`;
    clearInterval(this.#limitTimer);
    return null;
  }

  #show() {
    const { length } = this.#area.value;
    const problem = this.#problem();
    const running = Boolean(this.#chat.thread.running);
    const hint = problem ?? (length > TELL_FROM ? `${count(length)} of ${count(MOST_CHARS)}` : '');
    if (this.#hint.textContent !== hint) this.#hint.textContent = hint;
    this.#hint.classList.toggle('bad', Boolean(problem));
    this.#send.disabled = Boolean(problem) || !this.#sendable();
    this.#send.hidden = running && !this.#note;
    this.#stop.hidden = !running;
    this.#noteToggle.hidden = (this.#chat.conversation?.members?.length ?? 1) < 2;
  }
}
