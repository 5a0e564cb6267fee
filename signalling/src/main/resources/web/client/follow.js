// Which elements of the page show which slots. An element's size on the screen is the picture's: what nobody can see is
// 0 x 0 and costs nothing.

/** Sizes go up in steps, so that a layout that wavers by a pixel asks for nothing new. */
const STEP_PIXELS = 16;
/** Nobody sees more on a phone, and its battery and link would pay for it. */
const MAX_PIXEL_RATIO = 2;

const pixelRatio = () => Math.min(MAX_PIXEL_RATIO, devicePixelRatio || 1);
const inPixels = (length) => Math.ceil((length * pixelRatio()) / STEP_PIXELS) * STEP_PIXELS;

/** Transitions on the way to another size, running now. */
const resizing = (element) =>
  (element.getAnimations?.() ?? []).filter(
    ({ playState, transitionProperty }) => playState === 'running' && ['width', 'height'].includes(transitionProperty),
  );

/**
 * Watches elements for those who follow them. Nothing is delayed here: `View` does that.
 *
 * Size by ResizeObserver (layout, so transforms do not count), visibility by IntersectionObserver (scrolled away, cut off
 * by a scrolling parent, `display: none`, taken out of the page) and the page's own, and the density of the screen, which
 * changes with zoom and with a move to another one.
 */
export class Followers {
  #setView;
  #watched = new Map();
  /** Of several that follow one slot the last one counts. */
  #byMid = new Map();
  #resizes = new ResizeObserver((entries) => entries.forEach(({ target }) => this.#measure(target)));
  #sights = new IntersectionObserver((entries) => entries.forEach((entry) => this.#onSight(entry)));
  #density = null;
  #measureAll = () => this.#watched.forEach((watched, element) => this.#measure(element));
  #onDensity = () => {
    this.#watchDensity();
    this.#measureAll();
  };

  /** @param {(items: object[]) => void} setView */
  constructor(setView) {
    this.#setView = setView;
    document.addEventListener('visibilitychange', this.#measureAll);
    this.#watchDensity();
  }

  /** @param {{mid: string, want: string, source?: string | null, priority?: number}} wanted */
  follow(element, wanted) {
    const follower = { element, ...wanted };
    this.#watch(element).followers.add(follower);
    this.#claim(follower);
    return {
      update: (changes) => this.#update(follower, changes),
      stop: () => this.#stop(follower),
    };
  }

  /** Stops all, silently. */
  close() {
    this.#resizes.disconnect();
    this.#sights.disconnect();
    this.#watched.clear();
    this.#byMid.clear();
    document.removeEventListener('visibilitychange', this.#measureAll);
    this.#density.removeEventListener('change', this.#onDensity);
  }

  #watch(element) {
    if (!this.#watched.has(element)) {
      this.#watched.set(element, { followers: new Set(), onScreen: true, settling: false, ...sizeOf(element) });
      this.#resizes.observe(element);
      this.#sights.observe(element);
    }
    return this.#watched.get(element);
  }

  #update(follower, changes) {
    if (!this.#watched.get(follower.element)?.followers.has(follower)) return;
    if (changes.mid !== undefined && changes.mid !== follower.mid) this.#release(follower);
    Object.assign(follower, changes);
    this.#claim(follower);
  }

  #stop(follower) {
    const { element } = follower;
    const watched = this.#watched.get(element);
    if (!watched?.followers.delete(follower)) return;
    this.#release(follower);
    if (watched.followers.size) return;
    this.#watched.delete(element);
    this.#resizes.unobserve(element);
    this.#sights.unobserve(element);
  }

  #claim(follower) {
    this.#byMid.set(follower.mid, follower);
    this.#tell(follower, this.#watched.get(follower.element));
  }

  /** The slot is on the screen no more, unless somebody else shows it. */
  #release(follower) {
    this.#tell(follower, { width: 0, height: 0 });
    if (this.#byMid.get(follower.mid) === follower) this.#byMid.delete(follower.mid);
  }

  #tell(follower, { width, height }) {
    const { mid, want, source = null, priority = 0 } = follower;
    if (this.#byMid.get(mid) === follower) this.#setView([{ mid, want, source, width, height, priority }]);
  }

  #onSight({ target, isIntersecting }) {
    const watched = this.#watched.get(target);
    if (!watched) return;
    watched.onScreen = isIntersecting;
    this.#measure(target);
  }

  #measure(element) {
    const watched = this.#watched.get(element);
    if (!watched) return;
    const { width, height } = watched.onScreen ? sizeOf(element) : { width: 0, height: 0 };
    if (width === watched.width && height === watched.height) return;
    if (width && (watched.settling || this.#isOnItsWay(element, watched))) return;
    Object.assign(watched, { width, height });
    for (const follower of watched.followers) this.#tell(follower, watched);
  }

  /** An element on its way to another size is measured when it is there: each size between would ask for a layer. */
  #isOnItsWay(element, watched) {
    const transitions = resizing(element);
    if (!transitions.length) return false;
    watched.settling = true;
    Promise.allSettled(transitions.map(({ finished }) => finished)).then(() => {
      watched.settling = false;
      this.#measure(element);
    });
    return true;
  }

  #watchDensity() {
    this.#density?.removeEventListener('change', this.#onDensity);
    this.#density = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    this.#density.addEventListener('change', this.#onDensity);
  }
}

/** In device pixels. */
function sizeOf({ offsetWidth, offsetHeight }) {
  const nothing = document.visibilityState === 'hidden' || !offsetWidth || !offsetHeight;
  return nothing ? { width: 0, height: 0 } : { width: inPixels(offsetWidth), height: inPixels(offsetHeight) };
}
