import { Emitter } from '../../lib/parley/emitter.js';
import { randomId } from '../util/format.js';
import { debounced } from '../util/dom.js';
import { Conversations } from './conversations.js';
import { isCommand, sendCommand } from './commands.js';
import { listenTo } from './events.js';
import { People } from './people.js';
import { accepted, deliver } from './sending.js';
import { Thread } from './thread.js';

const PAGE = 50;
/** Of messages on the way back to one that is looked for, and most pages of them. */
const LONG_PAGE = 200;
const MAX_PAGES = 100;
const TYPING_EVERY_MS = 3_000;

/**
 * What the person in front of this tab can do, and the state the views draw. Emits `conversations`,
 * `thread` (content), `opened` (another conversation), `people`, `models`, `problem` (an error to
 * show), `reveal` (a message to be looked at), `closed` (why the open conversation went away), `command` and
 * `command_done` (a slash command is on its way, or no longer).
 */
export class Chat extends Emitter {
  conversations = new Conversations();
  people = new People(() => this.emit('people'));
  thread = new Thread();
  archived = false;
  models = { models: [], default_model: null };
  /** Gives URLs for the pictures of messages. */
  pictures = null;
  /** Calls the REST API as this person: method, path, body. */
  rest = null;
  /** Reads by its id what a tool said at length. */
  toolResult = null;
  /** Model chosen before the conversation exists. */
  draftModel = null;
  /** The conversation this tab deleted last, of which its person need not be told. */
  deleting = null;
  /** How this tab and others see the line; the latest `state` event of the client. */
  connection = { state: 'connecting' };
  #typingSaid = 0;
  #loaded = null;
  #markRead = debounced(800, () => this.#read());

  constructor(client, user) {
    super();
    this.client = client;
    this.user = user;
    listenTo(client, this);
  }

  get conversation() {
    return this.conversations.get(this.thread.conversationId);
  }

  /** Whether the person owns the open conversation. */
  get owns() {
    const me = ({ user_id: id, role }) => id === this.user.id && role === 'owner';
    return this.conversation?.members?.some(me) ?? false;
  }

  get model() {
    return this.conversation ? this.conversation.model : this.draftModel;
  }

  // ---- conversations ----

  async loadConversations({ more = false } = {}) {
    const cursor = more ? this.conversations.cursor : undefined;
    const request = { limit: PAGE, archived: this.archived, cursor };
    await this.#try(async () => {
      const page = await this.client.request('list_conversations', request);
      this.conversations.addPage(page, { first: !more, archived: request.archived });
      this.emit('conversations');
    });
  }

  showArchived(archived) {
    this.archived = archived;
    this.emit('conversations');
    return this.loadConversations();
  }

  /** Null opens an empty page for a new conversation. */
  open(id) {
    if (id === this.thread.conversationId && (id != null || this.thread.size === 0)) return;
    if (this.thread.conversationId != null) {
      this.#read();
      this.client.leave(this.thread.conversationId);
    }
    this.thread = new Thread(id);
    this.people.reset();
    this.emit('opened');
    this.#loaded = id != null ? this.reload() : null;
  }

  /** Joins the open conversation and loads its newest messages. */
  async reload() {
    const { thread } = this;
    const id = thread.conversationId;
    thread.loading = true;
    try {
      const join = this.client.join(id);
      const page = this.client.request('load_messages', { conversation_id: id, limit: PAGE });
      const [{ conversation }, { messages, has_more: hasMore }] = await Promise.all([join, page]);
      if (thread !== this.thread) return;
      thread.addPage(messages, { hasMore, leafId: conversation.leaf_id });
      this.emit('thread');
      this.seen();
    } catch (error) {
      if (thread !== this.thread || error.code === 'CLOSED') return;
      const gone = error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN';
      if (gone) this.forget(id, 'This conversation does not exist, or you are not part of it.');
      else this.emit('problem', error);
    } finally {
      thread.loading = false;
    }
  }

  /** Loads as far back as a message of the open conversation, and has it shown. */
  async reveal(id) {
    const { thread } = this;
    await this.#loaded;
    try {
      for (let page = 0; page < MAX_PAGES && thread.hasMore && !thread.get(id); page++) {
        if (thread !== this.thread || !thread.loaded) return;
        await this.loadOlder(LONG_PAGE);
      }
    } catch (error) {
      this.emit('problem', error);
      return;
    }
    if (thread !== this.thread || !thread.loaded) return;
    if (!thread.get(id)) {
      this.emit('problem', { message: 'This message is not there any more, or too far back.' });
      return;
    }
    if (!thread.path.includes(thread.get(id))) thread.show(id);
    this.emit('thread');
    this.emit('reveal', id);
  }

  async loadOlder(limit = PAGE) {
    const { thread } = this;
    const request = {
      conversation_id: thread.conversationId,
      before: thread.oldestId,
      limit,
    };
    const { messages, has_more: hasMore } = await this.client.request('load_messages', request);
    thread.addPage(messages, { hasMore });
    if (thread === this.thread) this.emit('thread');
  }

  update(id, fields) {
    return this.#try(async () => {
      const data = { conversation_id: id, ...fields };
      const { conversation } = await this.client.request('update_conversation', data);
      this.conversations.put(conversation);
      this.emit('conversations');
    });
  }

  /** Resolves with the path of a link to what is on show; undefined when that failed. */
  async share(id) {
    let path;
    const leaf = id === this.thread.conversationId ? this.thread.leaf : null;
    const body = leaf > 0 ? { message_id: leaf } : {};
    await this.#try(async () => {
      ({ path } = await this.rest('POST', `/conversations/${id}/share`, body));
    });
    return path;
  }

  unshare(id) {
    return this.#try(() => this.rest('DELETE', `/conversations/${id}/share`));
  }

  remove(id) {
    return this.#try(async () => {
      this.deleting = id;
      await this.client.request('delete_conversation', { conversation_id: id });
      this.forget(id);
    });
  }

  /** The conversation is gone, for everybody or for this user. */
  forget(id, why) {
    this.conversations.remove(id);
    this.emit('conversations');
    if (this.thread.conversationId === id) this.emit('closed', why);
  }

  async setModel(model) {
    if (this.conversation) await this.update(this.conversation.id, { model });
    else this.draftModel = model || null;
    this.emit('models');
  }

  // ---- people ----

  async invite(user) {
    const request = { conversation_id: this.thread.conversationId, user };
    const { conversation } = await this.client.request('invite', request);
    if (conversation) this.conversations.put(conversation);
    this.emit('conversations');
    this.emit('people');
  }

  removeMember(userId) {
    const request = { conversation_id: this.thread.conversationId, user_id: userId };
    return this.#try(() => this.client.request('remove_member', request));
  }

  typing(isTyping) {
    const id = this.thread.conversationId;
    const alone = (this.conversation?.members?.length ?? 1) < 2;
    const now = Date.now();
    if (id == null || alone || (isTyping && now - this.#typingSaid < TYPING_EVERY_MS)) return;
    if (!isTyping && this.#typingSaid === 0) return;
    this.#typingSaid = isTyping ? now : 0;
    this.client.tell('typing', { conversation_id: id, is_typing: isTyping });
  }

  // ---- messages ----

  /** Shows the message at once; how it fares is shown with it. */
  send(content, { note = false, attachments = [] } = {}) {
    this.typing(false);
    if (!note && isCommand(content)) return sendCommand(this, content);
    const local = this.thread.addLocal({
      client_message_id: randomId(),
      message_type: note ? 'note' : 'user',
      sender_id: this.user.id,
      sender_name: this.user.name,
      created_at: new Date().toISOString(),
      content,
      attachments,
    });
    this.emit('thread');
    return deliver(this, this.thread, local);
  }

  retry(message) {
    this.thread.patch(message.id, { status: 'sending', error: null });
    this.emit('thread');
    return deliver(this, this.thread, message);
  }

  discard(message) {
    this.thread.remove(message.id);
    this.emit('thread');
  }

  regenerate(message) {
    return this.#answer('regenerate', { message_id: message.id, model: this.model ?? undefined });
  }

  /** Asks for an answer to a message that has none, or for the rest of one that was cut off. */
  answer(message) {
    const data = { conversation_id: message.conversation_id, message_id: message.id };
    return this.#answer('stream_response', data);
  }

  async edit(message, content) {
    const data = { message_id: message.id, content };
    accepted(this, this.thread, await this.client.request('edit_message', data));
  }

  removeMessage(message) {
    return this.#try(() => this.client.request('delete_message', { message_id: message.id }));
  }

  stop() {
    const running = this.thread.running;
    if (!running) return undefined;
    const { generation_id, conversation_id } = running;
    const target = generation_id ? { generation_id } : { conversation_id };
    return this.#try(() => this.client.request('stop', target));
  }

  showBranch(id) {
    this.thread.show(id);
    this.emit('thread');
  }

  rate(message, rating, comment) {
    const before = message.feedback ?? null;
    this.thread.patch(message.id, { feedback: rating });
    this.emit('thread');
    return this.#try(
      () => this.client.request('feedback', { message_id: message.id, rating, comment }),
      () => this.thread.patch(message.id, { feedback: before }),
    );
  }

  /** The newest event of the open conversation is on screen. */
  seen() {
    if (document.visibilityState === 'visible') this.#markRead();
  }

  #read() {
    const one = this.conversation;
    if (!one || one.seq <= (one.last_read_seq ?? 0)) return;
    this.client.tell('mark_read', { conversation_id: one.id, seq: one.seq });
    this.conversations.patch(one.id, { last_read_seq: one.seq });
    this.emit('conversations');
  }

  async #answer(type, data) {
    await this.#try(async () => accepted(this, this.thread, await this.client.request(type, data)));
  }

  async #try(action, undo) {
    try {
      await action();
    } catch (error) {
      undo?.();
      this.emit('thread');
      if (error.code !== 'CLOSED') this.emit('problem', error);
    }
  }
}
