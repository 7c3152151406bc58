import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { chunk, connected, event, joined, settled, start } from './fake-socket.mjs';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
afterEach(() => mock.timers.reset());

const received = (seq) => event('message_received', { seq, message: { id: 100 + seq } });
const text = ({ seen }) =>
  seen('stream_content')
    .map(({ content }) => content)
    .join('');
const seqs = ({ seen }) => seen('message_received').map(({ seq }) => seq);

async function session(options) {
  const all = await connected();
  await joined(all, options);
  return all;
}

async function reconnect({ server }) {
  server.socket.ends(1006);
  mock.timers.tick(500);
  await settled();
  await server.socket.signsIn();
}

test('events come in order and once', async () => {
  const all = await session();
  for (const seq of [11, 11, 13, 12, 10]) all.server.socket.says(received(seq));
  assert.deepEqual(seqs(all), [11, 12, 13]);
  mock.timers.tick(10_000);
  assert.deepEqual(all.server.socket.asked('resume'), []);
});

test('a gap is asked for by position, and filled', async () => {
  const all = await session();
  all.server.socket.says(received(13));
  mock.timers.tick(150);
  const [{ data }] = all.server.socket.asked('resume');
  assert.deepEqual(data, { conversations: { 5: 10 }, generations: {} });
  all.server.socket.acks('resume');
  all.server.socket.says(event('resumed', { recovered: true, seq: 13 }));
  for (const seq of [11, 12, 13]) all.server.socket.says(received(seq));
  assert.deepEqual(seqs(all), [11, 12, 13]);
  mock.timers.tick(10_000);
  assert.deepEqual(all.seen('stale'), []);
});

test('a gap that cannot be closed is told', async () => {
  const all = await session();
  all.server.socket.says(received(13));
  mock.timers.tick(150);
  all.server.socket.acks('resume');
  mock.timers.tick(5_000);
  assert.deepEqual(all.seen('stale'), [{ conversation_id: 5 }]);
});

test('a member event that overtakes the feed is shown and makes no gap', async () => {
  const all = await session();
  all.server.socket.says(event('message_added', { seq: 12, message: { id: 112 } }));
  all.server.socket.says(received(11));
  all.server.socket.says(received(12));
  assert.equal(all.seen('message_added').length, 1);
  assert.deepEqual(seqs(all), [11, 12]);
});

test('events of conversations that are not joined pass as they are', async () => {
  const all = await session();
  for (const seq of [4, 4, 9]) {
    all.server.socket.says({ type: 'message_added', data: { conversation_id: 6, seq } });
  }
  assert.equal(all.seen('message_added').length, 3);
});

test('chunks come in order and once; a missing one is asked for with its epoch', async () => {
  const all = await session();
  const { socket } = all.server;
  socket.says(start(11));
  for (const [seq, content] of [
    [1, 'a'],
    [1, 'a'],
    [2, 'b'],
    [4, 'd'],
  ]) {
    socket.says(chunk(seq, content));
  }
  assert.equal(text(all), 'ab');
  mock.timers.tick(150);
  const { data } = socket.asked('resume')[0];
  assert.deepEqual(data, { conversations: {}, generations: { 9: { seq: 2, epoch: 1 } } });
  socket.says(event('resumed', { generation_id: 9, recovered: true, epoch: 1, seq: 4 }));
  socket.says(chunk(3, 'c'));
  socket.says(chunk(4, 'd'));
  assert.equal(text(all), 'abcd');
});

test('an answer that nobody writes yet takes the epoch of its first chunk', async () => {
  const all = await session();
  const { socket } = all.server;
  socket.says(start(11, 0));
  socket.says(chunk(1, 'a'));
  socket.says(chunk(2, 'b'));
  mock.timers.tick(150);
  assert.equal(text(all), 'ab');
  assert.deepEqual(socket.asked('resume'), []);
  socket.says(chunk(3, 'x', { epoch: 2 }));
  mock.timers.tick(150);
  assert.deepEqual(socket.asked('resume')[0].data.generations, { 9: { seq: 2, epoch: 1 } });
});

test('a snapshot replaces what was there and the chunks after it follow', async () => {
  const all = await session();
  const { socket } = all.server;
  socket.says(start(11));
  socket.says(chunk(1, 'a'));
  socket.says(chunk(3, 'x', { epoch: 2 }));
  mock.timers.tick(150);
  assert.deepEqual(socket.asked('resume')[0].data.generations, { 9: { seq: 1, epoch: 1 } });
  const snapshot = { generation_id: 9, recovered: false, epoch: 2, seq: 3, content: 'AxB' };
  socket.says(event('resumed', snapshot));
  socket.says(chunk(4, 'C', { epoch: 2 }));
  assert.equal(all.seen('resumed').at(-1).content, 'AxB');
  assert.equal(text(all), 'aC');
});

test('a running answer goes on from where joining found it', async () => {
  const running = [{ generation: { id: 9, epoch: 1, last_seq: 3 }, content: 'abc' }];
  const all = await session({ running });
  all.server.socket.says(chunk(3, 'c'));
  all.server.socket.says(chunk(4, 'd'));
  assert.equal(text(all), 'd');
  assert.equal(all.seen('joined').length, 1);
});

test('chunks that overtake their start wait for it', async () => {
  const all = await session();
  all.server.socket.says(chunk(1, 'a'));
  all.server.socket.says(chunk(2, 'b'));
  assert.equal(text(all), '');
  all.server.socket.says(start(11));
  assert.equal(text(all), 'ab');
});

test('a straggling chunk does not revive an answer that has ended', async () => {
  const all = await session();
  all.server.socket.says(start(11));
  all.server.socket.says(chunk(1, 'a'));
  all.server.socket.says(event('stream_complete', { generation_id: 9, message_id: 90, seq: 12 }));
  all.server.socket.says(chunk(2, 'b'));
  mock.timers.tick(10_000);
  assert.equal(text(all), 'a');
  assert.deepEqual(all.server.socket.asked('resume'), []);
});

test('after a reconnect everything is resumed by position', async () => {
  const all = await session();
  all.server.socket.says(start(11));
  all.server.socket.says(chunk(1, 'a'));
  await reconnect(all);
  const { data } = all.server.socket.asked('resume')[0];
  assert.deepEqual(data, { conversations: { 5: 11 }, generations: { 9: { seq: 1, epoch: 1 } } });
  all.server.socket.says(event('resumed', { recovered: true, seq: 11, present: [] }));
  all.server.socket.says(event('resumed', { generation_id: 9, recovered: true, epoch: 1, seq: 2 }));
  all.server.socket.says(chunk(2, 'b'));
  assert.equal(text(all), 'ab');
});

test('a conversation that cannot be resumed is stale, and goes on from the new position', async () => {
  const all = await session();
  await reconnect(all);
  all.server.socket.says(event('resumed', { recovered: false, seq: 40, present: [] }));
  assert.deepEqual(all.seen('stale'), [{ conversation_id: 5 }]);
  all.server.socket.says(received(41));
  assert.deepEqual(seqs(all), [41]);
});

test('a refused resume makes what it named stale', async () => {
  const all = await session();
  await reconnect(all);
  const [{ id }] = all.server.socket.asked('resume');
  all.server.socket.says({ type: 'error', id, data: { code: 'NOT_FOUND', message: 'Gone' } });
  await settled();
  assert.deepEqual(all.seen('stale'), [{ conversation_id: 5 }]);
});

test('what was left or deleted is not resumed', async () => {
  const all = await session();
  all.client.leave(5);
  await reconnect(all);
  assert.deepEqual(all.server.socket.asked('resume'), []);
});
