import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { connected, joined, settled } from './fake-socket.mjs';

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
  ]) {
    const { client, server } = await connected();
    const waiting = client.request('list_conversations');
    server.socket.ends(code);
    await assert.rejects(waiting, (error) => ['CLOSED', 'CONNECTION_LOST'].includes(error.code));
    assert.equal(client.state, state);
  }
});

test('a draining server is left after the time it gave', async () => {
  const { server } = await connected();
  const first = server.socket;
  first.says({ type: 'reconnect', data: { after_ms: 3_000 } });
  mock.timers.tick(2_999);
  assert.equal(first.closed, null);
  mock.timers.tick(1);
  await settled();
  assert.equal(first.closed, 1000);
  assert.equal(server.sockets.length, 2);
});

test('a draining server that closes early is not called again before its time', async () => {
  const session = await connected();
  session.server.socket.says({ type: 'reconnect', data: { after_ms: 3_000 } });
  mock.timers.tick(1_000);
  session.server.socket.ends(1001);
  assert.equal(session.seen('state').at(-1).retryInMs, 2_000);
});

test('silence is probed, and no answer counts as a lost connection', async () => {
  const { client, server } = await connected();
  mock.timers.tick(45_000);
  assert.equal(server.socket.asked('ping').length, 1);
  server.socket.says({ type: 'pong' });
  mock.timers.tick(10_000);
  assert.equal(client.state, 'online');
  mock.timers.tick(35_000);
  mock.timers.tick(10_000);
  assert.equal(client.state, 'waiting');
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
