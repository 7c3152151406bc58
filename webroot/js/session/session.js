import { Emitter } from '../../lib/parley/emitter.js';
import { exclusively, pause } from '../util/exclusive.js';
import { readJson, writeJson } from '../util/storage.js';
import { rest } from './rest.js';

const KEY = 'parley.session';
const MOST_SPARE_MS = 15_000;
const SETTLE_MS = 150;

/**
 * Who is signed in, shared by all tabs through localStorage. Emits `signed_in` (the user) and
 * `signed_out`, also when it happened in another tab.
 */
export class Session extends Emitter {
  #given = null;

  constructor() {
    super();
    addEventListener('storage', ({ key, oldValue, newValue }) => {
      if (key === KEY || key === null) this.#changedElsewhere(oldValue, newValue);
    });
  }

  get user() {
    return readJson(KEY)?.user ?? null;
  }

  /**
   * A token for the WebSocket or a REST call; null when nobody is signed in.
   *
   * @param options.refresh the token given last was refused or is about to expire
   */
  async token({ refresh = false } = {}) {
    const kept = readJson(KEY);
    if (!kept) return null;
    const usable = kept.expires_at - Date.now() > Math.min(MOST_SPARE_MS, kept.lifetime_ms / 20);
    const replaced = kept.access_token !== this.#given;
    if (usable && (!refresh || replaced)) return this.#give(kept);
    return this.#refresh(kept.access_token);
  }

  register(login, password, name) {
    return this.#enter('/auth/register', { login, password, name: name || undefined });
  }

  login(login, password) {
    return this.#enter('/auth/login', { login, password });
  }

  guest(name) {
    return this.#enter('/auth/guest', { name: name || undefined });
  }

  async logout() {
    const token = readJson(KEY)?.access_token;
    this.#forget();
    if (token) await rest('POST', '/auth/logout', { token }).catch(() => {});
  }

  async #enter(path, body) {
    this.#keep(await rest('POST', path, { body }));
    this.emit('signed_in', this.user);
  }

  /**
   * One tab at a time: a refresh token is used up by its use. Browsers show another tab's write to
   * localStorage a little late, so the turn is held until it has surely arrived, and a refusal counts
   * only if nothing arrives in that time.
   */
  #refresh(stale) {
    return exclusively('parley.refresh', async () => {
      const kept = readJson(KEY);
      if (!kept) return null;
      if (kept.access_token !== stale) return this.#give(kept);
      try {
        const body = { refresh_token: kept.refresh_token };
        const fresh = this.#keep(await rest('POST', '/auth/refresh', { body }));
        await pause(SETTLE_MS);
        return this.#give(fresh);
      } catch (error) {
        if (error.retryable) throw error;
        await pause(SETTLE_MS);
        const now = readJson(KEY);
        if (now && now.access_token !== stale) return this.#give(now);
        this.#forget();
        return null;
      }
    });
  }

  #give(kept) {
    this.#given = kept.access_token;
    return kept.access_token;
  }

  #keep(grant) {
    const kept = {
      access_token: grant.access_token,
      refresh_token: grant.refresh_token,
      expires_at: Date.now() + grant.expires_in * 1000,
      lifetime_ms: grant.expires_in * 1000,
      user: grant.user ?? this.user,
    };
    writeJson(KEY, kept);
    return kept;
  }

  #forget() {
    writeJson(KEY, null);
    this.emit('signed_out');
  }

  #changedElsewhere(before, now) {
    const was = before ? JSON.parse(before).user?.id : null;
    const is = now ? JSON.parse(now).user?.id : null;
    if (was === is) return;
    if (is == null) this.emit('signed_out');
    else if (was == null) this.emit('signed_in', this.user);
    else location.reload();
  }
}
