import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOver, legible, withActivity } from '../../../webroot/js/chat/tools.js';

const activity = (call_id, phase, more = {}) => ({ call_id, tool: 'clock', phase, ...more });

test('a call moves through its phases and keeps its place', () => {
  let calls = withActivity(undefined, activity('1', 'started', { detail: '{}' }));
  calls = withActivity(calls, activity('2', 'confirm'));
  calls = withActivity(calls, activity('1', 'finished', { result_id: 7 }));
  assert.deepEqual(
    calls.map(({ id, phase, detail, resultId }) => [id, phase, detail, resultId]),
    [
      ['1', 'finished', '{}', 7],
      ['2', 'confirm', undefined, undefined],
    ],
  );
  assert.deepEqual(calls.map(isOver), [true, false]);
});

test('what is told again changes nothing', () => {
  const calls = withActivity([], activity('1', 'confirm'));
  assert.equal(withActivity(calls, activity('1', 'confirm')), calls);
});

test('the list is bounded', () => {
  let calls = [];
  for (let i = 0; i < 300; i++) calls = withActivity(calls, activity(String(i), 'started'));
  assert.equal(calls.length, 100);
  assert.equal(calls.at(-1).id, '299');
});

test('arguments are shown with everything that could hide something', () => {
  assert.equal(legible('{"a":"x\\u202ey\\u200b"}'), '{\n  "a": "x\\u202ey\\u200b"\n}');
  assert.equal(legible('no json'), 'no json');
});
