/** Of one answer; the server has its own bound, and the oldest give way here. */
const MOST = 100;

/** Characters that are not seen, or turn the direction of what follows. */
const UNSEEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * The calls of an answer after a `tool_activity`, in the order in which they came up. Each has
 * `id`, `tool`, `phase`, and perhaps `detail` and `resultId`; `over` once nothing more can come.
 */
export function withActivity(calls = [], data) {
  const known = calls.find(({ id }) => id === data.call_id);
  if (known?.phase === data.phase) return calls;
  const call = {
    id: data.call_id,
    tool: data.tool,
    phase: data.phase,
    detail: data.detail ?? known?.detail,
    resultId: data.result_id,
  };
  if (known) return calls.map((one) => (one === known ? call : one));
  return [...calls, call].slice(-MOST);
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
