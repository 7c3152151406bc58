import { h, perFrame } from '../util/dom.js';
import { listPeriod } from '../util/format.js';
import { icon } from '../util/icons.js';
import { apiKeysDialog } from './api-keys-dialog.js';
import { usageDialog } from './usage-dialog.js';
import { avatar } from './avatar.js';
import { ConversationItem } from './conversation-item.js';
import { SearchResults } from './search-results.js';
import { themeToggle } from './theme.js';

/** The list of conversations, with search, archive and the person's own corner. */
export class Sidebar {
  #chat;
  #results;
  #items = new Map();
  #heads = new Map();
  #list = h('ul', { class: 'items', 'aria-label': 'Conversations', test: 'conversations' });
  #none = h('p', { class: 'muted none' });
  #more = h('button', {
    class: 'link load-more',
    type: 'button',
    text: 'Show more',
    hidden: true,
    test: 'load-more',
  });
  #search = h('input', {
    class: 'search-input',
    type: 'search',
    placeholder: 'Search',
    'aria-label': 'Search titles and messages',
    maxlength: 300,
    test: 'search',
  });
  #archive = h(
    'button',
    { class: 'chip', type: 'button', 'aria-pressed': 'false', test: 'show-archived' },
    icon('archive'),
    h('span', { text: 'Archived' }),
  );

  constructor(chat, { signOut, close }) {
    this.#chat = chat;
    this.#results = new SearchResults(chat);
    const fresh = h(
      'a',
      { class: 'new', href: '#/', title: 'Ctrl+Shift+O', test: 'new-conversation' },
      icon('plus'),
      'New conversation',
    );
    this.element = h(
      'nav',
      { class: 'sidebar', 'aria-label': 'Conversations', test: 'sidebar' },
      h(
        'div',
        { class: 'brand' },
        h('img', { src: '/img/parley.svg', alt: '', width: 26, height: 26 }),
        h('span', { text: 'Parley' }),
        h(
          'button',
          {
            class: 'icon-button only-narrow',
            type: 'button',
            'aria-label': 'Close conversations',
            test: 'close-sidebar',
            on: { click: close },
          },
          icon('close'),
        ),
      ),
      fresh,
      h('div', { class: 'search' }, icon('search'), this.#search),
      h(
        'div',
        { class: 'items-frame' },
        this.#list,
        this.#none,
        this.#more,
        this.#results.element,
      ),
      h(
        'div',
        { class: 'corner' },
        h(
          'div',
          { class: 'corner-row' },
          this.#archive,
          h('span', { class: 'grow' }),
          h(
            'a',
            {
              class: 'icon-button',
              href: '/playground.html',
              title: 'Playground for developers',
              'aria-label': 'Playground for developers',
              test: 'playground-link',
            },
            icon('code'),
          ),
          themeToggle(),
        ),
        this.#account(signOut),
      ),
    );
    this.#search.addEventListener('input', () => this.#typed());
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.#more.addEventListener('click', () => chat.loadConversations({ more: true }));
    this.#archive.addEventListener('click', () => chat.showArchived(!chat.archived));
    new IntersectionObserver(
      ([{ isIntersecting }]) => isIntersecting && this.#more.click(),
    ).observe(this.#more);
    chat.on('conversations', () => this.show());
    chat.on('opened', () => this.show());
    this.show();
  }

  focusSearch() {
    this.#search.focus();
  }

  #typed() {
    this.#results.show(this.#search.value);
    this.show();
  }

  /** From the search field, arrows lead through what was found and Enter opens the first of it. */
  #key(event) {
    const links = [this.#search, ...this.element.querySelectorAll('.item-link, .hit')];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at >= 0 && step && this.#search.value) {
      event.preventDefault();
      links[Math.max(0, at + step)]?.focus();
    } else if (at === 0 && event.key === 'Enter') links[1]?.click();
    else if (at >= 0 && event.key === 'Escape' && this.#search.value) {
      event.stopPropagation();
      this.#search.value = '';
      this.#search.focus();
      this.#typed();
    }
  }

  show = perFrame(() => {
    const { conversations, archived, thread } = this.#chat;
    const found = conversations.list({ archived, query: this.#search.value });
    const elements = [];
    const kept = new Set();
    let head = null;
    for (const one of found) {
      const period = archived ? 'Archived' : one.pinned ? 'Pinned' : listPeriod(one.updated_at);
      if (period !== head) elements.push(this.#head(period));
      head = period;
      kept.add(one.id);
      if (!this.#items.has(one.id)) this.#items.set(one.id, new ConversationItem(this.#chat));
      const item = this.#items.get(one.id);
      item.update(one, one.id === thread.conversationId);
      elements.push(item.element);
    }
    for (const id of this.#items.keys()) if (!kept.has(id)) this.#items.delete(id);
    arrange(this.#list, elements);
    this.#archive.setAttribute('aria-pressed', String(archived));
    this.#more.hidden = conversations.complete || conversations.cursor == null;
    this.#none.hidden = found.length > 0;
    this.#none.textContent = this.#search.value
      ? 'No titles found.'
      : archived
        ? 'Nothing archived.'
        : 'No conversations yet.';
  });

  #head(period) {
    if (!this.#heads.has(period))
      this.#heads.set(period, h('li', { class: 'period', text: period }));
    return this.#heads.get(period);
  }

  #account(signOut) {
    const { user } = this.#chat;
    const name = user.name ?? user.login ?? 'Guest';
    const leave = h(
      'button',
      {
        class: 'icon-button',
        type: 'button',
        'aria-label': 'Sign out',
        title: 'Sign out',
        test: 'sign-out',
        on: { click: signOut },
      },
      icon('exit'),
    );
    const keys = h(
      'button',
      {
        class: 'icon-button',
        type: 'button',
        'aria-label': 'API keys',
        title: 'API keys',
        test: 'api-keys',
        on: { click: () => apiKeysDialog(this.#chat) },
      },
      icon('code'),
    );
    const usage = h(
      'button',
      {
        class: 'icon-button',
        type: 'button',
        'aria-label': 'Usage',
        title: 'Usage',
        test: 'usage',
        on: { click: () => usageDialog(this.#chat) },
      },
      icon('chart'),
    );
    return h(
      'div',
      { class: 'account', test: 'account' },
      avatar(user.id, name),
      h(
        'span',
        { class: 'grow' },
        h('strong', { text: name }),
        h('small', { class: 'muted', text: user.guest ? 'Guest' : (user.login ?? '') }),
      ),
      usage,
      keys,
      leave,
    );
  }
}

/** Makes these the children, moving only what is out of place, so that the focus stays. */
function arrange(parent, elements) {
  const wanted = new Set(elements);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, i) => {
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null);
  });
}
