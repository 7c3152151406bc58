// An AI provider: says again what it was told, word by word.
import { serve } from './connect.mjs';

const name = process.env.PARLEY_NAME ?? 'parrot';
const cancelled = new Set();

async function answer(request, bus) {
  const say = (body) => bus.send(request.reply_to, body);
  const asked = request.messages.findLast((message) => message.role === 'user');
  const words = (asked?.content || 'Nothing?').split(/(?<=\s)/u);
  for (const text of words) {
    if (cancelled.delete(request.id)) {
      return;
    }
    say({ type: 'text', text });
    await new Promise((next) => setTimeout(next, 20));
  }
  say({ type: 'usage', prompt_tokens: words.length, completion_tokens: words.length });
  say({ type: 'done' });
}

serve({
  [`parley.provider.${name}`]: (request, reply, bus) => {
    reply({ taken: true });
    answer(request, bus);
  },
  [`parley.provider.${name}.cancel`]: ({ id }) => {
    cancelled.add(id);
    setTimeout(() => cancelled.delete(id), 60_000);
  },
});
