import { Marked } from '/webjars/marked/lib/marked.esm.js';
import { codeBlock } from './code-block.js';

/** DOMPurify comes as a classic script before this module. */
const purify = globalThis.DOMPurify;
const marked = new Marked({ gfm: true, breaks: true });

const CLEAN = {
  RETURN_DOM_FRAGMENT: true,
  ALLOWED_TAGS: (
    'a b blockquote br code del details em h1 h2 h3 h4 h5 h6 hr i img input kbd li ol p pre s strong sub ' +
    'summary sup table tbody td th thead tr u ul'
  ).split(' '),
  ALLOWED_ATTR: [
    'href',
    'title',
    'align',
    'class',
    'start',
    'type',
    'checked',
    'disabled',
    'src',
    'alt',
  ],
  /** Not addresses; without this their values would have to look like one. */
  ADD_URI_SAFE_ATTR: ['align', 'start', 'type', 'checked', 'disabled'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
};

/** The top-level blocks of a text. Reference definitions are seen only where they stand in it. */
export function blocksOf(text) {
  return marked.lexer(text);
}

/** Sanitised nodes of one top-level block: whatever a model or a person wrote, it cannot do harm. */
export function renderBlock(token) {
  if (token.type === 'space' || token.type === 'def') return document.createDocumentFragment();
  if (token.type === 'code') return codeBlock(token.text, token.lang);
  const fragment = purify.sanitize(marked.parser([token]), CLEAN);
  fragment.querySelectorAll('a').forEach(guardLink);
  fragment.querySelectorAll('img').forEach(imageToLink);
  fragment.querySelectorAll('table').forEach(scrollable);
  fragment.querySelectorAll('pre > code').forEach((code) => {
    const language = /language-(\S+)/.exec(code.className)?.[1];
    code.parentElement.replaceWith(codeBlock(code.textContent, language));
  });
  fragment.querySelectorAll('input').forEach((box) => {
    if (box.type !== 'checkbox') box.remove();
    else {
      box.disabled = true;
      box.setAttribute('aria-label', box.checked ? 'Done' : 'Not done');
    }
  });
  return fragment;
}

function guardLink(link) {
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
}

/** An image that loads by itself could tell a stranger what was talked about; a link cannot. */
function imageToLink(image) {
  const source = image.getAttribute('src');
  const label = image.alt || source || 'image';
  if (!source) {
    image.replaceWith(label);
    return;
  }
  const link = document.createElement('a');
  link.href = source;
  link.textContent = `${label} ↗`;
  guardLink(link);
  image.replaceWith(link);
}

function scrollable(table) {
  const frame = document.createElement('div');
  frame.className = 'table-frame';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
