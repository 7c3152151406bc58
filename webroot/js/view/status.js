import { h } from '../util/dom.js';
import { count, seconds } from '../util/format.js';
import { place } from './menu.js';

const TEXTS = {
  connecting: 'Connecting…',
  online: 'Online',
  closed: 'Disconnected',
  signed_out: 'Signed out',
};

/** Shows how the connection is; opens the server's figures, and connects now where it waits. */
export function connectionState(chat) {
  const label = h('span', { class: 'label' });
  const pill = h(
    'button',
    {
      class: 'connection',
      type: 'button',
      test: 'connection-state',
      'aria-haspopup': 'dialog',
      on: {
        click: () =>
          chat.connection.state === 'online' ? figures(chat, pill) : chat.client.connect(),
      },
    },
    h('i', { class: 'dot' }),
    label,
  );
  const live = h('span', { class: 'visually-hidden', role: 'status' });
  let timer;
  let until = 0;

  const text = ({ state }) => {
    if (state !== 'waiting') return TEXTS[state] ?? state;
    if (!navigator.onLine) return 'Offline';
    const left = Math.ceil((until - Date.now()) / 1000);
    return left > 0 ? `Reconnecting in ${left} s` : 'Reconnecting…';
  };
  const show = () => {
    const { connection } = chat;
    label.textContent = text(connection);
    const away = connection.state === 'waiting';
    pill.dataset.state = away ? (navigator.onLine ? 'reconnecting' : 'offline') : connection.state;
    pill.title = connection.state === 'online' ? 'Connected. Show server figures' : 'Connect now';
  };
  chat.on('connection', (connection) => {
    until = Date.now() + (connection.retryInMs ?? 0);
    clearInterval(timer);
    if (connection.state === 'waiting') timer = setInterval(show, 500);
    show();
    // The countdown is not read out, only the change.
    const said =
      connection.state === 'waiting' ? 'Connection lost, reconnecting' : TEXTS[connection.state];
    if (live.textContent !== said) live.textContent = said;
  });
  show();
  return h('span', { class: 'connection-frame' }, pill, live);
}

const value = (number, unit) => (number == null ? '–' : unit(number));

function rows(status) {
  return [
    ['Time to first token', value(status.ttft_ms, seconds)],
    ['Time per answer', value(status.latency_ms, seconds)],
    ['Speed', value(status.tokens_per_second, (speed) => `${speed.toFixed(1)} tokens/s`)],
    ['Answers running', value(status.running_generations, count)],
    ['Connections', value(status.active_connections, count)],
    ['Tokens used', value(status.tokens_used, count)],
  ].flatMap(([name, text]) => [h('dt', { text: name }), h('dd', { text })]);
}

/** The server's figures, live for as long as they are looked at. */
function figures(chat, anchor) {
  const list = h('dl', {}, rows({}));
  const card = h(
    'div',
    {
      class: 'figures',
      popover: 'auto',
      role: 'dialog',
      'aria-label': 'Server figures',
      test: 'figures',
    },
    h('h2', { text: 'Server' }),
    list,
  );
  const off = chat.client.on('backend_status', (status) => list.replaceChildren(...rows(status)));
  card.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return;
    off();
    chat.client.tell('subscribe_status', { subscribe: false });
    card.remove();
  });
  document.body.append(card);
  card.showPopover();
  place(card, anchor);
  chat.client.tell('subscribe_status', { subscribe: true });
}
