import { randomBytes } from 'node:crypto';

const STORY_MS = 60_000;

/** Of the server, http://host:port. */
export const base = process.env.PARLEY_URL;

/** An id that nobody else has. */
export const someId = () => `client-${randomBytes(6).toString('hex')}`;

/** A call over HTTP; answers `{status, body}`, the body parsed where it is JSON. */
export async function call(method, path, body, headers = {}) {
  const answer = await fetch(new URL(path, base), {
    method,
    headers: body ? { 'Content-Type': 'application/json', ...headers } : headers,
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  try {
    return { status: answer.status, body: JSON.parse(text) };
  } catch {
    return { status: answer.status, body: text };
  }
}

/** An access token, as somebody gets it who is new here. */
export async function guestToken() {
  const { status, body } = await call('POST', '/api/v1/auth/guest', { name: 'A client' });
  if (status >= 300) throw new Error(`No guest: ${status}`);
  return body.access_token;
}

/** Tells the steps one after another; the first that fails ends the process with 1. */
export async function story(name, steps) {
  const timer = setTimeout(() => {
    console.error(`${name}: did not end within ${STORY_MS / 1000} s`);
    process.exit(1);
  }, STORY_MS);
  for (const [step, action] of Object.entries(steps)) {
    try {
      await action();
      console.log(`${name}: ${step}`);
    } catch (error) {
      console.error(`${name}: FAILED: ${step}\n${error.stack}`);
      process.exit(1);
    }
  }
  clearTimeout(timer);
  process.exit(0);
}
