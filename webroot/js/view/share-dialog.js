import { copyText, h } from '../util/dom.js';
import { button, openDialog } from './dialog.js';

/** Shows a link that was just made; it cannot be shown again. */
export function shareDialog(path) {
  const link = new URL(path, location.href).href;
  return openDialog('Share link', (close) => {
    const input = h('input', {
      class: 'input',
      value: link,
      readonly: true,
      'aria-label': 'Link to this conversation',
      test: 'share-link',
      autofocus: true,
    });
    const copy = async () => {
      await copyText(link);
      close();
    };
    const text =
      'Whoever has this link can read the conversation up to here, without pictures, until you ' +
      'stop sharing. Earlier links are no longer good.';
    return h(
      'div',
      { class: 'dialog-body' },
      h('p', { text }),
      input,
      h(
        'div',
        { class: 'dialog-actions' },
        button('Copy link', copy, { class: 'button primary', test: 'share-copy' }),
      ),
    );
  });
}
