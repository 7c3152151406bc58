import { blocksOf, renderBlock } from '../render/markdown.js';
import { rest } from '../session/rest.js';
import { h } from '../util/dom.js';
import { fullTime } from '../util/format.js';
import { pageBar } from '../view/page-bar.js';

const root = document.getElementById('root');

function body({ message_type: type, content, status }) {
  const element = h('div', { class: 'body', test: 'shared-content' });
  if (status === 'deleted') element.textContent = 'Message removed';
  else if (type === 'assistant') {
    element.classList.add('markdown');
    element.append(...blocksOf(content).map(renderBlock));
  } else element.textContent = content;
  return element;
}

function line(message) {
  const { message_type: type, author, created_at: at, pictures, status } = message;
  const left = pictures === 1 ? 'One picture is not shown' : `${pictures} pictures are not shown`;
  return h(
    'li',
    {},
    h(
      'article',
      { class: `message ${type}`, data: { status } },
      h(
        'div',
        { class: 'message-head' },
        h('span', { class: 'author', text: author ?? 'Assistant' }),
        h('time', { datetime: at, text: fullTime(at) }),
      ),
      pictures > 0 ? h('p', { class: 'muted', text: left }) : null,
      body(message),
    ),
  );
}

function show(title, ...content) {
  document.title = `${title} – Parley`;
  root.replaceChildren(pageBar(title, []), h('main', { class: 'thread' }, content));
}

async function load() {
  show('Shared conversation', h('p', { class: 'older', text: 'Loading…' }));
  try {
    const shared = await rest('GET', `/shared/${encodeURIComponent(location.hash.slice(1))}`);
    const older = 'Earlier messages are left out.';
    show(
      shared.title || 'Shared conversation',
      shared.whole ? null : h('p', { class: 'older', text: older }),
      h('ol', { class: 'messages', test: 'shared' }, shared.messages.map(line)),
    );
  } catch ({ code, message }) {
    const gone = 'This link is no longer good, or never was.';
    const text = code === 'NOT_FOUND' ? gone : message;
    show('Shared conversation', h('p', { class: 'older', role: 'alert', test: 'gone', text }));
  }
}

window.addEventListener('hashchange', load);
load();
