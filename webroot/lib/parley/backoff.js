/**
 * Milliseconds to wait before reconnect number `attempt` (from 0): anything up to a bound that
 * doubles from `baseMs` up to `maxMs`, so that clients dropped together do not return together.
 */
export function backoff(attempt, { baseMs = 500, maxMs = 30_000, random = Math.random } = {}) {
  return Math.round(random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 20)));
}
