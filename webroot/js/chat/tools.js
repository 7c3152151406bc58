/** Of one answer; the server has its own bound, and the oldest give way here. */
const MOST = 100;

/** Characters that are not seen, or turn the direction of what follows. */
const UNSEEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** How far a call has got; it never goes back. */
const RANK = { confirm: 0, started: 1, finished: 2, failed: 2 };

/**
 * The calls of an answer after a `tool_activity`, in the order in which they came up. They look like
 * those that come with a message: `call_id`, `tool`, `phase`, and perhaps `arguments`, `detail` and
 * `result_id`.
 */
export function withActivity(calls = [], { call_id, tool, phase, detail, result_id }) {
  const known = calls.find((call) => call.call_id === call_id);
  if (known && RANK[known.phase] >= RANK[phase]) return calls;
  const call = { ...known, call_id, tool, phase, result_id };
  if (detail != null) call.detail = detail;
  if (known) return calls.map((one) => (one === known ? call : one));
  return [...calls, call].slice(-MOST);
}

/** Those known here and those told with a message, each once and as far as either knows of it. */
export function withCalls(known = [], told = []) {
  const calls = new Map(told.map((call) => [call.call_id, call]));
  for (const call of known) {
    const other = calls.get(call.call_id);
    if (!other || RANK[call.phase] >= RANK[other.phase]) calls.set(call.call_id, call);
  }
  return [...calls.values()].slice(-MOST);
}

export const isOver = ({ phase }) => phase === 'finished' || phase === 'failed';

/** JSON as a person reads it, with everything that could hide something written out. */
export function legible(json) {
  let text = json;
  try {
    text = JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    // Shown as it came.
  }
  return text.replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
