import assert from 'node:assert/strict';
import test from 'node:test';
import { completions, isCommand, template } from '../../../webroot/js/chat/commands.js';
import { Thread } from '../../../webroot/js/chat/thread.js';
import { connected } from './fake-socket.mjs';

const names = (text, caret = text.length) => completions(text, caret).map(({ name }) => name);

test('commands are offered while the name is written, and only then', () => {
  assert.equal(names('/').length, 8);
  assert.deepEqual(names('/CL'), ['clear', 'clearcontext']);
  assert.deepEqual(names('/help me'), []);
  assert.deepEqual(names('/help', 2), []);
  assert.deepEqual(names(' /help'), []);
  assert.deepEqual(names('and/or'), []);
  assert.deepEqual(names(''), []);
});

test('a template has its caret at the first argument', () => {
  const [translate] = completions('/tr', 3);
  const { text, caret } = template(translate, '/tr', 3);
  assert.equal(text, '/translate text="" target_language=""');
  assert.equal(text.slice(0, caret), '/translate text="');
  const [help] = completions('/h', 2);
  assert.deepEqual(template(help, '/h', 2), { text: '/help', caret: 5 });
});

test('what was written behind the name stays', () => {
  const [analyze] = completions('/an text="a"', 3);
  assert.equal(template(analyze, '/an text="a"', 3).text, '/analyze text="a"');
});

test('what the server takes for a command is one here, known or not', () => {
  for (const text of ['/help', '/analyze text="x"', '/unknown', '/usr/bin', '/2 of it', '/'])
    assert.ok(isCommand(text), text);
  for (const text of ['a /help', '//', '//help']) assert.ok(!isCommand(text), text);
});

test('a cleared thread is empty and goes on', () => {
  const thread = new Thread(1);
  thread.addPage([{ id: 1, content: 'a', status: 'completed' }], { hasMore: true, leafId: 1 });
  thread.clear();
  assert.deepEqual([thread.path.length, thread.size, thread.hasMore], [0, 0, false]);
  thread.put({ id: 2, content: 'b', status: 'completed' });
  assert.deepEqual(
    thread.path.map(({ id }) => id),
    [2],
  );
});

test('what a command came to answers the request and is an event', async () => {
  const { client, server, seen } = await connected();
  const answer = client.request('send_message', { conversation_id: 1, content: '/help' });
  const { id } = server.socket.asked('send_message').at(-1);
  const data = { conversation_id: 1, command: 'help', result: { status: 'success' } };
  server.socket.says({ type: 'command_response', id, data });
  assert.deepEqual(await answer, data);
  assert.deepEqual(seen('command_response'), [data]);
  client.close();
});
