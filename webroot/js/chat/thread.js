import { withCalls } from './tools.js';

const FINAL = new Set(['completed', 'stopped', 'failed', 'interrupted', 'deleted']);
const ROOT = 0;

/** Messages not stored yet have negative ids, and come last. */
const order = (id) => (id < 0 ? Number.MAX_SAFE_INTEGER + id : id);

/**
 * The messages of one conversation that are loaded: a tree by `parent_id`, of which one branch, the
 * path to `leaf`, is shown. Message objects are replaced, never changed, so that a view can tell by
 * identity what to draw again. Each carries a `key` that outlives the step from local to stored.
 */
export class Thread {
  #messages = new Map();
  #children = new Map();
  #path = null;
  #leaf = null;
  /** Number of the next local message. */
  #local = -1;
  hasMore = true;
  loaded = false;
  /** A page is on its way. */
  loading = false;
  /** The promise of the conversation being made for this thread; null when there is none. */
  creating = null;

  constructor(conversationId = null) {
    this.conversationId = conversationId;
  }

  get leaf() {
    return this.#leaf;
  }

  get size() {
    return this.#messages.size;
  }

  get(id) {
    return this.#messages.get(id);
  }

  /** The oldest stored message, before which more may be loaded. */
  get oldestId() {
    let oldest = null;
    for (const id of this.#messages.keys())
      if (id > 0 && (oldest == null || id < oldest)) oldest = id;
    return oldest;
  }

  /** The newest stored message, on whatever branch. */
  get newestId() {
    let newest = null;
    for (const id of this.#messages.keys()) if (newest == null || id > newest) newest = id;
    return newest;
  }

  /** The branch on show, oldest first, as far as it is loaded. */
  get path() {
    if (!this.#path) {
      this.#path = [];
      for (let at = this.#messages.get(this.#leaf); at; at = this.#messages.get(at.parent_id)) {
        this.#path.push(at);
      }
      this.#path.reverse();
    }
    return this.#path;
  }

  /** The answer that a generation writes. */
  byGeneration(generationId) {
    for (const message of this.#messages.values())
      if (message.generation_id === generationId) return message;
    return undefined;
  }

  get running() {
    return this.path.findLast((message) => message.status === 'generating');
  }

  /** A page of history, oldest first. The newest page sets the leaf unless one is chosen. */
  addPage(messages, { hasMore, leafId }) {
    for (const message of messages) this.#put(message);
    this.hasMore = hasMore;
    if (!this.#messages.has(this.#leaf)) {
      this.#leaf = this.#messages.has(leafId)
        ? leafId
        : ([...this.#messages.keys()].sort((a, b) => order(a) - order(b)).at(-1) ?? null);
    }
    this.loaded = true;
    this.#path = null;
  }

  /** A message that is new or changed now; the view follows it when it continues what is on show. */
  put(message) {
    const known = this.#messages.has(message.id) || this.#localOf(message) !== undefined;
    if (!known && message.id > 0 && this.#moveLocalsBehind(message)) return;
    const continues =
      this.#leaf == null ||
      (message.parent_id == null
        ? this.path[0]?.parent_id == null
        : this.path.some(({ id }) => id === message.parent_id));
    this.#put(message);
    if (!known && continues) this.#leaf = message.id;
    this.#path = null;
  }

  /** A message of this tab that the server does not have yet. Returns it. */
  addLocal(fields) {
    const id = this.#local--;
    this.put({
      ...fields,
      id,
      key: fields.client_message_id,
      parent_id: this.#leaf,
      status: 'sending',
    });
    return this.get(id);
  }

  /** Changes some fields of a message; unknown ids are ignored. */
  patch(id, fields) {
    const message = this.#messages.get(id);
    if (message) this.#replace({ ...message, ...fields });
  }

  /** Adds to an answer in progress. */
  append(id, text) {
    const message = this.#messages.get(id);
    if (message && !FINAL.has(message.status))
      this.#replace({ ...message, content: message.content + text });
  }

  /** Everything was taken out; what this tab has not sent yet goes with it. */
  clear() {
    this.#messages.clear();
    this.#children.clear();
    this.#leaf = this.#path = null;
    this.hasMore = false;
  }

  remove(id) {
    const message = this.#messages.get(id);
    if (!message) return;
    this.#messages.delete(id);
    const siblings = this.#siblingIds(message);
    siblings.splice(siblings.indexOf(id), 1);
    if (this.#leaf === id) this.#leaf = message.parent_id;
    this.#path = null;
  }

  /** Ids of a message's versions, oldest first, itself among them. */
  siblings(message) {
    return this.#siblingIds(message);
  }

  /** Shows the branch through this message, down to its newest end. */
  show(id) {
    let leaf = id;
    for (let below = this.#children.get(leaf); below?.length; below = this.#children.get(leaf)) {
      leaf = below.at(-1);
    }
    this.#leaf = leaf;
    this.#path = null;
  }

  #siblingIds(message) {
    return this.#children.get(message.parent_id ?? ROOT) ?? [];
  }

  #put(message) {
    const local = this.#localOf(message);
    if (local) this.#adopt(local, message);
    else if (this.#messages.has(message.id))
      this.#replace(merged(this.#messages.get(message.id), message));
    else this.#insert({ ...message, key: message.key ?? String(message.id) });
  }

  /** Somebody was faster: what is not stored yet will follow their message, not stand beside it. */
  #moveLocalsBehind(message) {
    const first = this.path.find(({ id }) => id < 0);
    if (!first || (first.parent_id ?? null) !== (message.parent_id ?? null)) return false;
    this.#put(message);
    this.#reparent(first, message.id);
    this.#path = null;
    return true;
  }

  #reparent(message, parentId) {
    const siblings = this.#siblingIds(message);
    siblings.splice(siblings.indexOf(message.id), 1);
    this.#insert({ ...message, parent_id: parentId });
  }

  #localOf(message) {
    if (!message.client_message_id || message.id < 0) return undefined;
    for (let id = -1; id > this.#local; id--) {
      const local = this.#messages.get(id);
      if (local?.client_message_id === message.client_message_id) return local;
    }
    return undefined;
  }

  #adopt(local, message) {
    const wasLeaf = this.#leaf === local.id;
    this.remove(local.id);
    if (this.#messages.has(message.id))
      this.#replace(merged(this.#messages.get(message.id), message));
    else this.#insert({ ...message, key: local.key });
    for (const id of [...(this.#children.get(local.id) ?? [])])
      this.#reparent(this.#messages.get(id), message.id);
    this.#children.delete(local.id);
    if (wasLeaf) this.#leaf = message.id;
  }

  #insert(message) {
    this.#messages.set(message.id, message);
    const parent = message.parent_id ?? ROOT;
    if (!this.#children.has(parent)) this.#children.set(parent, []);
    const siblings = this.#children.get(parent);
    siblings.push(message.id);
    siblings.sort((a, b) => order(a) - order(b));
  }

  #replace(message) {
    this.#messages.set(message.id, message);
    const index = this.#path?.findLastIndex(({ id }) => id === message.id) ?? -1;
    if (index >= 0) this.#path[index] = message;
  }
}

/** A copy read while an answer was running must not take back what is known to be newer. */
function merged(known, incoming) {
  const newer = { ...known, ...incoming, key: known.key };
  const calls = withCalls(known.tool_calls, incoming.tool_calls);
  if (calls.length > 0) newer.tool_calls = calls;
  if (incoming.status !== 'generating') return newer;
  if (FINAL.has(known.status)) return { ...incoming, ...known };
  return { ...newer, content: incoming.content || known.content };
}
