import { isOver } from '../chat/tools.js';
import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';
import { button, openDialog } from './dialog.js';

const STATES = {
  confirm: 'waits for permission',
  started: 'is at work…',
  finished: 'done',
  failed: 'failed',
};

/** The tools that were called for an answer. Rows stay, so that what was opened stays open. */
export class ToolCalls {
  element = h('div', { class: 'tool-calls', hidden: true, test: 'tool-calls' });
  #chat;
  #rows = new Map();

  constructor(chat) {
    this.#chat = chat;
  }

  /** @param ended the answer is: nothing more will be told of its calls */
  update(calls, ended) {
    this.element.hidden = calls.length === 0;
    const ids = new Set(calls.map((call) => call.call_id));
    for (const [id, row] of this.#rows) {
      if (ids.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    let next = this.element.firstChild;
    for (const call of calls) {
      let row = this.#rows.get(call.call_id);
      if (!row) {
        row = makeRow(call, this.#chat);
        this.#rows.set(call.call_id, row);
      }
      if (row.element === next) next = next.nextSibling;
      else this.element.insertBefore(row.element, next);
      row.update(call, ended);
    }
  }
}

function makeRow({ tool }, chat) {
  const state = h('span', { class: 'muted', test: 'tool-state' });
  const detail = h('pre', { class: 'tool-detail', test: 'tool-detail' });
  const more = h('div');
  const mark = h('span', { class: 'tool-mark' });
  const element = h(
    'details',
    { class: 'tool-call', test: 'tool-call' },
    h('summary', {}, mark, h('code', { text: tool }), state),
    detail,
    more,
  );
  const update = (call, ended) => {
    const stale = ended && !isOver(call);
    element.dataset.phase = stale ? 'failed' : call.phase;
    state.textContent = stale ? 'ended with the answer' : STATES[call.phase];
    const sign = stale || call.phase === 'failed' ? 'alert' : 'check';
    mark.replaceChildren(stale || isOver(call) ? icon(sign) : h('i', { class: 'tool-busy' }));
    const { detail: text = call.arguments, result_id: resultId } = call;
    detail.textContent = text ?? '';
    detail.hidden = !text;
    if (resultId == null || more.firstChild) return;
    const show = () => showResult(chat, tool, resultId);
    more.append(button('Show all of it', show, { class: 'link', test: 'tool-result' }));
  };
  return { element, update };
}

async function showResult(chat, tool, id) {
  let text;
  try {
    text = await chat.toolResult(id);
  } catch (error) {
    chat.emit('problem', error);
    return;
  }
  const build = () =>
    h('div', { class: 'dialog-body' }, h('pre', { class: 'tool-whole', text, tabindex: 0 }));
  openDialog(`What ${tool} said`, build, { test: 'tool-result-dialog' });
}
