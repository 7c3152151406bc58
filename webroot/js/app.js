import { ParleyClient } from '../lib/parley-client.js';
import { Chat } from './chat/chat.js';
import { Pictures } from './session/pictures.js';
import { rest, restText } from './session/rest.js';
import { upload } from './session/upload.js';
import { h } from './util/dom.js';
import { commandCards } from './view/command-cards.js';
import { Composer } from './view/composer.js';
import { confirmDialog } from './view/dialog.js';
import { header, typingLine } from './view/header.js';
import { Sidebar } from './view/sidebar.js';
import { ThreadView } from './view/thread-view.js';
import { toast } from './view/toast.js';
import { toolQuestions } from './view/tool-questions.js';
import { quotaNotice } from './view/usage-dialog.js';

const QUIET = new Set(['TIMEOUT', 'CONNECTION_LOST']);

/** What the address names: a conversation, perhaps a message of it. */
function place() {
  const match = /^#\/c\/(\d+)(?:\/m\/(\d+))?$/.exec(location.hash);
  return { id: match ? Number(match[1]) : null, messageId: match?.[2] ? Number(match[2]) : null };
}

function webSocketUrl() {
  const url = new URL('/api/v1/chat/ws', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** The page of a person who is signed in. Returns its element and what ends it. */
export function startApp(session) {
  const { user } = session;
  const life = new AbortController();
  const listen = (target, type, action) =>
    target.addEventListener(type, action, { signal: life.signal });
  const client = new ParleyClient({ url: webSocketUrl(), getToken: (ask) => session.token(ask) });
  const chat = new Chat(client, user);
  chat.rest = async (method, path, body) =>
    rest(method, path, { body, token: await session.token() });
  chat.toolResult = async (id) => restText(`/tool-results/${id}`, { token: await session.token() });
  const endQuestions = toolQuestions(chat);
  chat.pictures = new Pictures(() => session.token());

  const narrow = matchMedia('(max-width: 820px)');
  const drawer = (open) => {
    element.classList.toggle('drawer-open', open);
    sidebar.element.inert = narrow.matches && !open;
  };
  const signOut = async () => {
    const text = 'A guest cannot sign in again: this guest’s conversations will be out of reach.';
    if (user.guest && !(await confirmDialog('Sign out', text, 'Sign out'))) return;
    session.logout();
  };

  const view = new ThreadView(chat, (text) => composer.fill(text));
  view.scroller.append(commandCards(chat, () => view.toEnd()));
  const composer = new Composer(chat, {
    editLast: () => view.editLast(),
    upload: async (file, options) => upload(file, { ...options, token: await session.token() }),
  });
  const sidebar = new Sidebar(chat, { signOut, close: () => drawer(false) });
  const element = h(
    'div',
    { class: 'app' },
    h('button', {
      class: 'skip',
      type: 'button',
      text: 'Skip to the message box',
      on: { click: () => composer.focus() },
    }),
    sidebar.element,
    h('div', { class: 'scrim', on: { click: () => drawer(false) } }),
    h(
      'main',
      { class: 'main' },
      header(chat, { openSidebar: () => drawer(true) }),
      view.element,
      typingLine(chat),
      composer.element,
    ),
  );

  const openHash = () => {
    const { id, messageId } = place();
    chat.open(id);
    if (messageId != null) chat.reveal(messageId);
    drawer(false);
  };
  listen(window, 'hashchange', openHash);
  listen(narrow, 'change', () => drawer(false));
  listen(window, 'online', () => client.wake());
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    client.wake();
    chat.seen();
  });
  listen(document, 'keydown', (event) => shortcut(event, { chat, sidebar, drawer, composer }));

  chat.on('created', (id) => history.replaceState(null, '', `#/c/${id}`));
  chat.on('closed', (why) => {
    if (why) toast(why);
    location.hash = '#/';
  });
  chat.on('problem', ({ code, message, retryAfterMs, retry_after_ms }) => {
    if (code === 'RATE_LIMITED') composer.limited(retryAfterMs ?? retry_after_ms ?? 2_000);
    const until = retryAfterMs ?? retry_after_ms;
    if (code === 'QUOTA_EXCEEDED' && until) {
      quotaNotice(chat, message, until);
      return;
    }
    // While the line is down, the connection state says enough.
    if (!(QUIET.has(code) && client.state !== 'online')) toast(message || code, 'error');
  });
  client.on('state', ({ state }) => {
    if (state === 'signed_out') session.logout();
  });

  drawer(false);
  openHash();
  client.connect();
  loadModels(session, chat);
  const stop = () => {
    life.abort();
    client.close();
    endQuestions();
    chat.pictures.close();
  };
  return { element, stop };
}

async function loadModels(session, chat) {
  try {
    chat.models = await rest('GET', '/models', { token: await session.token() });
    chat.emit('models');
  } catch {
    // Without the list the server's default model answers; nothing else depends on it.
  }
}

function shortcut(event, { chat, sidebar, drawer, composer }) {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (command && key === 'k') {
    event.preventDefault();
    drawer(true);
    sidebar.focusSearch();
  } else if (command && event.shiftKey && key === 'o') {
    event.preventDefault();
    location.hash = '#/';
    composer.focus();
  } else if (key === 'escape' && !document.querySelector('dialog[open], [popover]:popover-open')) {
    drawer(false);
    if (chat.thread.running && document.activeElement?.dataset.testid === 'composer') chat.stop();
  }
}
