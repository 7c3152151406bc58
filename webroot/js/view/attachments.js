import { h } from '../util/dom.js';
import { icon } from '../util/icons.js';

const MOST_PX = 260;

/** The pictures of a message: small ones that open a large view. `pictures` gives their URLs. */
export function attachments(list, pictures) {
  return list.map((attachment) => thumbnail(attachment, pictures));
}

function thumbnail(attachment, pictures) {
  const { width, height } = attachment;
  const image = h('img', { alt: '', ...fitting(width, height), test: 'attachment-image' });
  const button = h(
    'button',
    {
      class: 'picture',
      type: 'button',
      'aria-label': width ? `Picture, ${width} by ${height} pixels` : 'Picture',
      title: 'Show it large',
      test: 'attachment',
      on: { click: () => showLarge(attachment, pictures) },
    },
    image,
  );
  load(image, attachment.thumbnail_url, pictures);
  return button;
}

/** Room for it before it is there, so that nothing jumps. */
function fitting(width, height) {
  if (!width || !height) return {};
  const factor = Math.min(1, MOST_PX / Math.max(width, height));
  return {
    width: Math.max(24, Math.round(width * factor)),
    height: Math.max(24, Math.round(height * factor)),
  };
}

async function load(image, path, pictures) {
  try {
    image.src = await pictures.url(path);
  } catch {
    image.alt = 'This picture could not be loaded';
  }
}

function showLarge({ url }, pictures) {
  const image = h('img', { alt: 'The picture', test: 'attachment-large' });
  const close = () => dialog.close();
  const dialog = h(
    'dialog',
    { class: 'picture-view', 'aria-label': 'Picture', on: { click: close } },
    image,
    h(
      'button',
      { class: 'icon-button', type: 'button', 'aria-label': 'Close', test: 'picture-close' },
      icon('close'),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  load(image, url, pictures);
}
