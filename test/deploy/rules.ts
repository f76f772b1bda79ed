import type { Rule } from './compare.ts';

/** Cold starts of functions and hops between queues, on a busy machine. */
const LATENESS_MS = 120_000;

const within = ([a, b]: readonly [unknown, unknown]): boolean =>
  Math.abs(Date.parse(String(a)) - Date.parse(String(b))) < LATENESS_MS;

const bothMatch =
  (pattern: RegExp) =>
  (values: readonly [unknown, unknown]): boolean =>
    values.every((value) => typeof value === 'string' && pattern.test(value));

/** What a command of maintenance says of who ran it; everything else of its events is the same. */
const ofOperation = (field: string): Rule => ({
  name: 'whoever signs runs the command',
  why: 'The emulator and the local runtime have other principals, and each run draws its own id.',
  field,
  agrees: ([a, b], { pair }) =>
    pair.here.meta.streamId === 'operations#maintenance' && bothMatch(/./)([a, b]),
});

/** Every difference that may be between the local runtime and a real deployment, each with its reason. */
export const rules: readonly Rule[] = [
  {
    name: 'recorded a moment later',
    why: 'In the local runtime calls take no time; the clock of the emulator runs on while its functions start and work.',
    field: 'meta.recordedAt',
    agrees: within,
  },
  {
    name: 'delivered a moment later',
    why: 'The same clock dates the delivery report.',
    field: 'data.deliveredAt',
    agrees: within,
  },
  {
    name: 'SES names its messages',
    why: 'Each message gets an id of the provider’s own choice.',
    field: 'data.providerMessageId',
    agrees: bothMatch(/./),
  },
  {
    name: 'EventBridge names its events',
    why: 'A delivery report is known by the random id of the event that brought it.',
    field: 'meta.causationId',
    agrees: bothMatch(/^ses:[0-9a-f-]{36}$/),
  },
  ...['data.act.actor', 'data.act.actId', 'meta.causationId', 'meta.correlationId'].map(
    ofOperation,
  ),
  {
    name: 'either event of one commit may come first',
    why: 'A standard queue orders nothing: of two ledger events of one transaction, the first to arrive is the cause.',
    field: 'meta.causationId',
    agrees: ([a, b], { here }) => {
      const [first, second] = [here.get(String(a)), here.get(String(b))];
      return (
        first !== undefined &&
        second !== undefined &&
        first.meta.streamId === second.meta.streamId &&
        first.meta.recordedAt === second.meta.recordedAt
      );
    },
  },
];
