import { placeholder } from './placeholder.js';

const RUNNING = new Set(['queued', 'running']);

/**
 * Sends a local message of a thread, making the conversation first where there is none. The outcome
 * is shown with the message.
 */
export async function deliver(chat, thread, local) {
  try {
    // A second message written meanwhile goes into the same conversation.
    if (thread.conversationId == null) await (thread.creating ??= create(chat, thread));
    const { content, message_type, client_message_id } = local;
    const data = { content, message_type, client_message_id };
    if (local.attachments?.length > 0) data.attachments = local.attachments.map(({ id }) => id);
    data.conversation_id = thread.conversationId;
    // Without a parent it follows the newest message, also one that is on its way here just now.
    if (local.parent_id > 0 && local.parent_id !== thread.newestId)
      data.parent_id = local.parent_id;
    accepted(chat, thread, await chat.client.request('send_message', data));
  } catch (error) {
    thread.creating = null;
    thread.patch(local.id, { status: 'unsent', error: error.message });
    chat.emit('thread');
    if (error.code !== 'CLOSED') chat.emit('problem', error);
  }
}

/** What an ack tells, which may come before or after the events that tell the same. */
export function accepted(chat, thread, { message, generation }) {
  if (message) thread.put(message);
  if (generation && RUNNING.has(generation.state)) thread.put(placeholder(generation));
  chat.emit('thread');
}

/** Makes the conversation of a thread that has none yet; its first message names it. */
export async function create(chat, thread) {
  const data = { model: chat.draftModel ?? undefined };
  const { conversation } = await chat.client.request('create_conversation', data);
  thread.conversationId = conversation.id;
  thread.loaded = true;
  thread.hasMore = false;
  chat.conversations.put(conversation);
  chat.emit('conversations');
  if (thread !== chat.thread) return;
  chat.emit('created', conversation.id);
  await chat.client.join(conversation.id);
}
