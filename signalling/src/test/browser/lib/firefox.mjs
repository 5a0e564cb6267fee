import puppeteer from 'puppeteer-core';
import { preparePage } from './in-page.mjs';
import { Participant } from './participant.mjs';

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // nothing is fetched from anywhere
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-provider.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
};

/** Debian's Firefox ESR, or the one that FIREFOX names, over WebDriver BiDi. It reaches no server on loopback by UDP. */
export async function launchFirefox() {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: PREFERENCES,
    env: { ...process.env, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
  });
  return {
    close: () => browser.close(),

    /** @param {{prepare?: object}} [options] `prepare`: for `preparePage` */
    async participant(name, { prepare = {} } = {}) {
      const page = await browser.newPage();
      await page.setViewport({ width: 1366, height: 768 });
      await page.evaluateOnNewDocument(preparePage, prepare);
      return new Participant(name, page, () => page.close());
    },
  };
}
