import { copyText, h } from '../util/dom.js';
import { button, confirmDialog, openDialog } from './dialog.js';

/** Making, listing and revoking the keys of one's programs. */
export function apiKeysDialog(chat) {
  return openDialog(
    'API keys',
    () => {
      const list = h('ul', { class: 'people', test: 'api-key-list' });
      const fresh = h('div', { class: 'field', hidden: true });
      const error = h('p', { class: 'form-error', role: 'alert' });
      const call = async (method, path = '', body) => {
        error.textContent = '';
        try {
          return await chat.rest(method, `/api-keys${path}`, body);
        } catch (problem) {
          error.textContent = problem.message;
          return null;
        }
      };
      const show = async () => {
        const found = await call('GET');
        if (!found) return;
        const good = found.keys.filter((key) => !key.revoked_at);
        list.replaceChildren(...good.map((key) => row(key, revoke)));
      };
      const revoke = async ({ id, name }) => {
        const text = `Programs that use “${name}” will be refused from now on.`;
        if (!(await confirmDialog('Revoke key', text, 'Revoke'))) return;
        if (await call('DELETE', `/${id}`)) show();
      };
      const make = async (name) => {
        const made = await call('POST', '', { name });
        if (!made) return;
        fresh.replaceChildren(...secret(made.key));
        fresh.hidden = false;
        show();
      };
      show();
      const about = `For programs that speak to OpenAI's API. Base URL: ${location.origin}/v1`;
      return h(
        'div',
        { class: 'dialog-body' },
        h('p', { class: 'muted', text: about }),
        list,
        fresh,
        form(make, error),
      );
    },
    { test: 'api-keys-dialog' },
  );
}

function row(key, revoke) {
  const used = key.last_used_at
    ? `last used ${new Date(key.last_used_at).toLocaleString()}`
    : 'never used';
  return h(
    'li',
    { test: 'api-key' },
    h('span', { class: 'grow', text: key.name }),
    h('small', { class: 'muted', text: `${key.start}… ${used}` }),
    button('Revoke', () => revoke(key), { test: 'api-key-revoke' }),
  );
}

function secret(key) {
  const input = h('input', {
    class: 'input',
    value: key,
    readonly: true,
    'aria-label': 'The new key',
    test: 'api-key-secret',
  });
  return [
    h('span', { text: 'Copy it now: it is not shown again.' }),
    input,
    button('Copy key', () => copyText(key)),
  ];
}

function form(make, error) {
  const name = h('input', {
    class: 'input',
    placeholder: 'Name of the program',
    'aria-label': 'Name of the program',
    maxlength: 64,
    required: true,
    test: 'api-key-name',
  });
  const submit = async (event) => {
    event.preventDefault();
    await make(name.value.trim());
    name.value = '';
  };
  return h(
    'form',
    { class: 'invite', on: { submit } },
    name,
    h('button', { class: 'button primary', type: 'submit', text: 'Make key', test: 'api-key-make' }),
    error,
  );
}
