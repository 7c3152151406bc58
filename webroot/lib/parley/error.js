/**
 * A refused or failed request. `code` is one of the server's catalogue (`RATE_LIMITED`,
 * `NOT_FOUND`, ...) or one of the client's own: `CONNECTION_LOST`, `TIMEOUT`, `OUTBOX_FULL`,
 * `CLOSED`.
 */
export class ParleyError extends Error {
  constructor(code, message, { retryable = false, retryAfterMs = null } = {}) {
    super(message || code);
    this.name = 'ParleyError';
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }

  /** From the `data` of an `error` frame. */
  static of(data) {
    return new ParleyError(data.code ?? 'INTERNAL', data.message, {
      retryable: Boolean(data.retryable),
      retryAfterMs: data.retry_after_ms ?? null,
    });
  }
}
