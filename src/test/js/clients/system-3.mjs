// Backend Explainer. Written from its document alone.
import assert from 'node:assert/strict';
import { base, call, story } from './story.mjs';
import { Socket } from './websocket.mjs';

const ofEvent = (event) => (frame) => frame.event === event;
const on = (socket, event) => socket.next(event, ofEvent(event));
let socket;
let chat;

await story('system 3', {
  'a message is answered as a whole': async () => {
    socket = await Socket.connect(base, '/ws/chat');
    socket.send({ event: 'user_message', message: 'Hello' });
    const answer = await on(socket, 'ai_response');
    assert.ok(answer.message);
    assert.notEqual(answer.partial, true);
  },
  'then come figures': async () => {
    const status = await on(socket, 'backend_status');
    assert.equal(typeof status.tokens_used, 'number');
    assert.match(status.latency, /^\d+ms$/);
  },
  'the log of the chat is told': async () => {
    const log = await socket.next(
      'chat_history',
      (one) => one.event === 'chat_history' && one.messages.length >= 2,
    );
    assert.deepEqual(
      log.messages.slice(0, 2).map(({ role }) => role),
      ['user', 'assistant'],
    );
    assert.equal(log.messages[0].content, 'Hello');
  },
  'pieces come to who asks for them': async () => {
    const other = await Socket.connect(base, '/ws/chat?dialect=events&stream=true');
    other.send({ event: 'user_message', message: 'Bit by bit' });
    let text = '';
    for (;;) {
      const { message, partial } = await on(other, 'ai_response');
      if (!partial) {
        assert.equal(message, text);
        break;
      }
      text += message;
    }
    assert.equal((await other.close()).code, 1000);
  },
  'a mistake is told': async () => {
    socket.send({ event: 'user_message' });
    assert.ok((await on(socket, 'error')).message);
    assert.equal((await socket.close()).code, 1000);
  },
  'a chat is made, listed and loaded': async () => {
    const { status, body } = await call('POST', '/chat', { title: 'A story' });
    assert.ok(status < 300, JSON.stringify(body));
    chat = body.id ?? body.chat_id;
    assert.equal((await call('GET', `/chat/${chat}`)).status, 200);
    const list = await call('GET', '/chats');
    assert.equal(list.status, 200);
  },
  'a message is processed without a WebSocket': async () => {
    const { status, body } = await call('POST', '/generate', {
      message: 'Hello over HTTP',
      chat_id: chat,
    });
    assert.equal(status, 200);
    assert.ok(JSON.stringify(body).length > 20);
    assert.ok(
      JSON.stringify((await call('GET', `/chat/${chat}`)).body).includes('Hello over HTTP'),
    );
  },
  'statistics are there': async () => {
    const { status, body } = await call('GET', '/stats');
    assert.equal(status, 200);
    assert.ok(body.tokens_used > 0);
  },
});
