import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { connected, settled } from './fake-socket.mjs';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
afterEach(() => mock.timers.reset());

const message = { conversation_id: 5, content: 'Hello', client_message_id: 'm-1' };

async function reconnect(server) {
  server.socket.ends(1006);
  mock.timers.tick(500);
  await settled();
  await server.socket.signsIn();
}

test('each request is settled by the ack or error with its id', async () => {
  const { client, server } = await connected();
  const first = client.request('list_conversations', {});
  const second = client.request('load_messages', { conversation_id: 5 });
  const [one] = server.socket.asked('list_conversations');
  const [two] = server.socket.asked('load_messages');
  server.socket.says({
    type: 'error',
    id: two.id,
    data: { code: 'RATE_LIMITED', message: 'Slow down', retryable: true, retry_after_ms: 1200 },
  });
  server.socket.says({ type: 'ack', id: one.id, data: { conversations: [] } });
  assert.deepEqual(await first, { conversations: [] });
  const refusal = { code: 'RATE_LIMITED', message: 'Slow down', retryAfterMs: 1200 };
  await assert.rejects(second, refusal);
});

test('a message written offline is sent once there is a connection', async () => {
  const { client, server } = await connected({}, { online: false });
  const answer = client.request('send_message', message);
  mock.timers.tick(5_000);
  await server.socket.signsIn();
  server.socket.acks('send_message', { duplicate: false });
  assert.deepEqual(await answer, { duplicate: false });
});

test('an unanswered message is sent again with the same client_message_id', async () => {
  const { client, server } = await connected();
  const answer = client.request('send_message', message);
  assert.equal(server.socket.asked('send_message').length, 1);
  await reconnect(server);
  assert.deepEqual(server.socket.asked('send_message')[0].data, message);
  server.socket.acks('send_message', { duplicate: true });
  assert.equal((await answer).duplicate, true);
});

test('what may not be done twice fails when the connection is lost', async () => {
  const { client, server } = await connected();
  const answer = client.request('regenerate', { message_id: 1 });
  server.socket.ends(1006);
  await assert.rejects(answer, { code: 'CONNECTION_LOST', retryable: true });
  mock.timers.tick(500);
  await settled();
  await server.socket.signsIn();
  assert.deepEqual(server.socket.asked('regenerate'), []);
});

test('the outbox is bounded', async () => {
  const { client } = await connected({ outbox: 2 }, { online: false });
  client.request('send_message', message);
  client.request('send_message', message);
  await assert.rejects(client.request('send_message', message), { code: 'OUTBOX_FULL' });
});

test('a request without an answer times out', async () => {
  const { client } = await connected();
  const answer = client.request('list_conversations');
  mock.timers.tick(20_000);
  await assert.rejects(answer, { code: 'TIMEOUT', retryable: true });
});

test('tell() is dropped without a connection, and an error without id is a problem', async () => {
  const { client, server, seen } = await connected({}, { online: false });
  client.tell('typing', { conversation_id: 5, is_typing: true });
  await server.socket.signsIn();
  assert.deepEqual(server.socket.asked('typing'), []);
  server.socket.says({ type: 'error', data: { code: 'INVALID_FRAME', message: 'No' } });
  assert.deepEqual(seen('problem'), [{ code: 'INVALID_FRAME', message: 'No' }]);
});

test('a listener that throws keeps nobody else from hearing', async (t) => {
  t.mock.method(console, 'error', () => {});
  const { client, server } = await connected();
  const heard = [];
  client.on('presence', () => {
    throw new Error('broken');
  });
  client.on('presence', ({ user_id }) => heard.push(user_id));
  server.socket.says({ type: 'presence', data: { conversation_id: 5, user_id: 3, online: true } });
  assert.deepEqual(heard, [3]);
});

test('joining is tried again when the server says so, and given up after a few times', async () => {
  const { client, server } = await connected();
  const refuse = async (times) => {
    for (let i = 0; i < times; i++) {
      const { id } = server.socket.asked('join_conversation').at(-1);
      const data = { code: 'RATE_LIMITED', retryable: true, retry_after_ms: 300 };
      server.socket.says({ type: 'error', id, data });
      await settled();
      mock.timers.tick(300);
      await settled();
    }
  };
  const joining = client.join(5);
  await refuse(1);
  server.socket.acks('join_conversation', { conversation: { id: 5, seq: 1 } });
  assert.equal((await joining).conversation.id, 5);
  const hopeless = client.join(6);
  hopeless.catch(() => {});
  await refuse(4);
  await assert.rejects(hopeless, { code: 'RATE_LIMITED', retryAfterMs: 300 });
});

test('a refused resume is made again when the server says so', async () => {
  const session = await connected();
  const answer = session.client.join(5);
  session.server.socket.acks('join_conversation', { conversation: { id: 5, seq: 1 } });
  await answer;
  await reconnect(session.server);
  const { socket } = session.server;
  const data = { code: 'UNAVAILABLE', retryable: true, retry_after_ms: 300 };
  socket.says({ type: 'error', id: socket.asked('resume')[0].id, data });
  await settled();
  assert.equal(socket.asked('resume').length, 1);
  mock.timers.tick(300);
  assert.equal(socket.asked('resume').length, 2);
  assert.deepEqual(session.seen('stale'), []);
});
