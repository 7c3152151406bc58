import { h } from '../util/dom.js';
import { button } from './dialog.js';
import { toast } from './toast.js';

/** A message's text to be changed in place. `save` may reject; `done` is called when it is over. */
export function editForm(content, save, done) {
  const area = h('textarea', {
    class: 'input edit-area',
    'aria-label': 'Edit message',
    rows: 3,
    maxlength: 32_000,
    test: 'edit-input',
  });
  area.value = content;
  const submit = async (event) => {
    event?.preventDefault();
    const text = area.value.trim();
    if (!text || text === content.trim()) return done();
    ok.disabled = true;
    try {
      await save(text);
      done();
    } catch (error) {
      ok.disabled = false;
      toast(error.message, 'error');
    }
    return undefined;
  };
  const ok = h('button', {
    class: 'button primary',
    type: 'submit',
    text: 'Send',
    test: 'edit-save',
  });
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      done();
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  });
  const element = h(
    'form',
    { class: 'edit-form', on: { submit } },
    area,
    h('div', { class: 'dialog-actions' }, button('Cancel', done, { test: 'edit-cancel' }), ok),
  );
  const focus = () => {
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };
  return { element, focus };
}
