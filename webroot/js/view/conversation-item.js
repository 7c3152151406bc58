import { unread } from '../chat/conversations.js';
import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';
import { confirmDialog, promptDialog } from './dialog.js';
import { openMenu } from './menu.js';
import { shareDialog } from './share-dialog.js';

/** One line of the list of conversations. */
export class ConversationItem {
  #chat;
  #conversation;
  #title = h('span', { class: 'item-title' });
  #marks = h('span', { class: 'marks' });
  #link = h('a', { class: 'item-link', test: 'conversation-item' }, this.#title, this.#marks);
  #more = h(
    'button',
    {
      class: 'icon-button item-more',
      type: 'button',
      'aria-haspopup': 'menu',
      test: 'conversation-menu',
      on: { click: () => openMenu(this.#more, this.#actions()) },
    },
    icon('more'),
  );
  element = h('li', { class: 'item' }, this.#link, this.#more);

  constructor(chat) {
    this.#chat = chat;
  }

  update(conversation, open) {
    if (open) this.#link.setAttribute('aria-current', 'page');
    else this.#link.removeAttribute('aria-current');
    if (conversation === this.#conversation && open === this.#open) return;
    this.#conversation = conversation;
    this.#open = open;
    const { id, pinned, members } = conversation;
    const title = conversation.title || 'New conversation';
    this.#link.href = `#/c/${id}`;
    this.#link.dataset.conversationId = id;
    this.#title.textContent = title;
    this.#more.setAttribute('aria-label', `Actions for ${title}`);
    const isNew = unread(conversation) && !open;
    this.element.classList.toggle('unread', isNew);
    this.#marks.replaceChildren(
      ...(members?.length > 1 ? [icon('people')] : []),
      ...(pinned ? [icon('pin')] : []),
      ...(isNew ? [h('i', { class: 'unread-dot', role: 'img', 'aria-label': 'Unread' })] : []),
    );
  }

  #open = null;

  #actions() {
    const chat = this.#chat;
    const { id, title, pinned, archived } = this.#conversation;
    const rename = async () => {
      const name = await promptDialog('Rename conversation', {
        label: 'Title',
        value: title,
        maxlength: 200,
        action: 'Rename',
      });
      if (name) chat.update(id, { title: name });
    };
    const remove = async () => {
      const sure = await confirmDialog(
        'Delete conversation',
        `“${title}” will be deleted for everybody in it.`,
        'Delete',
      );
      if (sure) chat.remove(id);
    };
    const share = async () => {
      const path = await chat.share(id);
      if (path) shareDialog(path);
    };
    const owner = this.#conversation.members?.some(
      (one) => one.user_id === chat.user.id && one.role === 'owner',
    );
    const sharing = [
      { label: 'Share', icon: 'people', test: 'share', action: share },
      { label: 'Stop sharing', icon: 'close', test: 'unshare', action: () => chat.unshare(id) },
    ];
    return [
      {
        label: pinned ? 'Unpin' : 'Pin',
        icon: 'pin',
        test: 'pin',
        action: () => chat.update(id, { pinned: !pinned }),
      },
      { label: 'Rename', icon: 'pencil', test: 'rename', action: rename },
      {
        label: archived ? 'Restore' : 'Archive',
        icon: 'archive',
        test: 'archive',
        action: () => chat.update(id, { archived: !archived }),
      },
      ...(owner ? sharing : []),
      { label: 'Delete', icon: 'trash', danger: true, test: 'delete', action: remove },
    ];
  }
}
