import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';

const MOST = 20;

/**
 * Answers of slash commands, for the person who gave them and as long as the conversation is open:
 * no messages. `shown()` is called when one was added below the messages. At most 20; the oldest goes.
 */
export function commandCards(chat, shown) {
  const cards = h('div', {
    class: 'command-cards',
    role: 'log',
    'aria-label': 'Answers of commands',
  });
  let waiting = null;
  const add = (element) => {
    cards.append(element);
    if (cards.children.length > MOST) cards.firstChild.remove();
    shown();
  };
  const settle = () => {
    waiting?.remove();
    waiting = null;
  };
  chat.on('command', ({ content }) => {
    settle();
    waiting = pending(content);
    add(waiting);
  });
  chat.on('command_done', settle);
  chat.on('opened', () => {
    waiting = null;
    cards.replaceChildren();
  });
  chat.client.on('command_response', ({ conversation_id: id, command, result }) => {
    if (id !== chat.thread.conversationId) return;
    settle();
    add(answer(command, result));
  });
  return cards;
}

function pending(content) {
  const dots = h('span', { class: 'thinking' }, h('i'), h('i'), h('i'));
  return h(
    'div',
    { class: 'command-card', test: 'command-pending' },
    h('code', { text: content.split(/\s/)[0] }),
    dots,
  );
}

function answer(command, { status, ...result }) {
  const dismiss = h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': 'Dismiss this answer',
      title: 'Dismiss',
      test: 'command-dismiss',
      on: { click: () => card.remove() },
    },
    icon('close'),
  );
  const card = h(
    'div',
    { class: `command-card${status === 'error' ? ' failed' : ''}`, test: 'command-card' },
    h('code', { text: `/${command}` }),
    h('div', { class: 'command-result' }, command === 'analyze' ? analysis(result) : parts(result)),
    dismiss,
  );
  return card;
}

/** The mood as one line, and the points below it. */
function analysis({ sentiment, score, key_points: points, ...rest }) {
  if (!sentiment) return parts(rest);
  const mood = sentiment[0].toUpperCase() + sentiment.slice(1);
  const tag = h('span', { class: `mood ${sentiment}`, text: mood });
  const number = h('span', { class: 'muted', text: Number(score).toFixed(2) });
  return [h('p', { class: 'mood-line' }, tag, number), points?.length ? shownValue(points) : null].filter(
    Boolean,
  );
}

/**
 * One value stands for itself; several are told apart by their names. A message that only repeats a
 * list, line by line, is left out.
 */
function parts(result) {
  const lists = Object.values(result).filter(Array.isArray);
  const repeated = lists.some((list) => list.join('\n') === result.message);
  const fields = Object.entries(result).filter(
    ([name, value]) => value != null && !(repeated && name === 'message'),
  );
  if (fields.length === 0) return [h('p', { class: 'muted', text: 'Done.' })];
  return fields.map(([name, value]) =>
    fields.length === 1
      ? shownValue(value)
      : h(
          'div',
          {},
          h('small', { class: 'muted', text: name.replaceAll('_', ' ') }),
          shownValue(value),
        ),
  );
}

function shownValue(value) {
  if (Array.isArray(value))
    return h(
      'ul',
      {},
      value.map((one) => h('li', {}, shownValue(one))),
    );
  if (typeof value === 'object') {
    return h('p', {
      text: Object.values(value)
        .filter((one) => one != null)
        .join(': '),
    });
  }
  return h('p', { text: String(value) || 'Nothing' });
}
