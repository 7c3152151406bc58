import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';

const REASONS = {
  PROVIDER_UNAVAILABLE: 'The model could not be reached.',
  PROVIDER_TIMEOUT: 'The model took too long to answer.',
  CONTENT_REFUSED: 'The model refused to answer this.',
  QUOTA_EXCEEDED: 'Your quota is used up.',
  RATE_LIMITED: 'Too many requests at once.',
  MESSAGE_TOO_LONG: 'The message does not fit into the window of this model.',
};

const action = (text, onClick, test) =>
  h('button', { class: 'link', type: 'button', text, test, on: { click: onClick } });

const line = (kind, text, ...actions) =>
  h(
    'div',
    { class: `state ${kind}`, test: 'message-state' },
    icon('alert'),
    h('span', { text }),
    actions,
  );

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDINGS = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

function queued(place) {
  const text =
    place === 1 ? 'Next in the queue' : `${place}${ENDINGS[ordinals.select(place)]} in the queue`;
  return h('div', { class: 'state quiet', role: 'status', test: 'queued', text });
}

/** What is out of the ordinary with a message, and the way out of it. Returns nodes. */
export function stateLine(chat, message, { last }) {
  const again = (text) => action(text, () => chat.regenerate(message), 'retry');
  /** What there is of an answer stays, and the rest follows it; once it does, there is no need. */
  const goOn = () => {
    if (!message.content) return [again('Try again')];
    return last ? [action('Continue', () => chat.answer(message), 'continue')] : [];
  };
  switch (message.status) {
    case 'failed': {
      const why =
        message.error ?? REASONS[message.error_code] ?? 'Something went wrong while answering.';
      return [line('error', why, again('Try again'))];
    }
    case 'interrupted':
      return [line('warning', 'The answer was cut off.', ...goOn())];
    case 'stopped':
      return [line('quiet', 'Stopped.', ...goOn())];
    case 'unsent':
      return [
        line(
          'error',
          `Not sent. ${message.error ?? ''}`,
          action('Send again', () => chat.retry(message), 'retry'),
          action('Discard', () => chat.discard(message), 'discard'),
        ),
      ];
    case 'sending':
      return [h('div', { class: 'state sending', text: 'Sending…' })];
    case 'generating':
      if (message.content) return [];
      if (message.place > 0) return [queued(message.place)];
      return [
        h(
          'div',
          { class: 'thinking', role: 'img', 'aria-label': 'Thinking' },
          h('i'),
          h('i'),
          h('i'),
        ),
      ];
    case 'deleted':
      return [];
    default:
      if (message.message_type !== 'user' || !last) return [];
      return [
        h(
          'div',
          { class: 'state quiet late' },
          action('Get an answer', () => chat.answer(message), 'answer'),
        ),
      ];
  }
}
