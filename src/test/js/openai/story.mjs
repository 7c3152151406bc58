// The official client of OpenAI's API against ours. The folder of the client is given.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const [modules] = process.argv.slice(2);
const { default: OpenAI } = await import(pathToFileURL(`${modules}/openai/index.mjs`).href);
const { PARLEY_URL, PARLEY_KEY, PARLEY_REVOKED } = process.env;
const baseURL = `${PARLEY_URL}/v1`;
const client = new OpenAI({ baseURL, apiKey: PARLEY_KEY, maxRetries: 0 });
const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
];

const whole = await client.chat.completions.create({ model: 'scripted', messages });
assert.equal(whole.choices[0].message.content, 'Hello from the script');
assert.equal(whole.choices[0].finish_reason, 'stop');
assert.ok(whole.usage.total_tokens > 0);

const options = { stream: true, stream_options: { include_usage: true } };
const stream = await client.chat.completions.create({ model: 'scripted', messages, ...options });
let text = '';
let finish;
let usage;
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta.content ?? '';
  finish = chunk.choices[0]?.finish_reason ?? finish;
  usage = chunk.usage ?? usage;
}
assert.equal(text, 'Hello from the script');
assert.equal(finish, 'stop');
assert.ok(usage.completion_tokens > 0);

const gathered = await client.chat.completions
  .stream({ model: 'scripted', messages })
  .finalContent();
assert.equal(gathered, 'Hello from the script');

const ids = [];
for await (const model of client.models.list()) ids.push(model.id);
assert.ok(ids.includes('scripted'));
assert.equal((await client.models.retrieve('scripted')).object, 'model');

await assert.rejects(client.chat.completions.create({ model: 'nobody', messages }), (error) => {
  assert.ok(error instanceof OpenAI.NotFoundError);
  assert.equal(error.code, 'model_not_found');
  return true;
});
await assert.rejects(
  client.chat.completions.create({ model: 'scripted', messages: [] }),
  OpenAI.BadRequestError,
);
for (const apiKey of [`pk-${'x'.repeat(43)}`, PARLEY_REVOKED]) {
  const stranger = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
}
