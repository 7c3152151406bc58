/** What samples are filled with; ids are taken from what the server tells. */
export class Known {
  token = '';
  id;
  conversation = 1;
  message = 1;
  generation = 1;
  chat = '1';
  confirmation = '';
  #requests = 0;

  constructor(id) {
    this.id = id;
  }

  /** An id for the next request. */
  next() {
    this.#requests += 1;
    return this.#requests;
  }

  /** Takes over the ids of a frame or an answer; whatever it does not have stays. */
  learn(frame) {
    const data = frame?.data ?? frame;
    if (!data || typeof data !== 'object') return;
    this.conversation = data.conversation_id ?? data.conversation?.id ?? this.conversation;
    this.generation = data.generation_id ?? data.task_id ?? data.generation?.id ?? this.generation;
    this.confirmation = data.confirmation_id ?? this.confirmation;
    // A rating and a second answer are about what the model wrote.
    const answer = data.generation?.message_id ?? (data.generation_id && data.message_id);
    this.message = answer || data.message_id || data.message?.id || this.message;
    const made = typeof data.title === 'string' ? data.id : undefined;
    this.chat = data.chat_id ?? data.chat?.id ?? made ?? this.chat;
  }
}
