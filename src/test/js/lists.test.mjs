import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversations, unread } from '../../../webroot/js/chat/conversations.js';
import { RowWindow } from '../../../webroot/js/view/row-window.js';

const conversation = (id, updated_at, more = {}) => ({
  id,
  title: `Title ${id}`,
  updated_at,
  pinned: false,
  archived: false,
  seq: 1,
  last_read_seq: 1,
  ...more,
});
const ids = (list) => list.map(({ id }) => id);

test('conversations: pinned first, newest first, searched by words of the title', () => {
  const all = new Conversations();
  const pinned = conversation(1, '2026-01-01', { pinned: true, title: 'Rolling restarts' });
  const page = [conversation(2, '2026-01-02'), pinned, conversation(3, '2026-01-03')];
  all.addPage({ conversations: page }, { first: true });
  assert.deepEqual(ids(all.list()), [1, 3, 2]);
  assert.deepEqual(ids(all.list({ query: 'rest ROLL' })), [1]);
  assert.equal(all.complete, true);
});

test('conversations: what others changed leaves my own view of it alone', () => {
  const all = new Conversations();
  all.put(conversation(1, '2026-01-01', { pinned: true, last_read_seq: 5, seq: 5 }));
  all.putShared(conversation(1, '2026-01-02', { title: 'New', seq: 6, last_read_seq: 6 }));
  const { title, pinned, last_read_seq } = all.get(1);
  assert.deepEqual([title, pinned, last_read_seq], ['New', true, 5]);
  assert.equal(unread(all.get(1)), true);
});

test('conversations: what is missing from a newest page is gone, what is older is kept', () => {
  const all = new Conversations();
  for (const id of [1, 2, 3]) all.put(conversation(id, `2026-01-0${id}`));
  all.put(conversation(4, '2026-01-04', { archived: true }));
  const page = [conversation(2, '2026-01-02')];
  all.addPage({ conversations: page, cursor: 'more' }, { first: true });
  assert.deepEqual(ids(all.list()), [2, 1]);
  all.addPage({ conversations: page }, { first: true });
  assert.deepEqual(ids(all.list()), [2]);
  assert.deepEqual(ids(all.list({ archived: true })), [4]);
});

test('window: however far one goes, no more than 160 rows', () => {
  const window = new RowWindow();
  const length = 10_000;
  assert.deepEqual(window.range(length), { from: 9_960, to: 10_000 });
  for (let i = 0; i < 100; i++) {
    window.up();
    const { from, to } = window.range(length);
    assert.ok(to - from <= 160);
  }
  for (let i = 0; i < 200; i++) window.down();
  assert.equal(window.range(length).to, length);
});

test('window: a reader at the end follows, one further up stays', () => {
  const window = new RowWindow();
  window.grew(1);
  assert.deepEqual(window.range(101), { from: 60, to: 101 });
  for (let i = 0; i < 5; i++) window.up();
  const { from, to } = window.range(1_000);
  window.grew(3);
  assert.deepEqual(window.range(1_003), { from, to });
});

test('window: moves to where two branches part', () => {
  for (const [index, length] of [
    [5, 10],
    [500, 1_000],
    [999, 1_000],
    [0, 1],
  ]) {
    const window = new RowWindow();
    window.around(index, length);
    const { from, to } = window.range(length);
    assert.ok(from <= index && index < to, `${index} of ${length}: ${from}-${to}`);
    assert.ok(to - from <= 160);
  }
});
