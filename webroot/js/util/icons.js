const NS = 'http://www.w3.org/2000/svg';

/** Strokes on a 24 x 24 grid. */
const PATHS = {
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM20 20l-4-4',
  menu: 'M4 7h16M4 12h16M4 17h10',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  pin: 'M9 4h6l-1 6 3 3v2H7v-2l3-3-1-6ZM12 15v5',
  archive: 'M4 5h16v4H4ZM6 9v10h12V9M10 13h4',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  pencil: 'M4 20l1-4L16 5l3 3L8 19l-4 1ZM14 7l3 3',
  copy: 'M9 9h11v11H9ZM5 15H4V4h11v1',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  refresh: 'M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5',
  up: 'M7 11v9H4v-9ZM7 11l4-7c1.7 0 2.5 1 2.3 2.6L13 10h5.2c1.3 0 2.1 1.1 1.8 2.3l-1.5 6c-.3 1-1.1 1.7-2.2 1.7H7',
  down: 'M7 13V4H4v9ZM7 13l4 7c1.7 0 2.5-1 2.3-2.6L13 14h5.2c1.3 0 2.1-1.1 1.8-2.3l-1.5-6C18.2 4.7 17.4 4 16.3 4H7',
  left: 'M14.5 6l-6 6 6 6',
  right: 'M9.5 6l6 6-6 6',
  arrowUp: 'M12 19V5M6 11l6-6 6 6',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  sliders: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 4.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.2.8 3.5 2.9 3.5 5.5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  exit: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  note: 'M5 4h14v10l-5 6H5ZM14 20v-6h5',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 4l-3 16',
  picture: 'M4 5h16v14H4ZM4 16l5-5 4 4 3-3 4 4M15.5 9h.01',
  chart: 'M5 20v-8M12 20V5M19 20v-5',
  alert: 'M12 4L2.5 20h19ZM12 10v4M12 17h.01',
};

/** A decorative icon; the control around it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(NS, 'svg');
  for (const [key, value] of Object.entries({
    viewBox: '0 0 24 24',
    class: 'icon',
    'aria-hidden': 'true',
  })) {
    svg.setAttribute(key, value);
  }
  if (name === 'stop') {
    const square = document.createElementNS(NS, 'rect');
    const shape = { x: 7, y: 7, width: 10, height: 10, rx: 2, class: 'icon-filled' };
    for (const [key, value] of Object.entries(shape)) square.setAttribute(key, value);
    svg.append(square);
    return svg;
  }
  const path = document.createElementNS(NS, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
