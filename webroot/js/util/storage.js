/** localStorage that cannot fail: where the browser refuses it, values live as long as the page. */
const memory = new Map();

export function readJson(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

/** Null removes the value. */
export function writeJson(key, value) {
  memory.set(key, value);
  try {
    if (value == null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Kept in memory above; the login then lasts until the page is reloaded.
  }
}
