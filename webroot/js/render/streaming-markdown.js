import { blocksOf, renderBlock } from './markdown.js';

const REFERENCES = /^ {0,3}\[[^\]]+\]:/m;

/**
 * Markdown that grows at its end. Blocks that are closed are drawn once and left alone; each update
 * works only on the open block at the end, and on code there only adds text. `finish` draws the
 * whole again where something at the end can change the beginning (link references).
 */
export class StreamingMarkdown {
  #text = '';
  /** Length of the text whose blocks are closed. */
  #closed = 0;
  /** Nodes of the open block, and the code they grow, if it is code. */
  #open = [];
  #openCode = null;

  constructor(element) {
    this.element = element;
  }

  update(source) {
    const text = source.replaceAll('\r\n', '\n');
    if (text === this.#text) return;
    if (!text.startsWith(this.#text)) this.#clear();
    this.#text = text;
    const blocks = blocksOf(text.slice(this.#closed));
    const last = blocks.findLastIndex((block) => block.type !== 'space');
    if (last < 0) return;
    if (last > 0) this.#close(blocks.slice(0, last));
    this.#draw(blocks[last]);
  }

  finish(source) {
    const text = source.replaceAll('\r\n', '\n');
    if (text === this.#text && !REFERENCES.test(text) && !this.#openCode) return;
    if (text !== this.#text || REFERENCES.test(text)) this.#clear();
    this.#text = text;
    const blocks = blocksOf(text.slice(this.#closed));
    this.#drop();
    this.element.append(...blocks.map(renderBlock));
    this.#closed = text.length;
  }

  #close(blocks) {
    this.#drop();
    for (const block of blocks) {
      this.element.append(renderBlock(block));
      this.#closed += block.raw.length;
    }
  }

  #draw(block) {
    if (this.#openCode && block.type === 'code') {
      const node = this.#openCode.firstChild;
      if (node && block.text.startsWith(node.data)) node.appendData(block.text.slice(node.length));
      else this.#openCode.textContent = block.text;
      return;
    }
    this.#drop();
    const drawn = renderBlock(block);
    this.#open = drawn.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? [...drawn.childNodes] : [drawn];
    this.element.append(drawn);
    if (block.type !== 'code') return;
    this.#openCode = this.#open[0].querySelector('code');
    this.#openCode.textContent = block.text;
  }

  #drop() {
    for (const node of this.#open) node.remove();
    this.#open = [];
    this.#openCode = null;
  }

  #clear() {
    this.element.replaceChildren();
    this.#open = [];
    this.#openCode = null;
    this.#closed = 0;
    this.#text = '';
  }
}
