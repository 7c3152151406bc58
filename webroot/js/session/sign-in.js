import { h } from '../util/dom.js';

const MODES = {
  login: {
    title: 'Welcome back',
    lead: 'Sign in to pick up where you left off.',
    submit: 'Sign in',
    turn: 'New here? Create an account',
  },
  register: {
    title: 'Create your account',
    lead: 'Conversations on your own server, with people and models alike.',
    submit: 'Create account',
    turn: 'Already have an account? Sign in',
  },
};

function field(label, attributes) {
  const input = h('input', { class: 'input', ...attributes });
  return { input, row: h('label', { class: 'field' }, h('span', { text: label }), input) };
}

/** The page for people who are not signed in. Returns its element. */
export function signInView(session) {
  let mode = 'login';
  const login = field('Login name', {
    name: 'login',
    required: true,
    autocomplete: 'username',
    autocapitalize: 'none',
    spellcheck: 'false',
    maxlength: 64,
    test: 'login-name',
  });
  const name = field('Your name (optional)', {
    name: 'name',
    autocomplete: 'name',
    maxlength: 80,
    test: 'display-name',
  });
  const password = field('Password', {
    name: 'password',
    type: 'password',
    required: true,
    test: 'password',
  });
  const title = h('h1');
  const lead = h('p', { class: 'muted' });
  const error = h('p', { class: 'form-error', role: 'alert', test: 'sign-in-error' });
  const submit = h('button', { class: 'button primary wide', type: 'submit', test: 'sign-in' });
  const turn = h('button', { class: 'link', type: 'button', test: 'switch-mode' });
  const guest = h('button', {
    class: 'button wide',
    type: 'button',
    text: 'Continue as guest',
    test: 'guest-button',
  });

  const attempt = async (action) => {
    error.textContent = '';
    submit.disabled = guest.disabled = true;
    try {
      await action();
    } catch (problem) {
      error.textContent = problem.message;
    } finally {
      submit.disabled = guest.disabled = false;
    }
  };
  const show = () => {
    const texts = MODES[mode];
    title.textContent = texts.title;
    lead.textContent = texts.lead;
    submit.textContent = texts.submit;
    turn.textContent = texts.turn;
    name.row.hidden = mode === 'login';
    password.input.autocomplete = mode === 'login' ? 'current-password' : 'new-password';
    error.textContent = '';
  };
  turn.addEventListener('click', () => {
    mode = mode === 'login' ? 'register' : 'login';
    show();
    login.input.focus();
  });
  guest.addEventListener('click', () => attempt(() => session.guest()));
  const onSubmit = (event) => {
    event.preventDefault();
    const [user, secret] = [login.input.value.trim(), password.input.value];
    attempt(() =>
      mode === 'login'
        ? session.login(user, secret)
        : session.register(user, secret, name.input.value.trim()),
    );
  };
  show();
  return h(
    'main',
    { class: 'sign-in' },
    h(
      'div',
      { class: 'sign-in-card' },
      h('img', { class: 'logo', src: '/img/parley.svg', alt: 'Parley', width: 44, height: 44 }),
      title,
      lead,
      h(
        'form',
        { class: 'form', on: { submit: onSubmit } },
        login.row,
        name.row,
        password.row,
        error,
        submit,
      ),
      h('div', { class: 'or', text: 'or' }),
      guest,
      turn,
    ),
  );
}
