// Chat Application. Written from its document alone.
import assert from 'node:assert/strict';
import { base, call, someId, story } from './story.mjs';
import { Socket } from './websocket.mjs';

const user = someId();
const ofType = (type) => (frame) => frame.type === type;
let socket;
let tab;
let chat;

function send(content, wholeAnswer) {
  const frame = { action: 'send_message', chat_id: chat, content, response_model: wholeAnswer };
  socket.send(frame);
}

async function complete(one) {
  return (await one.next('generation_complete', ofType('generation_complete'))).task_id;
}

await story('system 2', {
  'a chat is made': async () => {
    const { status, body } = await call('POST', '/api/chats', { user_id: user, title: 'A story' });
    assert.equal(status, 201);
    chat = String(body.id ?? body.chat_id);
    assert.notEqual(chat, 'undefined');
  },
  'two sockets of one user': async () => {
    [socket, tab] = await Promise.all([1, 2].map(() => Socket.connect(base, `/ws/${user}`)));
    // A socket is known by its first frame.
    tab.send({
      action: 'send_message',
      chat_id: chat,
      content: 'Good morning',
      response_model: true,
    });
    await complete(tab);
  },
  'a message is answered token by token': async () => {
    send('Your message here', false);
    for (const one of [socket, tab]) {
      const own = ({ type, message }) =>
        type === 'message' && message.content === 'Your message here';
      const { message } = await one.next('the message', own);
      assert.equal(typeof message.id, 'string');
      assert.equal(message.is_ai, false);
      assert.ok(Date.parse(message.timestamp) > 0);
      const { token, task_id: task } = await one.next('a token', ofType('token'));
      assert.equal(typeof token, 'string');
      assert.equal(await complete(one), task);
    }
  },
  'with response_model the answer is one message': async () => {
    socket.drain();
    send('All at once', true);
    const { message } = await socket.next(
      'the answer',
      ({ type, message: one }) => type === 'message' && one.is_ai,
    );
    assert.ok(message.content);
    await complete(socket);
    assert.ok(!socket.drain().some(ofType('token')));
  },
  'a mistake is told': async () => {
    socket.send({ action: 'send_message', chat_id: chat });
    assert.ok((await socket.next('error', ofType('error'))).message);
  },
  'a chat is read with its messages': async () => {
    const { status, body } = await call('GET', `/api/chats/${chat}`);
    assert.equal(status, 200);
    assert.ok(JSON.stringify(body).includes('All at once'));
  },
  'empty chats go, the others stay': async () => {
    const empty = (await call('POST', '/api/chats', { user_id: user })).body;
    assert.ok((await call('DELETE', `/api/users/${user}/chats/empty`)).status < 300);
    const { status, body } = await call('GET', `/api/users/${user}/chats`);
    assert.equal(status, 200);
    const ids = (body.chats ?? body).map(({ id, chat_id: other }) => String(id ?? other));
    assert.ok(ids.includes(chat));
    assert.ok(!ids.includes(String(empty.id ?? empty.chat_id)));
  },
  'several chats are deleted at once': async () => {
    const { status } = await call('POST', '/api/chats/batch-delete', { chat_ids: [chat] });
    assert.ok(status < 300);
    assert.equal((await call('GET', `/api/chats/${chat}`)).status, 404);
    for (const one of [socket, tab]) assert.equal((await one.close()).code, 1000);
  },
  'its API is documented': async () => {
    for (const path of ['/docs', '/redoc'])
      assert.equal((await call('GET', path)).status, 200, path);
  },
});
