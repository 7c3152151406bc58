import { h } from '../util/dom.js';
import { initials } from '../util/format.js';

const HUES = 8;

/** A person as a coloured circle with initials; `online` adds a dot, undefined leaves it out. */
export function avatar(userId, name, online) {
  const hue = Math.abs(Number(userId) || 0) % HUES;
  const state = online === undefined ? '' : online ? ', here' : ', away';
  return h(
    'span',
    { class: `avatar hue-${hue}`, title: name + state, role: 'img', 'aria-label': name + state },
    h('span', { 'aria-hidden': 'true', text: initials(name) }),
    online ? h('i', { class: 'presence' }) : null,
  );
}
