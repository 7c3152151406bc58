import { randomId } from './format.js';
import { readJson, writeJson } from './storage.js';

const LEASE_MS = 10_000;
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs `action` in one tab at a time. `navigator.locks` exists only over HTTPS and on localhost;
 * elsewhere a lease in localStorage stands in: written, and held if it is still there a moment later.
 */
export async function exclusively(name, action) {
  if (navigator.locks) return navigator.locks.request(name, action);
  const key = `parley.lock.${name}`;
  const id = randomId();
  const deadline = Date.now() + LEASE_MS;
  while (Date.now() < deadline) {
    const holder = readJson(key);
    if (!holder || holder.until < Date.now()) {
      writeJson(key, { id, until: Date.now() + LEASE_MS });
      await pause(30);
      if (readJson(key)?.id === id) break;
    }
    await pause(20 + Math.random() * 60);
  }
  try {
    return await action();
  } finally {
    if (readJson(key)?.id === id) writeJson(key, null);
  }
}
