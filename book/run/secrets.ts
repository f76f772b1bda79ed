import { createRandom } from '../../local/kernel/random.ts';

/** What providers and upstream systems sign and knock with during a run; drawn from its seed. */
export type Secrets = {
  readonly stripe: string;
  readonly standardWebhooks: string;
  readonly eventsApi: string;
  /** Nobody accepts this one. */
  readonly forger: string;
};

const secretBytes = 24;

export const secretsOf = (seed: number): Secrets => {
  const random = createRandom(seed, 'secrets');
  const drawn = (label: string): string =>
    Buffer.from(random.fork(label).bytes(secretBytes)).toString('base64');
  return {
    stripe: `whsec_${drawn('stripe')}`,
    standardWebhooks: `whsec_${drawn('standard-webhooks')}`,
    eventsApi: drawn('events-api'),
    forger: `whsec_${drawn('forger')}`,
  };
};
