// Cameras drawn by the page, for those whose pictures need not be a test of the encoder.

/** Wall (hue), hair and clothes. */
const LOOKS = {
  Ирина: [205, 'hsl(22 45% 22%)', 'hsl(350 40% 42%)'],
  Анна: [150, 'hsl(36 60% 48%)', 'hsl(265 35% 45%)'],
  Борис: [40, 'hsl(20 30% 14%)', 'hsl(205 50% 38%)'],
  Вера: [320, 'hsl(14 62% 34%)', 'hsl(165 45% 32%)'],
  Глеб: [260, 'hsl(30 25% 30%)', 'hsl(32 60% 50%)'],
};

/** Few frames: whoever watches many of them on a small machine must not fall behind. */
export function drawnCamera(name) {
  const [hue, hair, clothes] = LOOKS[name] ?? [90, 'hsl(0 0% 25%)', 'hsl(220 20% 40%)'];
  return { width: 640, height: 360, fps: 8, hue, hair, clothes };
}
