const MEANINGS = {
  1000: 'bye',
  1001: 'the server is going away; come back and resume',
  1005: 'closed without a code',
  1006: 'the connection broke, or the server refused it',
  1007: 'text must be UTF-8',
  1009: 'a frame was too large',
  1011: 'internal error; come back and resume',
  1013: 'try again later',
  4003: 'the token expired; get a new one',
  4004: 'logged out',
  4008: 'read too slowly; come back and resume',
  4009: 'too many frames',
  4010: 'pings were not answered',
  4011: 'too many connections',
};

/** A close in words. */
export function closeMeaning(code, reason) {
  const known = code === 4001 ? 'not authenticated, or the token was refused' : MEANINGS[code];
  const meaning = known ?? 'not a code that Parley sends';
  return `Closed with ${code}${reason ? ` “${reason}”` : ''}: ${meaning}`;
}
