const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const number = new Intl.NumberFormat();
const DAY_MS = 86_400_000;

export const clockTime = (iso) => time.format(new Date(iso));
export const fullTime = (iso) => full.format(new Date(iso));
/** Millionths of a currency; small amounts with more digits. */
export function money(micros, currency) {
  const value = micros / 1e6;
  const digits = value > 0 && value < 0.1 ? 6 : 2;
  return `${value.toFixed(digits)} ${currency}`;
}

export const count = (value) => number.format(value);

const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);

function daysAgo(iso) {
  return Math.round((midnight(Date.now()) - midnight(iso)) / DAY_MS);
}

/** Today the time, else the day. */
export const shortDay = (iso) => (daysAgo(iso) <= 0 ? clockTime(iso) : short.format(new Date(iso)));

/** The headline a conversation stands under in the list. */
export function listPeriod(iso) {
  const days = daysAgo(iso);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days < 7) return 'This week';
  if (days < 31) return 'This month';
  return 'Older';
}

export function dayName(iso) {
  const days = daysAgo(iso);
  if (days <= 0) return 'Today';
  return days === 1 ? 'Yesterday' : day.format(new Date(iso));
}

export function seconds(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** 128 random bits as hex; unlike `randomUUID` it also works without HTTPS. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function initials(name) {
  const words = String(name || '?')
    .trim()
    .split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map(([first = '?']) => first).join('').toUpperCase();
}
