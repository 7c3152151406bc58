import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { connected, event, joined, settled } from './fake-socket.mjs';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
afterEach(() => mock.timers.reset());

const states = ({ seen }) => seen('state').map(({ state }) => state);

test('authenticates first and is online when the server agrees', async () => {
  const { client, server, ...rest } = await connected();
  assert.deepEqual(server.socket.sent[0], { type: 'auth', token: 'token' });
  assert.deepEqual(states(rest), ['connecting', 'online']);
  assert.equal(client.state, 'online');
});

test('comes back after a lost connection, waiting longer each time up to the bound', async () => {
  const session = await connected({ maxMs: 1_500 });
  const delays = [];
  for (let i = 0; i < 4; i++) {
    session.server.socket.ends(1006);
    const { state, retryInMs } = session.seen('state').at(-1);
    assert.equal(state, 'waiting');
    delays.push(retryInMs);
    mock.timers.tick(retryInMs);
    await settled();
  }
  assert.deepEqual(delays, [500, 1_000, 1_500, 1_500]);
  assert.equal(session.server.sockets.length, 5);
});

test('an expired token is refreshed and the connection opened again at once', async () => {
  const { server, tokens, client } = await connected();
  server.socket.ends(4003);
  await settled();
  server.socket.open();
  assert.deepEqual(tokens, ['kept', 'fresh']);
  assert.deepEqual(server.socket.sent, [{ type: 'auth', token: 'fresh-token' }]);
  assert.equal(client.state, 'connecting');
});

test('the token is refreshed before it expires, on the same connection', async () => {
  const { server } = await connected({}, { online: false });
  await server.socket.signsIn(100_000);
  mock.timers.tick(90_000);
  await settled();
  assert.equal(server.sockets.length, 1);
  assert.deepEqual(server.socket.asked('auth').at(-1), { type: 'auth', token: 'fresh-token' });
});

test('a refused token is refreshed once; refused again means signed out', async () => {
  const session = await connected({}, { online: false });
  session.server.socket.ends(4001, 'Invalid token');
  await settled();
  session.server.socket.ends(4001, 'Invalid token');
  assert.equal(session.client.state, 'signed_out');
  mock.timers.tick(600_000);
  await settled();
  assert.equal(session.server.sockets.length, 2);
});

test('without a token it is signed out, with a failing source of tokens it waits', async () => {
  const nobody = await connected({ getToken: async () => null }, { online: false });
  assert.equal(nobody.client.state, 'signed_out');
  const broken = await connected(
    { getToken: () => Promise.reject(new Error()) },
    { online: false },
  );
  assert.equal(broken.client.state, 'waiting');
  assert.equal(broken.server.sockets.length, 0);
});

test('stays away after logout, too many errors and a plain goodbye', async () => {
  for (const [code, state] of [
    [4004, 'signed_out'],
    [4009, 'closed'],
    [1000, 'closed'],
    [4011, 'closed'],
  ]) {
    const { client, server } = await connected();
    const waiting = client.request('list_conversations');
    server.socket.ends(code);
    await assert.rejects(waiting, (error) => ['CLOSED', 'CONNECTION_LOST'].includes(error.code));
    assert.equal(client.state, state);
  }
});

/** A session whose server drains, with the next socket opened and signed in. */
async function moving(options) {
  const session = await connected(options);
  await joined(session);
  const [first] = session.server.sockets;
  first.says({ type: 'reconnect', data: { after_ms: 3_000 } });
  mock.timers.tick(2_999);
  assert.equal(session.server.sockets.length, 1);
  mock.timers.tick(1);
  await settled();
  return { ...session, first, next: session.server.socket };
}

test('a draining server is left when the next socket is signed in, and resumed there', async () => {
  const { first, next, client, ...rest } = await moving();
  first.says(event('typing_indicator', { user_id: 1, is_typing: true }));
  assert.equal(first.closed, null);
  await next.signsIn();
  assert.equal(first.closed, 1000);
  assert.deepEqual(next.asked('resume')[0].data.conversations, { 5: 10 });
  assert.equal(rest.seen('typing_indicator').length, 1);
  assert.deepEqual(states(rest), ['connecting', 'online']);
  assert.equal(client.state, 'online');
});

test('answers that are on their way are waited for before the next socket takes over', async () => {
  const { first, next, client } = await moving();
  const answer = client.request('regenerate', { message_id: 1 });
  await next.signsIn();
  assert.equal(first.closed, null);
  first.acks('regenerate', { started: true });
  assert.equal((await answer).started, true);
  assert.equal(first.closed, 1000);
});

test('what comes on the next socket before it takes over is not lost', async () => {
  const { next, client, seen } = await moving();
  client.tell('ping');
  const answer = client.request('list_conversations');
  await next.signsIn();
  next.says({ type: 'conversation_updated', data: { conversation_id: 6, conversation: {} } });
  assert.equal(seen('conversation_updated').length, 0);
  mock.timers.tick(700);
  assert.equal(seen('conversation_updated').length, 1);
  next.acks('list_conversations', { conversations: [] });
  await answer;
});

test('an old socket that closes while the next one is ready is not missed', async () => {
  const { first, next, client, ...rest } = await moving();
  client.request('list_conversations');
  await next.signsIn();
  first.ends(1001);
  assert.equal(next.asked('list_conversations').length, 1);
  assert.deepEqual(states(rest), ['connecting', 'online']);
});

test('a next socket that fails leaves the old one alone', async () => {
  const { first, next, client, server } = await moving();
  next.ends(1006);
  assert.equal(client.state, 'online');
  assert.equal(first.closed, null);
  first.ends(1001);
  assert.equal(client.state, 'waiting');
  mock.timers.tick(500);
  await settled();
  assert.equal(server.sockets.length, 3);
});

test('a draining server that closes early is not called again before its time', async () => {
  const session = await connected();
  session.server.socket.says({ type: 'reconnect', data: { after_ms: 3_000 } });
  mock.timers.tick(1_000);
  session.server.socket.ends(1001);
  assert.equal(session.seen('state').at(-1).retryInMs, 2_000);
});

test('a heartbeat of silence is probed, and two and a half of them are a dead line', async () => {
  const { client, server } = await connected();
  mock.timers.tick(25_000);
  assert.equal(server.socket.asked('ping').length, 1);
  server.socket.says({ type: 'pong' });
  mock.timers.tick(25_000);
  mock.timers.tick(37_499);
  assert.equal(client.state, 'online');
  mock.timers.tick(1);
  assert.equal(client.state, 'waiting');
});

test('wake() asks a line that may be dead, and does not wait long for the answer', async () => {
  const { client, server } = await connected();
  client.wake();
  assert.equal(server.socket.asked('ping').length, 1);
  mock.timers.tick(10_000);
  assert.equal(client.state, 'waiting');
});

test('the waits are random up to their bound and start over once a connection lasted', async () => {
  const session = await connected({ random: () => 0.1 });
  const waited = async () => {
    session.server.socket.ends(1006);
    const { retryInMs } = session.seen('state').at(-1);
    mock.timers.tick(retryInMs);
    await settled();
    await session.server.socket.signsIn();
    return retryInMs;
  };
  assert.deepEqual([await waited(), await waited()], [50, 100]);
  mock.timers.tick(5_000);
  assert.equal(await waited(), 50);
});

test('wake() ends the wait', async () => {
  const { client, server } = await connected();
  server.socket.ends(1006);
  client.wake();
  await settled();
  assert.equal(server.sockets.length, 2);
});

test('close() leaves nothing running and connect() starts again without old positions', async () => {
  const session = await connected();
  await joined(session);
  session.client.close();
  assert.equal(session.server.socket.closed, 1000);
  session.client.connect();
  await settled();
  await session.server.socket.signsIn();
  assert.deepEqual(session.server.socket.asked('resume'), []);
});
