import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOver, legible, withActivity, withCalls } from '../../../webroot/js/chat/tools.js';

const activity = (call_id, phase, more = {}) => ({ call_id, tool: 'clock', phase, ...more });

test('a call moves through its phases and keeps its place', () => {
  let calls = withActivity(undefined, activity('1', 'started', { detail: '{}' }));
  calls = withActivity(calls, activity('2', 'confirm'));
  calls = withActivity(calls, activity('1', 'finished', { result_id: 7 }));
  assert.deepEqual(
    calls.map(({ call_id, phase, detail, result_id }) => [call_id, phase, detail, result_id]),
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

test('what is told late does not take a call back', () => {
  const calls = withActivity([], activity('1', 'finished', { detail: 'noon' }));
  assert.equal(withActivity(calls, activity('1', 'started', { detail: '{}' })), calls);
});

test('calls of a message and calls that were told are shown once, each as far as it got', () => {
  const told = [activity('2', 'started', { detail: '{}' }), activity('3', 'confirm')];
  const read = [
    activity('1', 'finished', { arguments: '{}', detail: 'noon' }),
    activity('2', 'confirm'),
    activity('3', 'failed', { detail: 'The person did not agree' }),
  ];
  const phases = (calls) => calls.map(({ call_id, phase }) => [call_id, phase]);
  const expected = [
    ['1', 'finished'],
    ['2', 'started'],
    ['3', 'failed'],
  ];
  assert.deepEqual(phases(withCalls(told, read)), expected);
  assert.deepEqual(phases(withCalls(withCalls(told, read), read)), expected);
  assert.deepEqual(phases(withCalls(read, [])), phases(read));
  assert.deepEqual(withCalls(undefined, undefined), []);
});

test('the list is bounded', () => {
  let calls = [];
  for (let i = 0; i < 300; i++) calls = withActivity(calls, activity(String(i), 'started'));
  assert.equal(calls.length, 100);
  assert.equal(calls.at(-1).call_id, '299');
});

test('arguments are shown with everything that could hide something', () => {
  assert.equal(legible('{"a":"x\\u202ey\\u200b"}'), '{\n  "a": "x\\u202ey\\u200b"\n}');
  assert.equal(legible('no json'), 'no json');
});
