import { h } from '../util/dom.js';
import { randomId } from '../util/format.js';
import { pageBar } from '../view/page-bar.js';
import { toast } from '../view/toast.js';
import { ConnectForm } from './connect-form.js';
import { Editor } from './editor.js';
import { FrameLog } from './frames.js';
import { Known } from './known.js';
import { Line } from './line.js';
import { LogView } from './log-view.js';

const MOST_ANSWER = 100_000;

const known = new Known(`playground-${randomId().slice(0, 8)}`);
const log = new FrameLog();
const view = new LogView(log);
const problem = (text) => toast(text, 'error');
const dot = h('i', { class: 'dot' });
const stateText = h('span', { role: 'status', text: 'Not connected', test: 'line-state' });
const state = h('p', { class: 'line-state', data: { state: 'closed' } }, dot, stateText);

const line = new Line({
  state(name, text) {
    state.dataset.state = name;
    stateText.textContent = text;
    form.setActive(line.active);
    editor.setOnline(name === 'online');
    note(text);
  },
  frame(direction, payload) {
    log.add(direction, payload);
    view.draw();
    if (direction === 'in' && typeof payload === 'string') learn(payload);
  },
});

const editor = new Editor((text) => line.send(text));
const form = new ConnectForm(known, {
  toggle: (url) => (line.active ? line.disconnect() : line.connect(url)),
  chosen: showSamples,
  problem,
});
const samples = h('div', {
  class: 'samples',
  role: 'group',
  'aria-label': 'Sample frames',
  test: 'samples',
});

function note(text) {
  log.add('note', text);
  view.draw();
}

function learn(text) {
  try {
    known.learn(JSON.parse(text));
  } catch {
    // Only JSON has ids to learn.
  }
}

function showSamples() {
  samples.replaceChildren(
    ...form.dialect.samples.map((sample) =>
      h('button', {
        class: 'chip sample',
        type: 'button',
        text: sample.http ? `${sample.http(known).method} ${sample.name}` : sample.name,
        test: 'sample',
        on: { click: () => play(sample) },
      }),
    ),
  );
}

/** Sends a sample; without a connection it is put into the editor. */
function play(sample) {
  if (sample.http) call(sample.http(known));
  else if (sample.bytes) {
    if (line.open) line.send(sample.bytes());
    else problem('Connect first');
  } else {
    const frame = sample.frame(known);
    editor.fill(JSON.stringify(frame, null, 2));
    if (line.open) line.send(JSON.stringify(frame));
  }
}

async function call({ method, path, body }) {
  const headers = { Accept: 'application/json' };
  if (body) headers['Content-Type'] = 'application/json';
  if (form.token) headers.Authorization = `Bearer ${form.token}`;
  try {
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const text = (await answer.text()).slice(0, MOST_ANSWER);
    note(`${method} ${path}: ${answer.status} ${text}`);
    learn(text);
  } catch (error) {
    note(`${method} ${path}: ${error.message}`);
  }
}

showSamples();
document
  .getElementById('root')
  .replaceChildren(
    pageBar('Playground', [['/asyncapi', 'Frames']]),
    h(
      'main',
      { class: 'playground' },
      h(
        'div',
        { class: 'controls' },
        h('p', { class: 'muted', text: 'Speak any dialect of this server, frame by frame.' }),
        form.element,
        state,
        h('h2', { text: 'Samples' }),
        samples,
        editor.element,
      ),
      view.element,
    ),
  );
