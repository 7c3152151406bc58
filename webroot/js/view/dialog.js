import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';

/**
 * Shows a modal dialog; the browser keeps the focus inside and gives it back. `build(close)` returns
 * the content. Resolves with what `close` was given, undefined when it was dismissed.
 */
export function openDialog(title, build, { test } = {}) {
  return new Promise((resolve) => {
    let result;
    const close = (value) => {
      result = value;
      dialog.close();
    };
    const heading = h('h2', { id: 'dialog-title', text: title });
    const dismiss = h(
      'button',
      { class: 'icon-button', type: 'button', 'aria-label': 'Close', on: { click: () => close() } },
      icon('close'),
    );
    const dialog = h(
      'dialog',
      { class: 'dialog', 'aria-labelledby': 'dialog-title', test },
      h('header', {}, heading, dismiss),
      build(close),
    );
    dialog.addEventListener('mousedown', (event) => {
      if (event.target === dialog) close();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const button = (text, onClick, props = {}) =>
  h('button', { class: 'button', type: 'button', text, on: { click: onClick }, ...props });

/** Resolves with true when the person agrees. */
export function confirmDialog(title, text, action) {
  return openDialog(title, (close) =>
    h(
      'div',
      { class: 'dialog-body' },
      h('p', { text }),
      h(
        'div',
        { class: 'dialog-actions' },
        button('Cancel', () => close()),
        button(action, () => close(true), { class: 'button danger', test: 'confirm' }),
      ),
    ),
  );
}

/** Resolves with the text, undefined when dismissed. */
export function promptDialog(title, { label, value = '', maxlength, action }) {
  return openDialog(title, (close) => {
    const input = h('input', {
      class: 'input',
      value,
      maxlength,
      required: true,
      test: 'prompt-input',
      autofocus: true,
    });
    const submit = (event) => {
      event.preventDefault();
      if (input.value.trim()) close(input.value.trim());
    };
    queueMicrotask(() => input.select());
    return h(
      'form',
      { class: 'dialog-body', on: { submit } },
      h('label', { class: 'field' }, h('span', { text: label }), input),
      h(
        'div',
        { class: 'dialog-actions' },
        button('Cancel', () => close()),
        h('button', { class: 'button primary', type: 'submit', text: action, test: 'confirm' }),
      ),
    );
  });
}
