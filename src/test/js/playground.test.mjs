import assert from 'node:assert/strict';
import test from 'node:test';
import { closeMeaning } from '../../../webroot/js/playground/close-codes.js';
import { DIALECTS, socketUrl } from '../../../webroot/js/playground/dialects.js';
import { FrameLog, matches, pretty } from '../../../webroot/js/playground/frames.js';
import { Known } from '../../../webroot/js/playground/known.js';

const dialect = (id) => DIALECTS.find((one) => one.id === id);

test('the log keeps the newest 1,000 frames', () => {
  const log = new FrameLog();
  for (let i = 1; i <= 1_003; i++) log.add('in', `{"type":"n${i}"}`);
  assert.equal(log.entries.length, 1_000);
  assert.equal(log.entries[0].kind, 'n4');
  assert.equal(log.dropped, 3);
  log.clear();
  assert.deepEqual([log.entries.length, log.dropped], [0, 0]);
});

test('a binary frame is shown as size and head', () => {
  const entry = new FrameLog().add(
    'out',
    Uint8Array.from({ length: 20 }, (_, i) => i),
  );
  assert.equal(entry.size, 20);
  assert.equal(entry.text, '00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f …');
});

test('frames are known by the field that tells them apart, and found by words', () => {
  const log = new FrameLog();
  assert.equal(log.add('in', '{"event":"ai_response"}').kind, 'ai_response');
  assert.equal(log.add('out', '{"action":"stop"}').kind, 'stop');
  assert.equal(log.add('out', '{"message":"Hi"}').kind, 'message');
  const broken = log.add('out', 'no JSON é');
  assert.deepEqual([broken.kind, broken.size, pretty(broken.text)], ['text', 10, 'no JSON é']);
  assert.equal(log.add('in', 'null').kind, 'message');
  assert.ok(matches(log.entries[0], { query: 'AI_ event', direction: 'in' }));
  assert.ok(!matches(log.entries[0], { query: '', direction: 'out' }));
});

test('URLs follow from what is chosen', () => {
  const chosen = { id: 'a/b', bearer: 't', token: true, stream: true };
  assert.equal(
    socketUrl('https://host/playground.html', dialect('sessions'), chosen),
    'wss://host/ws/a%2Fb?token=t',
  );
  assert.equal(
    socketUrl('http://host:1/', dialect('commands'), { ...chosen, auth: true, token: false }),
    'ws://host:1/ws/chat/auth?stream=true&token=t',
  );
  assert.equal(socketUrl('http://host/', dialect('parley'), chosen), 'ws://host/api/v1/chat/ws');
});

test('every sample is a frame, bytes or a call', () => {
  const known = new Known('somebody');
  for (const { samples } of DIALECTS) {
    for (const { name, frame, bytes, http } of samples) {
      const made = frame?.(known) ?? bytes?.() ?? http?.(known);
      assert.equal(typeof made, 'object', name);
    }
  }
});

test('samples are about what the server told last', () => {
  const known = new Known('somebody');
  known.learn({ type: 'ack', data: { conversation: { id: 7 } } });
  known.learn({
    type: 'stream_start',
    data: { conversation_id: 7, generation_id: 9, message_id: 12 },
  });
  known.learn({ type: 'token', task_id: '10', token: 'x' });
  known.learn({ id: 'c1', title: '', created_at: '2026-01-15T10:30:00Z' });
  known.learn('text');
  known.learn(null);
  const { conversation, generation, message, chat } = known;
  assert.deepEqual(
    { conversation, generation, message, chat },
    {
      conversation: 7,
      generation: '10',
      message: 12,
      chat: 'c1',
    },
  );
});

test('closes are told in words', () => {
  assert.equal(
    closeMeaning(4001, 'Invalid token'),
    'Closed with 4001 “Invalid token”: not authenticated, or the token was refused',
  );
  assert.match(closeMeaning(4999, ''), /^Closed with 4999: not a code/);
});
