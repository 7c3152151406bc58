import { h } from '../util/dom.js';
import { rest } from '../session/rest.js';
import { DIALECTS, socketUrl } from './dialects.js';

const OPTIONS = {
  auth: 'Authenticated endpoint',
  dialect: 'Name the dialect (?dialect=)',
  stream: 'Answers in pieces (?stream=true)',
  token: 'Token in the URL (?token=)',
};

/** Chooses dialect, options and token, shows the URL that follows from them, and lets one edit it. */
export class ConnectForm {
  dialect = DIALECTS[0];
  #known;
  #checks = {};
  #options = h('div', { class: 'options' });
  #url = h('input', {
    class: 'input mono',
    required: true,
    spellcheck: 'false',
    autocapitalize: 'none',
    test: 'socket-url',
  });
  #id = h('input', {
    class: 'input',
    spellcheck: 'false',
    autocapitalize: 'none',
    maxlength: 64,
    test: 'client-id',
  });
  #idRow = h('label', { class: 'field' }, h('span', { text: 'Id of the client' }), this.#id);
  #token = h('input', {
    class: 'input mono',
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: 'none',
    test: 'token',
  });
  #connect = h('button', { class: 'button primary', type: 'submit', test: 'connect' });

  /**
   * @param actions `toggle(url)` connects or disconnects, `chosen()` tells of another dialect,
   *     `problem(text)` of what went wrong
   */
  constructor(known, { toggle, chosen, problem }) {
    this.#known = known;
    this.#id.value = known.id;
    const select = h(
      'select',
      { class: 'input', test: 'dialect' },
      DIALECTS.map(({ id, title }) => h('option', { value: id, text: `${id}: ${title}` })),
    );
    select.addEventListener('change', () => {
      this.dialect = DIALECTS.find(({ id }) => id === select.value);
      this.#showOptions();
      chosen();
    });
    this.#id.addEventListener('input', () => this.#changed());
    this.#token.addEventListener('input', () => this.#changed());
    const guest = async () => {
      try {
        this.#token.value = (
          await rest('POST', '/auth/guest', { body: { name: 'Playground' } })
        ).access_token;
        this.#changed();
      } catch (error) {
        problem(error.message);
      }
    };
    const submit = (event) => {
      event.preventDefault();
      toggle(this.#url.value.trim());
    };
    this.element = h(
      'form',
      { class: 'form', on: { submit } },
      h('label', { class: 'field' }, h('span', { text: 'Dialect' }), select),
      this.#idRow,
      h(
        'div',
        { class: 'field' },
        h('label', { for: 'token', text: 'Token' }),
        h(
          'div',
          { class: 'row' },
          this.#token,
          h('button', {
            class: 'button',
            type: 'button',
            text: 'Guest token',
            test: 'guest-token',
            on: { click: guest },
          }),
        ),
      ),
      this.#options,
      h('label', { class: 'field' }, h('span', { text: 'URL' }), this.#url),
      this.#connect,
    );
    this.#token.id = 'token';
    this.setActive(false);
    this.#showOptions();
  }

  /** What calls besides the socket show, to be made by the same person; empty for none. */
  get token() {
    const { token, auth } = this.#checks;
    return token?.checked || auth?.checked ? this.#known.token : '';
  }

  setActive(active) {
    this.#connect.textContent = active ? 'Disconnect' : 'Connect';
    this.#connect.classList.toggle('primary', !active);
  }

  #showOptions() {
    this.#checks = {};
    this.#options.replaceChildren(
      ...this.dialect.options.map((option) => {
        const box = h('input', {
          type: 'checkbox',
          test: `option-${option}`,
          on: { change: () => this.#changed() },
        });
        this.#checks[option] = box;
        return h('label', { class: 'check' }, box, h('span', { text: OPTIONS[option] }));
      }),
    );
    this.#options.hidden = this.dialect.options.length === 0;
    this.#idRow.hidden = !this.dialect.path({ id: '\u0000' }).includes('%00');
    this.#changed();
  }

  #changed() {
    this.#known.id = this.#id.value;
    this.#known.token = this.#token.value.trim();
    const chosen = { id: this.#known.id, bearer: this.#known.token };
    for (const [option, box] of Object.entries(this.#checks)) chosen[option] = box.checked;
    this.#url.value = socketUrl(location.href, this.dialect, chosen);
  }
}
