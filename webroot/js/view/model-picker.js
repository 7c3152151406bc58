import { h } from '../util/dom.js';

/** Chooses the model of the open or the next conversation; hidden where there is no choice. */
export function modelPicker(chat, { label = 'Model' } = {}) {
  const select = h('select', { class: 'picker', 'aria-label': label, test: 'model' });
  const show = () => {
    const { models, default_model: standard } = chat.models;
    const chosen = chat.model ?? '';
    const known = models.some(({ id }) => id === chosen);
    const options = [
      h('option', { value: '', text: standard ?? 'Default model' }),
      ...models
        .filter(({ id }) => id !== standard)
        .map(({ id }) => h('option', { value: id, text: id })),
    ];
    if (chosen && !known) options.push(h('option', { value: chosen, text: chosen }));
    select.replaceChildren(...options);
    select.value = chosen === standard ? '' : chosen;
    select.hidden = options.length < 2;
  };
  select.addEventListener('change', () => chat.setModel(select.value));
  chat.on('models', show);
  chat.on('opened', show);
  show();
  return select;
}
