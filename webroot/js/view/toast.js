import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';

const SHOWN_MS = 7_000;
const MOST = 3;

const region = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', test: 'toasts' });

/**
 * Tells something in passing. `kind`: `info` or `error`; `action`: a button beside it. The oldest
 * gives way to a fourth.
 */
export function toast(text, kind = 'info', action = null) {
  if (!region.isConnected) document.body.append(region);
  if ([...region.children].some((shown) => shown.dataset.text === text)) return;
  const close = () => note.remove();
  const note = h(
    'div',
    { class: `toast ${kind}`, data: { text }, test: `toast-${kind}` },
    kind === 'error' ? icon('alert') : null,
    h('span', { text }),
    action,
    h(
      'button',
      { class: 'icon-button', type: 'button', 'aria-label': 'Dismiss', on: { click: close } },
      icon('close'),
    ),
  );
  region.append(note);
  if (region.children.length > MOST) region.firstChild.remove();
  setTimeout(close, SHOWN_MS);
}
