import { completions, template, usage } from '../chat/commands.js';
import { h } from '../util/dom.js';

const optionId = ({ name }) => `command-${name}`;

/**
 * Offers slash commands while one is written in a text area: arrows choose, Tab and Enter take over,
 * Escape closes. Listens to the keys before anybody who listens later. Returns its element.
 */
export function commandMenu(area) {
  let found = [];
  let at = 0;
  /** What Escape closed the menu on; it opens again when the text goes another way. */
  let dismissed = null;
  const list = h('ul', { id: 'command-menu', role: 'listbox', 'aria-label': 'Commands' });
  const said = h('span', { class: 'visually-hidden', role: 'status' });
  const menu = h('div', { class: 'command-menu', hidden: true, test: 'command-menu' }, list);
  area.setAttribute('aria-autocomplete', 'list');

  const show = () => {
    menu.hidden = found.length === 0;
    if (menu.hidden) {
      area.removeAttribute('aria-activedescendant');
      area.removeAttribute('aria-controls');
      said.textContent = '';
      return;
    }
    const options = found.map((command, i) => option(command, i === at, () => take(command)));
    list.replaceChildren(...options);
    options[at].scrollIntoView({ block: 'nearest' });
    area.setAttribute('aria-controls', list.id);
    area.setAttribute('aria-activedescendant', optionId(found[at]));
    const text = `${found.length} ${found.length === 1 ? 'command' : 'commands'}`;
    if (said.textContent !== text) said.textContent = text;
  };
  const look = () => {
    if (!area.value.startsWith('/')) dismissed = null;
    const fresh = dismissed === null ? completions(area.value, area.selectionStart) : [];
    if (fresh.length === found.length && fresh.every((one, i) => one === found[i])) return;
    found = fresh;
    at = 0;
    show();
  };
  const close = () => {
    found = [];
    show();
  };
  const take = (command) => {
    const filled = template(command, area.value, area.selectionStart);
    area.value = filled.text;
    area.focus();
    area.setSelectionRange(filled.caret, filled.caret);
    dismissed = area.value;
    area.dispatchEvent(new Event('input', { bubbles: true }));
    close();
  };

  const move = (by) => {
    at = (at + by + found.length) % found.length;
    show();
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Tab: () => take(found[at]),
    Enter: () => take(found[at]),
    Escape: () => {
      dismissed = area.value;
      close();
    },
  };
  area.addEventListener('keydown', (event) => {
    const { key, shiftKey, isComposing } = event;
    if (menu.hidden || isComposing || shiftKey || !keys[key]) return;
    // A command that needs nothing more is sent at once.
    const complete = found[at].args.length === 0 && area.value === `/${found[at].name}`;
    if (key === 'Enter' && complete) {
      close();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    keys[key]();
  });
  area.addEventListener('input', look);
  area.addEventListener('click', look);
  area.addEventListener('blur', close);
  return h('div', {}, menu, said);
}

function option(command, selected, take) {
  const keepFocus = (event) => event.preventDefault();
  return h(
    'li',
    {
      id: optionId(command),
      class: 'command-option',
      role: 'option',
      'aria-selected': String(selected),
      test: `command-${command.name}`,
      on: { pointerdown: keepFocus, mousedown: keepFocus, click: take },
    },
    h('code', { text: usage(command) }),
    h('span', { class: 'muted', text: command.about }),
  );
}
