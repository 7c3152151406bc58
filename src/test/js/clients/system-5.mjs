// Real-time Chat. Written from its document alone; how one gets a token and a conversation is not in
// it and taken from Parley.
import assert from 'node:assert/strict';
import { base, guestToken, story } from './story.mjs';
import { Socket } from './websocket.mjs';

const PATH = '/api/v1/chat/ws';
const ofType = (type) => (frame) => frame.type === type;
const on = (socket, type) => socket.next(type, ofType(type));

let token;
let socket;
let other;
let user;
let conversation;

async function signedIn() {
  const fresh = await Socket.connect(base, PATH);
  fresh.send({ type: 'auth', token });
  const { user_id: id } = await on(fresh, 'auth_success');
  return [fresh, id];
}

async function answered(socketOf) {
  const { data: start } = await on(socketOf, 'stream_start');
  let text = '';
  for (;;) {
    const { data } = await on(socketOf, 'stream_content');
    assert.equal(data.message_id, start.message_id);
    text += data.content;
    if (data.is_complete) break;
  }
  const { data: complete } = await on(socketOf, 'stream_complete');
  assert.equal(complete.message_id, start.message_id);
  const { prompt_tokens, completion_tokens, total_tokens } = complete.usage;
  assert.equal(total_tokens, prompt_tokens + completion_tokens);
  assert.ok(text.length > 0);
  return text;
}

await story('system 5', {
  'a first frame that is not auth closes with 4001': async () => {
    const stranger = await Socket.connect(base, PATH);
    stranger.send({ type: 'typing', data: { conversation_id: 1, is_typing: true } });
    assert.deepEqual(await stranger.closed, { code: 4001, reason: 'Authentication required' });
  },
  'a bad token closes with 4001': async () => {
    const stranger = await Socket.connect(base, PATH);
    stranger.send({ type: 'auth', token: 'jwt-token' });
    assert.deepEqual(await stranger.closed, { code: 4001, reason: 'Invalid token' });
  },
  'a good token is welcome': async () => {
    token = await guestToken();
    [socket, user] = await signedIn();
    assert.equal(typeof user, 'number');
  },
  'a second tab too': async () => {
    [other] = await signedIn();
    socket.send({ type: 'create_conversation', id: 1, data: { title: 'A story' } });
    conversation = (await on(socket, 'ack')).data.conversation.id;
    other.send({ type: 'join_conversation', data: { conversation_id: conversation } });
    socket.send({ type: 'join_conversation', data: { conversation_id: conversation } });
  },
  'a message reaches both tabs': async () => {
    const data = { conversation_id: conversation, content: 'Hello, AI!', message_type: 'user' };
    socket.send({ type: 'send_message', data });
    for (const tab of [socket, other]) {
      const { message } = (await on(tab, 'message_received')).data;
      assert.equal(typeof message.id, 'number');
      assert.equal(message.content, 'Hello, AI!');
      assert.equal(message.message_type, 'user');
      assert.equal(message.sender_id, user);
      assert.ok(Date.parse(message.created_at) > 0);
    }
  },
  'its answer is streamed to both tabs': async () => {
    assert.equal(await answered(socket), await answered(other));
    const { message } = (await on(other, 'message_added')).data;
    assert.ok(message.content);
  },
  'typing is told': async () => {
    socket.send({ type: 'typing', data: { conversation_id: conversation, is_typing: true } });
    const { data } = await on(other, 'typing_indicator');
    assert.deepEqual(data, { conversation_id: conversation, user_id: user, is_typing: true });
    socket.send({ type: 'typing_stop', data: { conversation_id: conversation } });
    assert.equal((await on(other, 'typing_indicator')).data.is_typing, false);
  },
  'an answer can be asked for': async () => {
    const data = { conversation_id: conversation, content: 'A note first', message_type: 'note' };
    socket.send({ type: 'send_message', data });
    const noted = ({ type, data: { message } = {} }) =>
      type === 'message_received' && message.content === 'A note first';
    const { message } = (await socket.next('the note', noted)).data;
    const asked = { conversation_id: conversation, message_id: message.id, assistant_id: 'gpt-4' };
    socket.send({ type: 'stream_response', data: asked });
    await answered(socket);
  },
  'a conversation that changes is told to every tab': async () => {
    const data = { conversation_id: conversation, title: 'A better name' };
    socket.send({ type: 'update_conversation', data });
    const renamed = ({ type, data: { conversation: one } = {} }) =>
      type === 'conversation_updated' && one.title === 'A better name';
    await other.next('conversation_updated', renamed);
  },
  'a message that is too long is an error with a code': async () => {
    const data = {
      conversation_id: conversation,
      content: 'x'.repeat(50_000),
      message_type: 'user',
    };
    socket.send({ type: 'send_message', data });
    const { code, message } = (await on(socket, 'error')).data;
    assert.equal(code, 'MESSAGE_TOO_LONG');
    assert.ok(message);
  },
  'who left hears no more, and says goodbye': async () => {
    other.send({ type: 'leave_conversation', data: { conversation_id: conversation } });
    assert.equal((await other.close()).code, 1000);
    assert.equal((await socket.close()).code, 1000);
  },
});
