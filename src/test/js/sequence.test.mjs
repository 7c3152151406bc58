import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sequence } from '../../../webroot/lib/parley/sequence.js';
import { backoff } from '../../../webroot/lib/parley/backoff.js';

test('holds at most its limit, and still knows of the gap', () => {
  const sequence = new Sequence(0, 2);
  assert.deepEqual(
    [3, 4, 5].flatMap((seq) => sequence.offer(seq, seq)),
    [],
  );
  assert.deepEqual(sequence.offer(1, 1), [1]);
  assert.deepEqual(sequence.offer(2, 2), [2, 3, 4]);
  assert.equal(sequence.gap, true);
  assert.deepEqual(sequence.offer(5, 5), [5]);
  assert.equal(sequence.gap, false);
});

test('any order of arrival with repeats gives each once, in order', () => {
  for (let round = 0; round < 200; round++) {
    const arrivals = Array.from({ length: 20 }, (_, i) => i + 1)
      .flatMap((seq) => [seq, seq])
      .map((seq, i) => [((i + 1) * 7919 * (round + 1)) % 104_729, seq])
      .sort(([a], [b]) => a - b)
      .map(([, seq]) => seq);
    const sequence = new Sequence();
    const shown = arrivals.flatMap((seq) => sequence.offer(seq, seq));
    assert.deepEqual(
      shown,
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  }
});

test('backoff may be anything up to a bound that grows', () => {
  const low = { random: () => 0 };
  const high = { random: () => 1 };
  assert.deepEqual(
    [0, 1, 2].map((n) => backoff(n, low)),
    [0, 0, 0],
  );
  assert.deepEqual(
    [0, 1, 2].map((n) => backoff(n, high)),
    [500, 1_000, 2_000],
  );
  assert.equal(backoff(1_000, high), 30_000);
});
