import { chromium } from 'playwright-core';
import { preparePage } from './in-page.mjs';
import { Participant } from './participant.mjs';

// Only the last --disable-features counts: this one replaces Playwright's own.
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,OptimizationHints,MediaRouter',
];

/**
 * Debian's Chromium, or the one that CHROMIUM names. Its people sit in one browser, each with storage of their own.
 *
 * @param {{flags?: string[]}} [options] further flags; the rest is Playwright's: executablePath, env
 */
export async function launchChromium({ flags = [], ...options } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: [...FLAGS, ...flags],
    ...options,
  });
  return {
    close: () => browser.close(),

    /** @param {{prepare?: object}} [options] `prepare`: for `preparePage`; the rest is Playwright's: viewport, locale, isMobile, ... */
    async participant(name, { prepare = {}, ...context } = {}) {
      const own = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ru-RU', ...context });
      await own.addInitScript(preparePage, prepare);
      return new Participant(name, await own.newPage(), () => own.close());
    },
  };
}
