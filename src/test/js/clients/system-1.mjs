// ChatApp Backend. Written from its document; names of fields that it leaves open are Parley's.
import assert from 'node:assert/strict';
import { base, call, someId, story } from './story.mjs';
import { Socket } from './websocket.mjs';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

const client = someId();
let socket;
let answer;

/** Reads an answer of a session: pieces, then the whole message with its figures. */
async function answered(session) {
  const own = ({ session_id: id }) => session === undefined || id === session;
  let text = '';
  for (;;) {
    const piece = await socket.next('stream', (one) => one.type === 'stream' && own(one));
    text += piece.content;
    if (piece.done) break;
  }
  const whole = (one) => one.type === 'message' && one.role === 'assistant' && own(one);
  const message = await socket.next('the answer', whole);
  assert.equal(message.content, text);
  assert.equal(typeof message.metrics.response_time_ms, 'number');
  assert.equal(message.metrics.length, text.length);
  return message;
}

await story('system 1', {
  'connects under an id of its own': async () => {
    socket = await Socket.connect(base, `/ws/${client}`);
  },
  'a message is echoed and answered in pieces': async () => {
    socket.send({ type: 'message', content: 'What a lovely day!' });
    const echo = await socket.next(
      'the message',
      ({ type, role }) => type === 'message' && role === 'user',
    );
    assert.equal(echo.content, 'What a lovely day!');
    assert.ok(echo.session_id);
    answer = await answered(echo.session_id);
  },
  'figures of the answer have its mood': async () => {
    const { label, score } = answer.metrics.sentiment;
    assert.equal(typeof label, 'string');
    assert.equal(typeof score, 'number');
  },
  'two sessions at once are kept apart': async () => {
    socket.send({ type: 'message', content: 'One', session_id: 'first' });
    socket.send({ type: 'message', content: 'Two', session_id: 'second' });
    await Promise.all([answered('first'), answered('second')]);
  },
  'thumbs up for an answer': async () => {
    socket.send({ type: 'feedback', message_id: answer.message_id, feedback: 'up' });
    const told = await socket.next('feedback', ({ type }) => type === 'feedback');
    assert.equal(told.message_id, answer.message_id);
  },
  'an image in a message': async () => {
    const image = `data:image/png;base64,${PIXEL}`;
    socket.send({ type: 'message', content: 'What is this?', image, session_id: 'pictures' });
    await answered('pictures');
  },
  'an image as binary data': async () => {
    socket.send(Buffer.from(PIXEL, 'base64'));
    socket.send({ type: 'message', content: 'And this?', session_id: 'pictures' });
    await answered('pictures');
  },
  'a mistake is told and forgiven': async () => {
    socket.send({ type: 'message' });
    const { message } = await socket.next('error', ({ type }) => type === 'error');
    assert.ok(message);
    socket.send('no JSON');
    await socket.next('error', ({ type }) => type === 'error');
  },
  'sessions are listed with their messages': async () => {
    const { status, body } = await call('GET', `/sessions/${client}`);
    assert.equal(status, 200);
    const text = JSON.stringify(body);
    for (const part of ['What a lovely day!', 'first', 'second', 'pictures']) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
  },
  'sessions are deleted': async () => {
    assert.ok((await call('DELETE', `/sessions/${client}`)).status < 300);
    const { body } = await call('GET', `/sessions/${client}`);
    assert.ok(!JSON.stringify(body).includes('lovely'));
    assert.equal((await socket.close()).code, 1000);
  },
});
