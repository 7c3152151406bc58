import { h } from '../util/dom.js';
import { pageBar } from '../view/page-bar.js';
import { documentView } from './view.js';

const root = document.getElementById('root');
const main = h('main', { class: 'asyncapi' }, h('p', { class: 'muted', text: 'Loading…' }));
root.replaceChildren(pageBar('Frames', [['/playground.html', 'Playground']]), main);

try {
  const answer = await fetch('/asyncapi.json');
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  main.replaceChildren(...documentView(await answer.json()));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
} catch (error) {
  const text = `The description cannot be loaded: ${error.message}`;
  main.replaceChildren(h('p', { class: 'form-error', role: 'alert', text }));
}
