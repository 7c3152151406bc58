/**
 * Milliseconds to wait before reconnect number `attempt` (from 0): doubles from `baseMs` up to
 * `maxMs`, the upper half of it random, so that clients dropped together do not return together.
 */
export function backoff(attempt, { baseMs = 500, maxMs = 30_000, random = Math.random } = {}) {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 20));
  return Math.round(ceiling * (0.5 + random() / 2));
}
