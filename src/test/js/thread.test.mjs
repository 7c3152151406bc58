import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Thread } from '../../../webroot/js/chat/thread.js';

const message = (id, parent_id, more = {}) => ({
  id,
  parent_id,
  message_type: 'user',
  status: 'completed',
  content: `message ${id}`,
  ...more,
});
const shown = (thread) => thread.path.map(({ id }) => id);

/** 1 - 2 - 3 - 4, and 5 as another version of 3. */
function forked() {
  const thread = new Thread(7);
  const page = [message(1, null), message(2, 1), message(3, 2), message(4, 3), message(5, 2)];
  thread.addPage(page, { hasMore: false, leafId: 4 });
  return thread;
}

test('shows the branch of the leaf and switches between versions', () => {
  const thread = forked();
  assert.deepEqual(shown(thread), [1, 2, 3, 4]);
  assert.deepEqual(thread.siblings(thread.get(3)), [3, 5]);
  thread.show(5);
  assert.deepEqual(shown(thread), [1, 2, 5]);
  thread.show(3);
  assert.deepEqual(shown(thread), [1, 2, 3, 4]);
});

test('without a known leaf the newest message ends the branch', () => {
  const thread = new Thread(7);
  thread.addPage([message(8, 7), message(9, 8)], { hasMore: true, leafId: 99 });
  assert.deepEqual(shown(thread), [8, 9]);
  assert.equal(thread.oldestId, 8);
});

test('an older page continues the branch upwards', () => {
  const thread = new Thread(7);
  thread.addPage([message(3, 2), message(4, 3)], { hasMore: true });
  thread.addPage([message(1, null), message(2, 1)], { hasMore: false });
  assert.deepEqual(shown(thread), [1, 2, 3, 4]);
  assert.equal(thread.hasMore, false);
});

test('follows what continues or forks the branch on show, and nothing else', () => {
  const thread = forked();
  thread.put(message(6, 4));
  assert.deepEqual(shown(thread), [1, 2, 3, 4, 6]);
  thread.put(message(10, 5));
  assert.deepEqual(shown(thread), [1, 2, 3, 4, 6]);
  thread.put(message(11, 1));
  assert.deepEqual(shown(thread), [1, 11]);
  thread.put(message(12, null));
  assert.deepEqual(shown(thread), [12]);
});

test('a local message becomes the stored one and keeps its key', () => {
  const thread = forked();
  const local = thread.addLocal({ client_message_id: 'c-1', content: 'new' });
  assert.equal(local.status, 'sending');
  thread.put(message(6, 4, { client_message_id: 'c-1', content: 'new' }));
  thread.put(message(6, 4, { client_message_id: 'c-1', content: 'new' }));
  assert.deepEqual(shown(thread), [1, 2, 3, 4, 6]);
  assert.equal(thread.path.at(-1).key, local.key);
});

test('two local messages keep their order while they are stored one by one', () => {
  const thread = forked();
  thread.addLocal({ client_message_id: 'c-1' });
  const second = thread.addLocal({ client_message_id: 'c-2' });
  thread.put(message(6, 4, { client_message_id: 'c-1' }));
  assert.deepEqual(shown(thread), [1, 2, 3, 4, 6, second.id]);
  thread.put(message(7, 6, { client_message_id: 'c-2' }));
  assert.deepEqual(shown(thread), [1, 2, 3, 4, 6, 7]);
});

test('a local message moves behind one that somebody else stored first', () => {
  const thread = forked();
  const local = thread.addLocal({ client_message_id: 'c-1' });
  thread.put(message(6, 4));
  assert.deepEqual(shown(thread), [1, 2, 3, 4, 6, local.id]);
  assert.deepEqual(thread.siblings(thread.get(6)), [6]);
  thread.put(message(7, 6, { client_message_id: 'c-1' }));
  assert.deepEqual(shown(thread), [1, 2, 3, 4, 6, 7]);
});

test('a discarded local message leaves its parent as the leaf', () => {
  const thread = forked();
  const local = thread.addLocal({ client_message_id: 'c-1' });
  thread.remove(local.id);
  assert.deepEqual(shown(thread), [1, 2, 3, 4]);
});

test('an answer grows, and an older copy does not take anything back', () => {
  const thread = forked();
  const running = message(6, 4, { message_type: 'assistant', status: 'generating', content: '' });
  thread.put(running);
  thread.append(6, 'Hel');
  thread.append(6, 'lo');
  thread.put(running);
  assert.equal(thread.get(6).content, 'Hello');
  assert.equal(thread.running.id, 6);
  thread.put({ ...running, status: 'completed', content: 'Hello!' });
  thread.put(running);
  thread.append(6, ' late');
  assert.equal(thread.get(6).content, 'Hello!');
  assert.equal(thread.get(6).status, 'completed');
  assert.equal(thread.running, undefined);
});

test('a page that was read while tools were called does not take their calls back', () => {
  const thread = forked();
  const call = (phase) => [{ call_id: '1', tool: 'clock', phase }];
  const running = message(6, 4, { message_type: 'assistant', status: 'generating', content: '' });
  thread.put(running);
  thread.patch(6, { tool_calls: call('finished') });
  thread.addPage([{ ...running, tool_calls: call('started') }], { hasMore: false });
  assert.deepEqual(thread.get(6).tool_calls, call('finished'));
  thread.put({ ...running, status: 'completed', tool_calls: call('finished') });
  assert.deepEqual(thread.get(6).tool_calls, call('finished'));
});

test('objects are replaced, never changed, and the path follows', () => {
  const thread = forked();
  const before = thread.path.at(-1);
  thread.patch(4, { feedback: 'up' });
  assert.equal(before.feedback, undefined);
  assert.equal(thread.path.at(-1).feedback, 'up');
  thread.patch(99, { feedback: 'up' });
  assert.equal(thread.size, 5);
});
