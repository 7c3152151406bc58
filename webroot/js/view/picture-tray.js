import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';

const MOST = 8;
const MOST_AT_ONCE = 2;
const KINDS = 'image/png,image/jpeg,image/gif,image/webp';

/**
 * The pictures that will go with the next message: picked, pasted or dropped, uploaded at once, shown
 * with how far they are. `upload(file, {progress, signal})` resolves with the attachment; `changed`
 * is called whenever that matters to whoever sends.
 */
export class PictureTray {
  #upload;
  #changed;
  #items = [];
  #running = 0;
  #picker = h('input', {
    type: 'file',
    accept: KINDS,
    multiple: true,
    hidden: true,
    test: 'picture-input',
    on: { change: () => this.#picked() },
  });

  constructor({ upload, changed }) {
    this.#upload = upload;
    this.#changed = changed;
    this.element = h('div', { class: 'tray', hidden: true, test: 'tray' });
    this.button = h(
      'button',
      {
        class: 'icon-button',
        type: 'button',
        'aria-label': 'Add pictures',
        title: 'Add pictures',
        test: 'add-picture',
        on: { click: () => this.#picker.click() },
      },
      icon('picture'),
      this.#picker,
    );
  }

  get empty() {
    return this.#items.length === 0;
  }

  /** All are uploaded. */
  get ready() {
    return this.#items.every(({ attachment }) => attachment);
  }

  /** Why nothing can be sent now; null when it can. */
  get problem() {
    const failed = this.#items.find(({ error }) => error);
    return failed ? `${failed.file.name}: ${failed.error}` : null;
  }

  /** Takes what is there over into a message. */
  take() {
    const attachments = this.#items.map(({ attachment }) => attachment);
    this.clear();
    return attachments;
  }

  clear() {
    for (const item of [...this.#items]) this.#remove(item);
  }

  /** Takes the pictures among the files; the result says whether there were any. */
  add(files) {
    const pictures = [...files].filter(({ type }) => type.startsWith('image/'));
    for (const file of pictures.slice(0, MOST - this.#items.length)) this.#put(file);
    this.#startNext();
    this.#show();
    return pictures.length > 0;
  }

  /** Lets an element take pictures that are pasted into it or dropped on it. */
  listen(element) {
    element.addEventListener('paste', (event) => {
      if (this.add(event.clipboardData?.files ?? [])) event.preventDefault();
    });
    element.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    element.addEventListener('drop', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
  }

  #picked() {
    this.add(this.#picker.files);
    this.#picker.value = '';
  }

  #put(file) {
    const item = { file, url: URL.createObjectURL(file), abort: new AbortController() };
    item.bar = h('progress', { max: 1, value: 0, 'aria-label': `Uploading ${file.name}` });
    item.element = h(
      'div',
      { class: 'tray-item', title: file.name, test: 'tray-item' },
      h('img', { src: item.url, alt: file.name }),
      item.bar,
      h(
        'button',
        {
          class: 'tray-remove',
          type: 'button',
          'aria-label': `Remove ${file.name}`,
          test: 'tray-remove',
          on: { click: () => this.#remove(item) },
        },
        icon('close'),
      ),
    );
    this.#items.push(item);
  }

  #remove(item) {
    this.#items = this.#items.filter((one) => one !== item);
    item.abort.abort();
    URL.revokeObjectURL(item.url);
    this.#show();
  }

  #startNext() {
    while (this.#running < MOST_AT_ONCE) {
      const next = this.#items.find(({ started }) => !started);
      if (!next) return;
      next.started = true;
      this.#running += 1;
      this.#send(next);
    }
  }

  async #send(item) {
    const progress = (part) => (item.bar.value = part);
    try {
      item.attachment = await this.#upload(item.file, { progress, signal: item.abort.signal });
    } catch (error) {
      item.error = error.message;
    }
    this.#running -= 1;
    this.#startNext();
    this.#show();
  }

  #show() {
    this.element.replaceChildren(...this.#items.map(({ element }) => element));
    this.element.hidden = this.empty;
    this.button.disabled = this.#items.length >= MOST;
    for (const { element, bar, attachment, error } of this.#items) {
      bar.hidden = Boolean(attachment || error);
      element.dataset.state = error ? 'failed' : attachment ? 'ready' : 'uploading';
    }
    this.#changed();
  }
}
