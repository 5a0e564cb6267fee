// Icons on a 24 x 24 grid, drawn with strokes. An entry is the path, or [path of strokes, path of solid parts].

const PATHS = {
  microphone: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7',
  microphoneOff:
    'M15 9.5V6a3 3 0 0 0-5.8-1.1M9 9v2a3 3 0 0 0 4.5 2.6M5.5 11a6.5 6.5 0 0 0 10.3 5.3M18.5 11a6.5 6.5 0 0 1-.7 2.9M12 17.5V21M8.5 21h7M3.5 3.5l17 17',
  camera: 'M4.5 6.5h9a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM15.5 10.5l5-3v9l-5-3',
  cameraOff:
    'M9 6.5h4.5a2 2 0 0 1 2 2v4M15 16.8a2 2 0 0 1-1.5.7h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.8-2M15.5 10.5l5-3v9l-3-1.8M3.5 3.5l17 17',
  screen:
    'M4 4.5h16a1.5 1.5 0 0 1 1.5 1.5v9.5A1.5 1.5 0 0 1 20 17H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5zM8.5 20.5h7M12 17v3.5M12 13.5V8M9.5 10.2L12 7.7l2.5 2.5',
  screenStop:
    'M4 4.5h16a1.5 1.5 0 0 1 1.5 1.5v9.5A1.5 1.5 0 0 1 20 17H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5zM8.5 20.5h7M12 17v3.5M9.8 8.5l4.4 4.4M14.2 8.5l-4.4 4.4',
  hand: 'M7.5 13V6.2a1.4 1.4 0 0 1 2.8 0V11M10.3 11V4.4a1.4 1.4 0 0 1 2.8 0V11M13.1 11V5.4a1.4 1.4 0 0 1 2.8 0V12M15.9 12V8.4a1.4 1.4 0 0 1 2.8 0v6.1c0 3.9-2.6 6.5-6.2 6.5-2.7 0-4.3-1.1-5.5-3.1l-2.6-4.4c-.9-1.6 1-2.9 2.2-1.6L7.5 13.2',
  chat: 'M5 4.5h14a2 2 0 0 1 2 2v8.5a2 2 0 0 1-2 2h-7.5L7 20.5V17H5a2 2 0 0 1-2-2V6.5a2 2 0 0 1 2-2zM7.5 9h9M7.5 12.5h6',
  people:
    'M9 11.2a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2zM2.5 20c.3-3.6 2.9-5.8 6.5-5.8s6.2 2.2 6.5 5.8M16 4.4a3.3 3.3 0 0 1 0 6.5M18 14.7c2 .8 3.3 2.6 3.5 5.3',
  grid: 'M4.5 4h5a1 1 0 0 1 1 1v4.5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM14.5 4h5a1 1 0 0 1 1 1v4.5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM4.5 13.5h5a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-4.5a1 1 0 0 1 1-1zM14.5 13.5h5a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-4.5a1 1 0 0 1 1-1z',
  speaker:
    'M4.5 4.5h9.5a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H4.5a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM18.5 5h2v3.5h-2zM18.5 10.3h2v3.5h-2zM18.5 15.6h2v3.5h-2z',
  settings:
    'M4 7h8M17 7h3M4 17h3M12 17h8M14.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9.5 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  leave: 'M14 4.5H6.5a1.5 1.5 0 0 0-1.5 1.5v12a1.5 1.5 0 0 0 1.5 1.5H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5',
  more: [
    '',
    'M5.5 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM12 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM18.5 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z',
  ],
  pin: 'M9 3.5h6M10 3.5v6L7 13.5h10l-3-4v-6M12 13.5V20.5',
  expand: 'M9 4H4v5M15 4h5v5M20 15v5h-5M4 15v5h5',
  smaller:
    'M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M8.5 9.5h7v5h-7z',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12l16-8-5.5 16-3.5-6.5L4 12zM11 13.5L20 4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 8.5h9.5a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9.5a1 1 0 0 1 1-1zM5 15.5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9.5a1 1 0 0 1 1 1',
  volume: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  warning: ['M12 4l9 16H3zM12 10v4.5', 'M12 16.4a1 1 0 1 1 0 2 1 1 0 0 1 0-2z'],
  previous: 'M14.5 5.5L8 12l6.5 6.5',
  next: 'M9.5 5.5L16 12l-6.5 6.5',
  remove:
    'M9.5 11.2a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2zM3 20c.3-3.6 2.9-5.8 6.5-5.8 1.7 0 3.2.5 4.3 1.4M16.5 15.5l4.5 4.5M21 15.5L16.5 20',
  bell: 'M12 3.5a5.5 5.5 0 0 0-5.5 5.5v3.5c0 1.3-.6 2.2-1.5 3.2-.6.6-.2 1.5.6 1.5h12.8c.8 0 1.2-.9.6-1.5-.9-1-1.5-1.9-1.5-3.2V9A5.5 5.5 0 0 0 12 3.5zM10 20a2.2 2.2 0 0 0 4 0',
};

const SVG = 'http://www.w3.org/2000/svg';

/** @param {keyof typeof PATHS} name */
export function icon(name, className = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon ${className}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const [strokes, solid] = [PATHS[name]].flat();
  for (const [d, type] of [[strokes], [solid, 'solid']]) {
    if (!d) continue;
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    if (type) path.setAttribute('class', type);
    svg.append(path);
  }
  return svg;
}
