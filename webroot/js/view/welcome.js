import { h } from '../util/dom.js';

const IDEAS = [
  ['Explain something', 'Explain how a hash map works, with a small example.'],
  ['Draft a message', 'Draft a short, friendly e-mail that moves our meeting to Thursday.'],
  ['Review some code', 'Review this code and tell me what could go wrong:\n\n'],
  ['Think it through', 'Help me weigh the pros and cons of '],
];

function greeting() {
  const hour = new Date().getHours();
  if (hour < 5) return 'Still up';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

/** What an empty conversation shows; an idea goes into the composer. */
export function welcome(user, suggest) {
  const name = user.guest ? '' : `, ${user.name ?? user.login}`;
  return h(
    'div',
    { class: 'welcome', test: 'welcome' },
    h('img', { src: '/img/parley.svg', alt: '', width: 52, height: 52 }),
    h('h1', { text: `${greeting()}${name}` }),
    h('p', { class: 'muted', text: 'What would you like to talk about?' }),
    h(
      'div',
      { class: 'ideas' },
      IDEAS.map(([title, text]) =>
        h(
          'button',
          { class: 'idea', type: 'button', on: { click: () => suggest(text) } },
          h('strong', { text: title }),
          h('span', { text: text.trim() }),
        ),
      ),
    ),
  );
}
