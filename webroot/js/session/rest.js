import { ParleyError } from '../../lib/parley-client.js';

/**
 * A call of the REST API. Rejects with a {@link ParleyError} made from the problem details, or with
 * code `NETWORK` when there was no answer at all.
 */
export async function rest(method, path, options) {
  const response = await call(method, path, options);
  return response.json().catch(() => ({}));
}

/** The same for what is answered with plain text. */
export async function restText(path, options) {
  return (await call('GET', path, options)).text();
}

async function call(method, path, { body, token } = {}) {
  const headers = { Accept: 'application/json' };
  if (body) headers['Content-Type'] = 'application/json';
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new ParleyError('NETWORK', 'The server cannot be reached', { retryable: true });
  }
  if (response.ok) return response;
  const data = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get('Retry-After')) * 1000 || null;
  throw new ParleyError(
    data.code ?? `HTTP_${response.status}`,
    data.detail ?? data.title ?? 'Request failed',
    {
      retryable: response.status >= 500 || response.status === 429,
      retryAfterMs: data.retry_after_ms ?? wait,
    },
  );
}
