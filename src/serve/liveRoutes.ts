import type { Instant } from '../model/instant.ts';
import type { LiveState } from './liveState.ts';
import { type Answer, plain, type Routes } from './readOnlyServer.ts';

/** The live page, whether the process and its ticks are well, and the metrics. `page` draws the newest state. */
export function liveRoutes(state: LiveState, now: () => Instant, page: () => Promise<string>): Routes {
  return new Map<string, () => Answer | Promise<Answer>>([
    ['/', async () => ({ status: 200, type: 'text/html; charset=utf-8', body: await page() })],
    ['/healthz', () => plain(200, 'alive')],
    [
      '/readyz',
      () =>
        state.isFresh(now())
          ? plain(200, 'ready')
          : plain(503, 'The last tick failed, or none has ended, or the next one is overdue.'),
    ],
    [
      '/metrics',
      async () => {
        const { metricsText } = await import('./metrics.ts');
        const body = await metricsText(state, now());
        return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body };
      },
    ],
  ]);
}
