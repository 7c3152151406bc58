import { copyText, h } from '../util/dom.js';
import { icon } from '../util/icons.js';
import { highlight } from './highlight.js';

/** A block of code with its language and a copy button. */
export function codeBlock(text, info) {
  const language = (info ?? '').trim().split(/\s+/)[0].toLowerCase();
  const code = h('code', { text });
  highlight(code, language);
  const label = h('span', { text: 'Copy' });
  const onCopy = async () => {
    label.textContent = await copyText(code.textContent).then(
      () => 'Copied',
      () => 'Not allowed',
    );
    setTimeout(() => (label.textContent = 'Copy'), 1_500);
  };
  return h(
    'figure',
    { class: 'code' },
    h(
      'figcaption',
      {},
      h('span', { text: language || 'text' }),
      h(
        'button',
        {
          class: 'code-copy',
          type: 'button',
          'aria-label': 'Copy code',
          test: 'copy-code',
          on: { click: onCopy },
        },
        icon('copy'),
        label,
      ),
    ),
    h('pre', { tabindex: 0 }, code),
  );
}
