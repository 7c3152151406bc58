import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';
import { writeJson } from '../util/storage.js';

const KEY = 'parley.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const current = () =>
  document.documentElement.dataset.theme ?? (systemDark.matches ? 'dark' : 'light');

/** A button that turns light to dark and back; choosing the system's own colours follows it again. */
export function themeToggle() {
  const toggle = h('button', { class: 'icon-button', type: 'button', test: 'theme-toggle' });
  const show = () => {
    const next = current() === 'dark' ? 'light' : 'dark';
    toggle.replaceChildren(icon(next === 'dark' ? 'moon' : 'sun'));
    toggle.setAttribute('aria-label', `Switch to ${next} colours`);
    toggle.title = `Switch to ${next} colours`;
  };
  toggle.addEventListener('click', () => {
    const next = current() === 'dark' ? 'light' : 'dark';
    const followsSystem = (next === 'dark') === systemDark.matches;
    if (followsSystem) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    writeJson(KEY, followsSystem ? null : next);
    show();
  });
  systemDark.addEventListener('change', show);
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== KEY) return;
    if (newValue) document.documentElement.dataset.theme = JSON.parse(newValue);
    else delete document.documentElement.dataset.theme;
    show();
  });
  show();
  return toggle;
}
