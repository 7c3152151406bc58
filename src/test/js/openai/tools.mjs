// The official client of OpenAI's API has tools of its own called by ours. The folder of the client
// is given; the provider behind the server wants the weather of two cities, then answers.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const [modules] = process.argv.slice(2);
const { default: OpenAI } = await import(pathToFileURL(`${modules}/openai/index.mjs`).href);
const { PARLEY_URL, PARLEY_KEY } = process.env;
const client = new OpenAI({ baseURL: `${PARLEY_URL}/v1`, apiKey: PARLEY_KEY, maxRetries: 0 });
const model = 'scripted';
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const described = { name: 'weather', description: 'Tells the weather', parameters };
const tools = [{ type: 'function', function: described }];
const weather = ({ city }) => `Weather of ${city}`;

async function roundTrip(ask) {
  const messages = [{ role: 'user', content: 'Weather?' }];
  const wants = await ask({ model, messages, tools, tool_choice: 'auto' });
  assert.equal(wants.finish_reason, 'tool_calls');
  assert.equal(wants.message.tool_calls.length, 2);
  messages.push(wants.message);
  for (const call of wants.message.tool_calls) {
    assert.equal(call.function.name, 'weather');
    const content = weather(JSON.parse(call.function.arguments));
    messages.push({ role: 'tool', tool_call_id: call.id, content });
  }
  const answer = await ask({ model, messages, tools });
  assert.equal(answer.finish_reason, 'stop');
  assert.equal(answer.message.content, 'Sun and snow');
}

await roundTrip(async (asking) => (await client.chat.completions.create(asking)).choices[0]);
await roundTrip(
  async (asking) => (await client.chat.completions.stream(asking).finalChatCompletion()).choices[0],
);

// The client's own loop.
const cities = [];
const runnable = {
  type: 'function',
  function: {
    ...described,
    parse: JSON.parse,
    function: (given) => {
      cities.push(given.city);
      return weather(given);
    },
  },
};
const runner = client.chat.completions.runTools({
  model,
  messages: [{ role: 'user', content: 'Weather?' }],
  tools: [runnable],
});
assert.equal(await runner.finalContent(), 'Sun and snow');
assert.deepEqual(cities, ['Rome', 'Oslo']);
