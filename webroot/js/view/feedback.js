import { h } from '../util/dom.js';
import { toast } from './toast.js';

/** Asks, without insisting, for the reason of a rating that was already given. */
export function commentForm(chat, message, rating, slot) {
  const question = rating === 'up' ? 'What was good about it?' : 'What was wrong with it?';
  const input = h('input', {
    class: 'input',
    'aria-label': question,
    placeholder: `${question} (optional)`,
    maxlength: 1000,
    test: 'feedback-comment',
  });
  const close = () => slot.replaceChildren();
  const submit = async (event) => {
    event.preventDefault();
    const comment = input.value.trim();
    close();
    if (!comment) return;
    await chat.rate(message, rating, comment);
    toast('Thank you for telling.');
  };
  input.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
  return h(
    'form',
    { class: 'comment-form', on: { submit } },
    input,
    h('button', { class: 'button', type: 'submit', text: 'Send', test: 'feedback-send' }),
  );
}
