// A moderator: refuses a word, and blackens what looks like the number of a card.
import { serve } from './connect.mjs';

const refused = (process.env.PARLEY_REFUSED ?? 'abracadabra').toLowerCase();
const card = /\b(?:\d[ -]?){13,19}\b/gu;

function verdict({ content }) {
  if (content.toLowerCase().includes(refused)) {
    return { verdict: 'refuse', reason: 'There are words that are not said here' };
  }
  const redacted = content.replace(card, '****');
  return redacted === content ? { verdict: 'allow' } : { verdict: 'redact', content: redacted };
}

serve({
  [`parley.moderator.${process.env.PARLEY_NAME ?? 'words'}`]: (request, reply) =>
    reply(verdict(request)),
});
