import type { Clock } from '../../model/clock.ts';

/** A bucket of `burst` tokens that fills again by `refillPerSecond`. */
export interface BucketSize {
  readonly burst: number;
  readonly refillPerSecond: number;
}

/** Whether one more request may pass; measured by `clock`. */
export function tokenBucket(clock: Clock, { burst, refillPerSecond }: BucketSize): () => boolean {
  let tokens = burst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * refillPerSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
