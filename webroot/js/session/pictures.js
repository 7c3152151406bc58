const MOST = 60;

/**
 * Pictures of this server as object URLs: an <img> cannot send the token, so they are fetched with
 * it. Keeps the newest ones, and frees the rest.
 */
export class Pictures {
  #token;
  #urls = new Map();

  /** @param token gives the access token */
  constructor(token) {
    this.#token = token;
  }

  /** The URL for an <img>; rejects when the picture cannot be had. */
  url(path) {
    // Elsewhere: nobody there gets the token.
    if (!path.startsWith('/')) return Promise.resolve(path);
    const kept = this.#urls.get(path) ?? this.#fetch(path);
    this.#urls.delete(path);
    this.#urls.set(path, kept);
    this.#free(MOST);
    return kept;
  }

  close() {
    this.#free(0);
  }

  async #fetch(path) {
    try {
      const headers = { Authorization: `Bearer ${await this.#token()}` };
      const response = await fetch(path, { headers });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return URL.createObjectURL(await response.blob());
    } catch (error) {
      this.#urls.delete(path);
      throw error;
    }
  }

  #free(most) {
    for (const [path, url] of this.#urls) {
      if (this.#urls.size <= most) return;
      this.#urls.delete(path);
      url.then(
        (one) => URL.revokeObjectURL(one),
        () => {},
      );
    }
  }
}
