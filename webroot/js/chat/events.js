import { placeholder } from './placeholder.js';
import { withActivity } from './tools.js';

const ENDS = {
  stream_complete: 'completed',
  stream_failed: 'failed',
  stream_stopped: 'stopped',
};

/** Brings what the server tells into the state of `chat`. */
export function listenTo(client, chat) {
  const open = (id) => id === chat.thread.conversationId;
  /** For an event of the open conversation: change the thread, draw, and note that it was seen. */
  const inThread = (type, change) =>
    client.on(type, (data) => {
      advance(chat, data);
      if (!open(data.conversation_id)) return;
      change(chat.thread, data);
      chat.emit('thread');
      if (data.seq != null && type !== 'stream_content') chat.seen();
    });

  const added = ({ conversation_id: id, message }) => {
    if (open(id)) chat.people.typed(message.sender_id, false);
    if (chat.conversations.get(id)) {
      chat.conversations.patch(id, { updated_at: message.created_at });
      chat.emit('conversations');
    } else if (!chat.archived) chat.loadConversations();
  };
  client.on('message_added', added);
  for (const type of ['message_received', 'message_added', 'message_updated']) {
    inThread(type, (thread, { message }) => thread.put(message));
  }

  inThread('message_deleted', (thread, { message_id: id }) =>
    thread.patch(id, { status: 'deleted', content: '', attachments: [] }),
  );
  inThread('conversation_cleared', (thread) => thread.clear());
  inThread('stream_start', (thread, data) =>
    thread.put(placeholder({ ...data, id: data.generation_id })),
  );
  inThread('stream_content', (thread, data) => thread.append(data.message_id, data.content));
  inThread('queued', (thread, { message_id: id, place }) => {
    if (thread.get(id)?.status === 'generating') thread.patch(id, { place });
  });
  inThread('suggestions', (thread, { message_id: id, questions }) =>
    thread.patch(id, { suggestions: questions }),
  );
  for (const [type, status] of Object.entries(ENDS)) {
    inThread(type, (thread, data) => end(thread, data, status));
  }
  inThread('tool_activity', (thread, data) => {
    const answer = thread.byGeneration(data.generation_id);
    if (answer) thread.patch(answer.id, { tool_calls: withActivity(answer.tool_calls, data) });
  });
  inThread('message_metrics', (thread, { message_id, conversation_id, ...metrics }) =>
    thread.patch(message_id, { metrics }),
  );
  inThread('feedback_updated', (thread, { message_id, user_id, rating }) => {
    if (user_id === chat.user.id) thread.patch(message_id, { feedback: rating });
  });
  inThread('resumed', (thread, { generation, recovered, content, present, tool_calls }) => {
    if (present) chat.people.reset(present);
    if (!generation) return;
    thread.put({ ...placeholder(generation), tool_calls });
    if (!recovered) thread.patch(generation.message_id, { content: content ?? '' });
  });

  client.on('joined', ({ conversation, present, running }) => {
    chat.conversations.put(conversation);
    chat.emit('conversations');
    if (!open(conversation.id)) return;
    chat.people.reset(present);
    for (const { generation, content, tool_calls } of running ?? []) {
      chat.thread.put({ ...placeholder(generation), content, tool_calls });
    }
    chat.emit('models');
  });
  client.on('stale', ({ conversation_id: id }) => {
    if (open(id)) chat.reload();
  });

  client.on('typing_indicator', ({ conversation_id: id, user_id, is_typing }) => {
    if (open(id) && user_id !== chat.user.id) chat.people.typed(user_id, is_typing);
  });
  client.on('presence', ({ conversation_id: id, user_id, online }) => {
    if (open(id)) chat.people.presence(user_id, online);
  });
  client.on('member_added', (data) => members(chat, data, data.member && [data.member]));
  client.on('member_removed', (data) => {
    if (data.user_id === chat.user.id) {
      chat.forget(data.conversation_id, 'You were removed from this conversation.');
    } else members(chat, data, []);
  });
  client.on('conversation_updated', ({ conversation, seq }) => {
    if (seq == null) chat.conversations.put(conversation);
    else chat.conversations.putShared(conversation);
    chat.emit('conversations');
    if (open(conversation.id)) chat.emit('models');
  });
  client.on('conversation_deleted', ({ conversation_id: id }) => {
    chat.forget(id, id === chat.deleting ? undefined : 'This conversation was deleted.');
  });

  client.on('state', (connection) => {
    chat.connection = connection;
    chat.emit('connection', connection);
    if (connection.state !== 'online') return;
    chat.loadConversations();
    const { conversationId, loaded, loading } = chat.thread;
    if (conversationId != null && !loaded && !loading) chat.reload();
  });
  client.on('problem', (data) => chat.emit('problem', data));
}

function advance(chat, { conversation_id: id, seq, generation_id, epoch, content }) {
  const known = chat.conversations.get(id);
  const isChunk = generation_id != null && epoch != null && content !== undefined;
  if (known && seq != null && !isChunk && seq > known.seq) chat.conversations.patch(id, { seq });
}

function end(thread, data, status) {
  const error = data.message_text ?? (typeof data.error === 'string' ? data.error : null);
  const known = thread.get(data.message_id);
  if (data.message && typeof data.message === 'object') thread.put(data.message);
  else if (known) thread.put({ ...known, status: data.reason ?? status, usage: data.usage });
  if (error) thread.patch(data.message_id, { error });
}

function members(chat, { conversation_id: id, user_id }, added) {
  const conversation = chat.conversations.get(id);
  if (!conversation?.members || !added) return;
  const gone = new Set([user_id, ...added.map((member) => member.user_id)]);
  const kept = conversation.members.filter((member) => !gone.has(member.user_id));
  chat.conversations.patch(id, { members: [...kept, ...added] });
  chat.emit('conversations');
  chat.emit('people');
}
