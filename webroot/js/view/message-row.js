import { StreamingMarkdown } from '../render/streaming-markdown.js';
import { h } from '../util/dom.js';
import { clockTime, dayName, fullTime } from '../util/format.js';
import { icon } from '../util/icons.js';
import { attachments } from './attachments.js';
import { avatar } from './avatar.js';
import { editForm } from './edit-form.js';
import { messageFooter } from './message-footer.js';
import { stateLine } from './message-state.js';
import { ToolCalls } from './tool-calls.js';

/** One message on screen. `update` draws only what changed; the text of an answer grows in place. */
export class MessageRow {
  #chat;
  #message = null;
  #place = '';
  #markdown = null;
  #editing = false;
  #drawnPlace = '';
  #body = h('div', { class: 'body', test: 'message-content' });
  #pictures = h('div', { class: 'pictures' });
  #drawnPictures = '';
  #calls;
  #head = h('div', { class: 'message-head' });
  #state = h('div', { class: 'state-slot' });
  #foot = h('div', { class: 'tools' });
  #comments = h('div');
  #suggestions = h('div', {
    class: 'suggestions',
    role: 'group',
    'aria-label': 'Suggested questions',
    hidden: true,
  });

  constructor(chat, message) {
    this.#chat = chat;
    this.#calls = new ToolCalls(chat);
    const kind = message.message_type;
    this.day = h('div', { class: 'day', hidden: true });
    this.article = h(
      'article',
      {
        class: `message ${kind}`,
        test: kind === 'assistant' ? 'message-assistant' : 'message-user',
      },
      this.#head,
      this.#pictures,
      this.#body,
      this.#calls.element,
      this.#state,
      this.#foot,
      this.#comments,
      this.#suggestions,
    );
    this.element = h('li', { class: 'row' }, this.day, this.article);
    if (kind === 'assistant') {
      this.#body.classList.add('markdown');
      this.#markdown = new StreamingMarkdown(this.#body);
    }
  }

  /**
   * @param place.versions ids of the message's versions, itself among them
   * @param place.last it ends the branch on show
   * @param place.day its day is to be told above it
   */
  update(message, place) {
    const where = `${place.versions}|${place.last}|${place.day}|${place.shared}`;
    if (message === this.#message && where === this.#place) return;
    const before = this.#message;
    this.#message = message;
    this.#place = where;
    this.#drawText(before);
    this.#drawPictures();
    const calls = message.status === 'deleted' ? [] : (message.tool_calls ?? []);
    this.#calls.update(calls, message.status !== 'generating');
    const growing = before?.status === 'generating' && message.status === 'generating';
    if (growing && before.content && where === this.#drawnPlace) return;
    this.#drawnPlace = where;
    this.day.hidden = !place.day;
    if (place.day) this.day.textContent = dayName(message.created_at);
    this.#drawFrame(place);
  }

  #drawText(before) {
    const { content, status } = this.#message;
    if (this.#editing || (before?.content === content && before.status === status)) return;
    if (status === 'deleted') this.#body.textContent = 'Message removed';
    else if (!this.#markdown) this.#body.textContent = content;
    else if (status === 'generating') this.#markdown.update(content);
    else this.#markdown.finish(content);
  }

  /** Drawn once: what a message shows does not change. */
  #drawPictures() {
    const { attachments: list = [], status } = this.#message;
    const shown = status === 'deleted' ? [] : list;
    const ids = shown.map(({ id }) => id).join();
    if (ids === this.#drawnPictures) return;
    this.#drawnPictures = ids;
    this.#pictures.replaceChildren(...attachments(shown, this.#chat.pictures));
    this.#body.classList.toggle('bare', shown.length > 0);
  }

  #drawFrame(place) {
    const message = this.#message;
    const mine = message.sender_id === this.#chat.user.id;
    const { article } = this;
    article.dataset.messageId = message.id;
    article.dataset.status = message.status;
    article.classList.toggle('mine', mine);
    article.classList.toggle('last', place.last);
    article.classList.toggle('waiting', message.status === 'generating' && !message.content);
    article.setAttribute('aria-busy', String(message.status === 'generating'));
    article.setAttribute('aria-label', this.#label(mine));
    this.#head.replaceChildren(...this.#headParts(mine, place.shared));
    this.#state.replaceChildren(...stateLine(this.#chat, message, place));
    if (this.#editing) return;
    const suggested = place.last ? (message.suggestions ?? []) : [];
    this.#suggestions.replaceChildren(
      ...suggested.map((text) =>
        h('button', {
          class: 'chip',
          type: 'button',
          test: 'suggestion',
          text,
          on: { click: () => this.#chat.send(text) },
        }),
      ),
    );
    this.#suggestions.hidden = suggested.length === 0;
    this.#drawFoot({ ...place, mine, comments: this.#comments, edit: () => this.#edit() });
  }

  /** The control that has the focus keeps it, although it is drawn anew. */
  #drawFoot(options) {
    const focused =
      this.#foot.contains(document.activeElement) && document.activeElement.dataset.testid;
    this.#foot.replaceChildren(...messageFooter(this.#chat, this.#message, options));
    if (focused) this.#foot.querySelector(`[data-testid="${focused}"]:enabled`)?.focus();
  }

  #label(mine) {
    const { message_type: type, sender_name: name, created_at: at } = this.#message;
    const author = type === 'assistant' ? 'Answer' : mine ? 'You' : (name ?? 'Somebody');
    return `${author}, ${clockTime(at)}`;
  }

  #headParts(mine, shared) {
    const {
      message_type: type,
      sender_id: id,
      sender_name: name,
      model,
      created_at: at,
    } = this.#message;
    const time = h('time', { datetime: at, title: fullTime(at), text: clockTime(at) });
    const note = type === 'note' ? h('span', { class: 'tag', text: 'Note' }) : null;
    if (type === 'assistant') {
      const mark = h('img', { src: '/img/parley.svg', alt: '', width: 18, height: 18 });
      return [mark, h('span', { class: 'author', text: model ?? 'Assistant' }), time];
    }
    if (mine) return note || shared ? [note, time].filter(Boolean) : [];
    return [
      avatar(id ?? 0, name ?? '?'),
      h('span', { class: 'author', text: name ?? 'Somebody' }),
      note,
      time,
    ].filter(Boolean);
  }

  #edit() {
    const stop = () => {
      this.#editing = false;
      this.article.classList.remove('editing');
      const message = this.#message;
      this.#message = null;
      this.#drawnPlace = this.#place = '';
      this.onRedraw(message);
    };
    this.#editing = true;
    this.article.classList.add('editing');
    this.#foot.replaceChildren();
    const save = (content) => this.#chat.edit(this.#message, content);
    const form = editForm(this.#message.content, save, stop);
    this.#body.replaceChildren(form.element);
    form.focus();
  }

  /** Set by the list: draws this row again. */
  onRedraw = () => {};

  /** Starts editing, as the edit button does. */
  edit() {
    if (!this.#editing) this.#edit();
  }
}
