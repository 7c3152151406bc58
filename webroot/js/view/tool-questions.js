import { legible } from '../chat/tools.js';
import { h } from '../util/dom.js';
import { button, openDialog } from './dialog.js';

/** The server repeats a question every 3 s while it waits; one that is not repeated is over. */
const SILENT_MS = 10_000;
/** Questions that wait for their turn, and answers that are remembered; the oldest give way. */
const MOST = 20;
const OVER = Symbol('over');

/**
 * Asks the person whether a tool may do what it would do, one question after the other. Closing the
 * dialogue refuses. Returns what ends it all.
 */
export function toolQuestions(chat) {
  const asked = new Map();
  const answered = [];
  let shown = null;

  const forget = (id) => {
    clearTimeout(asked.get(id)?.timer);
    asked.delete(id);
    if (shown?.id === id) shown.close(OVER);
  };
  const forgetAll = (is) => {
    for (const [id, { data }] of asked) if (is(data)) forget(id);
  };
  const decide = async (id, allow) => {
    answered.push(id);
    if (answered.length > MOST) answered.shift();
    try {
      await chat.client.request('tool_confirm', { confirmation_id: id, allow });
    } catch (error) {
      const late = error.code === 'NOT_FOUND';
      chat.emit('problem', late ? { message: 'The tool does not wait any more.' } : error);
    }
  };
  const next = async () => {
    const first = asked.entries().next();
    if (shown || first.done) return;
    const [id, { data }] = first.value;
    const answer = openDialog(
      `May ${data.tool} do this?`,
      (close) => {
        shown = { id, close };
        return content(chat, data, close);
      },
      { test: 'tool-question' },
    );
    const allow = await answer;
    shown = null;
    clearTimeout(asked.get(id)?.timer);
    asked.delete(id);
    if (allow !== OVER) decide(id, allow === true);
    next();
  };
  const ask = (id, data) => {
    if (answered.includes(id) || (!asked.has(id) && asked.size >= MOST)) return;
    clearTimeout(asked.get(id)?.timer);
    asked.set(id, { data, timer: setTimeout(() => forget(id), SILENT_MS) });
    next();
  };

  const offs = [
    chat.client.on('tool_activity', (data) => {
      const { confirmation_id: id, generation_id: generation, call_id: call, phase } = data;
      if (id) ask(id, data);
      else if (phase !== 'confirm')
        forgetAll((one) => one.generation_id === generation && one.call_id === call);
    }),
    ...['stream_complete', 'stream_failed', 'stream_stopped'].map((type) =>
      chat.client.on(type, ({ generation_id: generation }) =>
        forgetAll((one) => one.generation_id === generation),
      ),
    ),
  ];
  return () => {
    for (const off of offs) off();
    forgetAll(() => true);
  };
}

function content(chat, { conversation_id: id, arguments: json }, close) {
  const elsewhere = id !== chat.thread.conversationId && chat.conversations.get(id)?.title;
  const where = elsewhere ? ` in “${elsewhere}”` : '';
  return h(
    'div',
    { class: 'dialog-body' },
    h('p', {
      text: `An answer${where} needs this tool, which may change something. It is called with:`,
    }),
    h('pre', { class: 'tool-whole', text: legible(json), tabindex: 0, test: 'tool-arguments' }),
    h(
      'div',
      { class: 'dialog-actions' },
      button('Refuse', () => close(false), { autofocus: true, test: 'tool-refuse' }),
      button('Allow', () => close(true), { class: 'button primary', test: 'tool-allow' }),
    ),
  );
}
