/** What left this page for other addresses, as the browser's own record of requests (Resource Timing) has it. */
class Sent {
  #requests = $state(0);
  #bytes = $state(0);
  readonly since = new Date();
  #watching = false;

  get requests(): number {
    return this.#requests;
  }
  /** At least: the length of the addresses asked. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Call it in the browser; requests made before are counted too. */
  watch(): void {
    if (this.#watching || typeof PerformanceObserver === 'undefined') return;
    this.#watching = true;
    new PerformanceObserver((list) => {
      for (const { name } of list.getEntries()) if (leaves(name)) this.#count(name);
    }).observe({ type: 'resource', buffered: true });
  }

  /** A request of a worker, which the page's record does not show. */
  asked(address: string): void {
    this.#count(address);
  }

  #count(address: string): void {
    this.#requests += 1;
    this.#bytes += address.length;
  }
}

/** Files of the app, and data: and blob: addresses, which never leave the browser, do not. */
const leaves = (address: string): boolean =>
  /^(https?|wss?):/.test(address) && new URL(address).origin !== location.origin;

export const sent = new Sent();
