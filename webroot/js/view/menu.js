import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';

/** Opens a menu of `items` ({label, icon, action, danger?, test?}) at a button. */
export function openMenu(anchor, items) {
  const choose = ({ action }) => {
    menu.hidePopover();
    action();
  };
  const buttons = items.map((item) =>
    h(
      'button',
      {
        class: `menu-item${item.danger ? ' danger' : ''}`,
        type: 'button',
        role: 'menuitem',
        tabindex: -1,
        test: item.test,
        on: { click: () => choose(item) },
      },
      icon(item.icon),
      item.label,
    ),
  );
  const menu = h('div', { class: 'menu', role: 'menu', popover: 'auto' }, buttons);
  menu.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Tab') menu.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length).focus();
  });
  menu.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return;
    if (menu.contains(document.activeElement)) anchor.focus();
    anchor.setAttribute('aria-expanded', 'false');
    menu.remove();
  });
  document.body.append(menu);
  menu.showPopover();
  place(menu, anchor);
  anchor.setAttribute('aria-expanded', 'true');
  buttons[0].focus();
}

/** Below the anchor, above it where there is no room, and never outside the window. */
export function place(element, anchor) {
  const at = anchor.getBoundingClientRect();
  const size = element.getBoundingClientRect();
  const below = at.bottom + 4 + size.height < innerHeight;
  element.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - size.height - 4)}px`;
  element.style.left = `${Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8))}px`;
}
