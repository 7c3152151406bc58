/** The conversations known to this tab, by id. */
export class Conversations {
  #byId = new Map();
  cursor = null;
  complete = false;

  get(id) {
    return this.#byId.get(id);
  }

  /** The whole state of a conversation as this user sees it. */
  put(conversation) {
    this.#byId.set(conversation.id, { ...this.#byId.get(conversation.id), ...conversation });
  }

  /**
   * A change everybody was told of, as somebody else sees the conversation: what belongs to a member
   * (pinned, archived, read) stays as it is here.
   */
  putShared(conversation) {
    const known = this.get(conversation.id);
    if (!known) {
      this.put({ ...conversation, pinned: false, archived: false, last_read_seq: 0 });
      return;
    }
    const { pinned, archived, last_read_seq } = known;
    this.put({ ...conversation, pinned, archived, last_read_seq });
  }

  patch(id, fields) {
    if (this.#byId.has(id)) this.put({ id, ...fields });
  }

  remove(id) {
    this.#byId.delete(id);
  }

  /**
   * @param options.first it is the newest page: what is missing from its stretch of time is gone
   */
  addPage({ conversations, cursor }, { first = false, archived = false } = {}) {
    if (first) this.#dropMissing(conversations, archived, Boolean(cursor));
    for (const conversation of conversations) this.put(conversation);
    this.cursor = cursor ?? null;
    this.complete = !cursor;
  }

  #dropMissing(page, archived, more) {
    const there = new Set(page.map(({ id }) => id));
    const oldest = page.at(-1)?.updated_at ?? '';
    for (const one of this.#byId.values()) {
      const within = !more || (!one.pinned && one.updated_at >= oldest);
      if (Boolean(one.archived) === archived && within && !there.has(one.id)) this.remove(one.id);
    }
  }

  /** Pinned first, then by the time of the last change, newest first. */
  list({ archived = false, query = '' } = {}) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = ({ title }) => words.every((word) => title.toLowerCase().includes(word));
    return [...this.#byId.values()]
      .filter((one) => Boolean(one.archived) === archived && matches(one))
      .sort((a, b) => b.pinned - a.pinned || (a.updated_at < b.updated_at ? 1 : -1));
  }
}

export const unread = (conversation) => conversation.seq > (conversation.last_read_seq ?? 0);
