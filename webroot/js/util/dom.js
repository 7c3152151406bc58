/**
 * Builds an element. `props`: `class`, `text`, `on` (listeners), `data` (dataset), `test` (its
 * `data-testid`), else attributes; null, undefined and false leave one out, true sets it empty.
 * Children are nodes, text, or null. Text never becomes markup.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (name === 'text') element.textContent = value;
    else if (name === 'on')
      for (const [type, fn] of Object.entries(value)) element.addEventListener(type, fn);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name === 'test') element.dataset.testid = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** Runs `action` at most once per animation frame, however often it is asked for. */
export function perFrame(action) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      action();
    });
  };
}

/** Calls `action` after `delay` ms without another call. */
export function debounced(delay, action) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), delay);
  };
}

/** Puts text on the clipboard; also where the page is not served over HTTPS. */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = h('textarea', { class: 'visually-hidden' });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('The browser did not allow copying');
  return undefined;
}
