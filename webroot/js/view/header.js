import { h, perFrame } from '../util/dom.js';
import { icon } from '../util/icons.js';
import { avatar } from './avatar.js';
import { peopleDialog } from './people-dialog.js';
import { settingsDialog } from './settings-dialog.js';
import { connectionState } from './status.js';

const FACES = 4;

const iconButton = (name, label, test, onClick) =>
  h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': label,
      title: label,
      test,
      on: { click: onClick },
    },
    icon(name),
  );

/** Title, people and settings of the open conversation, and the connection. */
export function header(chat, { openSidebar }) {
  const title = h('h1', { class: 'title', test: 'title' });
  const faces = h('button', {
    class: 'faces',
    type: 'button',
    test: 'people',
    'aria-label': 'People',
    title: 'People',
    on: { click: () => peopleDialog(chat) },
  });
  const settings = iconButton('sliders', 'Conversation settings', 'settings', () =>
    settingsDialog(chat),
  );
  const show = perFrame(() => {
    const { conversation } = chat;
    const name = conversation?.title || 'New conversation';
    title.textContent = name;
    document.title = conversation ? `${name} · Parley` : 'Parley';
    faces.hidden = settings.hidden = !conversation;
    const members = conversation?.members ?? [];
    const shown = members.length > 1 ? members.slice(0, FACES) : [];
    faces.replaceChildren(
      ...shown.map((one) => avatar(one.user_id, one.name, chat.people.isPresent(one.user_id))),
      ...(members.length > FACES
        ? [h('span', { class: 'more', text: `+${members.length - FACES}` })]
        : []),
      ...(shown.length === 0 ? [icon('people')] : []),
    );
    faces.classList.toggle('icon-button', shown.length === 0);
  });
  for (const type of ['conversations', 'opened', 'people']) chat.on(type, show);
  show();
  return h(
    'header',
    { class: 'bar' },
    h(
      'span',
      { class: 'only-narrow' },
      iconButton('menu', 'Conversations', 'open-sidebar', openSidebar),
    ),
    title,
    connectionState(chat),
    faces,
    settings,
  );
}

/** Says who is typing. */
export function typingLine(chat) {
  const text = h('span');
  const line = h(
    'div',
    { class: 'typing', role: 'status', hidden: true, test: 'typing' },
    h('span', { class: 'thinking', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
    text,
  );
  const show = perFrame(() => {
    const members = chat.conversation?.members ?? [];
    const names = chat.people.typing.map(
      (id) => members.find((one) => one.user_id === id)?.name ?? 'Somebody',
    );
    line.hidden = names.length === 0;
    if (names.length === 0) return;
    text.textContent =
      names.length > 2
        ? 'Several people are typing'
        : `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} typing`;
  });
  chat.on('people', show);
  return line;
}
