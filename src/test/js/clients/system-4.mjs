// AI Chat WebSocket Service. Written from its document alone; the token is a guest's of Parley.
import assert from 'node:assert/strict';
import { base, guestToken, story } from './story.mjs';
import { Socket } from './websocket.mjs';

const ofType = (type) => (frame) => frame.type === type;
const on = (socket, type) => socket.next(type, ofType(type));
let socket;

async function command(text) {
  socket.send({ message: text });
  const { command: name, result } = await on(socket, 'command_response');
  assert.equal(name, text.slice(1).split(' ')[0]);
  assert.equal(result.status, 'success', JSON.stringify(result));
  return result;
}

function told(where) {
  return {
    [`${where}: a message is answered`]: async () => {
      socket.send({ message: 'Hello' });
      assert.ok((await on(socket, 'message')).content);
    },
    [`${where}: help names every command`]: async () => {
      const text = JSON.stringify(await command('/help'));
      for (const name of [
        'clear',
        'summarize',
        'analyze',
        'translate',
        'setcontext',
        'getcontext',
        'clearcontext',
      ]) {
        assert.ok(text.includes(name), name);
      }
    },
    [`${where}: summarize`]: async () => assert.ok((await command('/summarize')).summary),
    [`${where}: analyze`]: async () => command('/analyze text="What a \\"lovely\\" day"'),
    [`${where}: translate, arguments in any order and quotes of either kind`]: async () =>
      command('/translate target_language=\'Spanish\' text="Good morning"'),
    [`${where}: context is set, read and cleared`]: async () => {
      await command('/setcontext text="You are a financial advisor."');
      assert.ok(
        JSON.stringify(await command('/getcontext')).includes('You are a financial advisor.'),
      );
      await command('/clearcontext');
      assert.ok(!JSON.stringify(await command('/getcontext')).includes('financial'));
    },
    [`${where}: a command without its argument is refused with its usage`]: async () => {
      socket.send({ message: '/translate text="Good morning"' });
      const frame = await socket.next(
        'a refusal',
        ({ type }) => type === 'error' || type === 'command_response',
      );
      const text = frame.message ?? frame.result.message;
      assert.ok(text.includes('target_language'), JSON.stringify(frame));
    },
    [`${where}: clear`]: async () => {
      await command('/clear');
      assert.equal((await socket.close()).code, 1000);
    },
  };
}

await story('system 4', {
  'connects without a token': async () => (socket = await Socket.connect(base, '/ws/chat')),
  ...told('anonymous'),
  'connects with a token': async () => {
    socket = await Socket.connect(base, `/ws/chat/auth?token=${await guestToken()}`);
  },
  ...told('authenticated'),
  'pieces come before the answer to who asks for them': async () => {
    socket = await Socket.connect(base, '/ws/chat?dialect=commands&stream=true');
    socket.send({ message: 'Bit by bit' });
    assert.ok((await on(socket, 'stream')).content);
    assert.ok((await on(socket, 'message')).content);
    assert.equal((await socket.close()).code, 1000);
  },
});
