import { h } from '../util/dom.js';
import { themeToggle } from './theme.js';

/** The top of a page beside the chat. `links`: pairs of address and text. */
export function pageBar(title, links) {
  return h(
    'header',
    { class: 'page-bar' },
    h(
      'a',
      { class: 'brand-link', href: '/', title: 'To the chat' },
      h('img', { src: '/img/parley.svg', alt: '', width: 26, height: 26 }),
      h('span', { text: 'Parley' }),
    ),
    h('h1', { text: title }),
    h('span', { class: 'grow' }),
    h(
      'nav',
      { 'aria-label': 'Pages' },
      links.map(([href, text]) => h('a', { href, text })),
    ),
    themeToggle(),
  );
}
