import { h } from '../util/dom.js';
import { button, openDialog } from './dialog.js';

const MOST_CONTEXT = 8_000;

/** Title, standing instructions and model of the open conversation. */
export function settingsDialog(chat) {
  const { conversation } = chat;
  return openDialog(
    'Conversation settings',
    (close) => {
      const title = h('input', {
        class: 'input',
        value: conversation.title,
        maxlength: 200,
        required: true,
        test: 'settings-title',
      });
      const context = h('textarea', {
        class: 'input',
        rows: 6,
        maxlength: MOST_CONTEXT,
        test: 'settings-context',
        placeholder: 'For example: Answer briefly, in British English. I know Java well.',
      });
      context.value = conversation.context ?? '';
      const model = h(
        'select',
        { class: 'input', test: 'settings-model' },
        modelOptions(chat, conversation.model),
      );
      const save = async (event) => {
        event.preventDefault();
        close();
        const fields = {
          title: title.value.trim(),
          context: context.value.trim(),
          model: model.value,
        };
        await chat.update(conversation.id, fields);
      };
      return h(
        'form',
        { class: 'dialog-body', on: { submit: save } },
        h('label', { class: 'field' }, h('span', { text: 'Title' }), title),
        h(
          'label',
          { class: 'field' },
          h('span', { text: 'Standing instructions' }),
          context,
          h('small', {
            class: 'muted',
            text: 'Sent to the model with every message of this conversation.',
          }),
        ),
        h('label', { class: 'field' }, h('span', { text: 'Model' }), model),
        h(
          'div',
          { class: 'dialog-actions' },
          button('Cancel', () => close()),
          h('button', {
            class: 'button primary',
            type: 'submit',
            text: 'Save',
            test: 'settings-save',
          }),
        ),
      );
    },
    { test: 'settings-dialog' },
  );
}

function modelOptions({ models }, chosen) {
  const ids = new Set(models.models.map(({ id }) => id));
  if (chosen) ids.add(chosen);
  const standard = h('option', {
    value: '',
    text: `Default${models.default_model ? ` (${models.default_model})` : ''}`,
  });
  return [
    standard,
    ...[...ids].map((id) => h('option', { value: id, text: id, selected: id === chosen })),
  ];
}
