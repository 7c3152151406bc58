/**
 * The page's client library behind a load balancer that goes round the nodes: one answer, from its
 * question to its end, whatever the nodes do meanwhile. Prints `begun` at the first piece and then
 * one line of JSON: what it saw.
 */
import { ParleyClient } from '../../../../webroot/lib/parley-client.js';
import { Socket } from './websocket.mjs';

const nodes = process.env.PARLEY_URLS.split(',');
let turn = 0;

/** What a browser has, of the small client of these stories. */
class BrowserSocket {
  #socket = null;
  #closed = false;

  constructor(url) {
    this.#open(nodes[turn++ % nodes.length], new URL(url).pathname);
  }

  async #open(node, path) {
    try {
      this.#socket = await Socket.connect(node, path);
    } catch {
      this.onclose?.({ code: 1006, reason: '' });
      return;
    }
    if (this.#closed) {
      this.#socket.close();
      return;
    }
    this.#read();
    this.#socket.closed.then((why) => this.onclose?.(why));
    this.onopen?.();
  }

  async #read() {
    for (;;) {
      try {
        const frame = await this.#socket.next('a frame', () => true);
        this.onmessage?.({ data: JSON.stringify(frame) });
      } catch (error) {
        if (!String(error).includes('Time is up')) return;
      }
    }
  }

  send(text) {
    this.#socket?.send(text);
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
  }
}

const client = new ParleyClient({
  url: 'ws://balanced/api/v1/chat/ws',
  WebSocket: BrowserSocket,
  getToken: async () => process.env.PARLEY_TOKEN,
});
const seen = { states: [], problems: [], text: '', resumed: 0 };
client.on('state', ({ state }) => seen.states.push(state));
client.on('problem', (problem) => seen.problems.push(problem));
client.on('stale', (problem) => seen.problems.push(problem));
client.on('resumed', ({ recovered }) => (recovered ? seen.resumed++ : seen.problems.push('lost')));
client.on('stream_content', ({ content }) => {
  if (seen.text === '') console.log('begun');
  seen.text += content;
});
const over = new Promise((resolve) => {
  for (const type of ['stream_complete', 'stream_failed', 'stream_stopped']) {
    client.on(type, (data) => resolve({ type, content: data.message.content }));
  }
});

client.connect();
const { conversation } = await client.request('create_conversation', { title: 'Drained' });
await client.join(conversation.id);
await client.request('send_message', {
  conversation_id: conversation.id,
  content: 'Go on',
  client_message_id: 'once',
});
const end = await over;
console.log(JSON.stringify({ ...seen, end, sockets: turn }));
process.exit(0);
