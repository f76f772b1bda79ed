import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallFault, CallPoint } from '../../local/faults.ts';
import { createRandom } from '../../local/kernel/random.ts';
import {
  addDays,
  epochMs,
  type Instant,
  instantAt,
  instantOf,
} from '../../shared/domain/calendar.ts';
import { firstDay } from './random-book.ts';

/** A stretch of time, in virtual epoch milliseconds. */
export type Span = { readonly from: number; readonly until: number };

/** What befalls the environment as a whole in one run, beside the faults of single calls. */
export type Happenings = {
  /** The bus takes nothing from the publisher. */
  readonly busOutage: Span | undefined;
  /** SES refuses every message. */
  readonly mailOutage: Span | undefined;
  /** Everything recorded so far is published once more. */
  readonly replayAt: number | undefined;
  /** Another release is deployed over the running one. */
  readonly releaseAt: number | undefined;
  /** Until then nobody is contacted for real; the run may end before. */
  readonly shadowUntil: number | undefined;
  /** People act on accounts, cases, parties and all sending. */
  readonly people: true | undefined;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** By then all that can happen to a case has begun to happen. */
const withinDays = 40;

export const none: Happenings = {
  busOutage: undefined,
  mailOutage: undefined,
  replayAt: undefined,
  releaseAt: undefined,
  shadowUntil: undefined,
  people: undefined,
};

/** In a run that is in shadow from its first to its last day. */
const afterTheEnd = epochMs(instantAt('UTC', addDays(firstDay, 400), '00:00'));

/**
 * One in three runs has each of them, at a moment of its own, one in five begins in shadow, and
 * people act in every other; all are drawn from the seed.
 */
export const happeningsOf = (seed: number): Happenings => {
  const random = createRandom(seed, 'happenings');
  const start = epochMs(instantAt('UTC', addDays(firstDay, 3), '00:00'));
  const moment = (): number => start + random.below(withinDays * 24 * 60) * 60_000;
  const maybe = <T>(value: T): T | undefined => (random.chance(1 / 3) ? value : undefined);
  const span = (lastsMs: number): Span => {
    const from = moment();
    return { from, until: from + lastsMs };
  };
  const drawn = {
    busOutage: maybe(span(dayMs)),
    mailOutage: maybe(span((6 + random.below(24)) * hourMs)),
    replayAt: maybe(moment()),
    releaseAt: maybe(moment()),
  };
  const shadow = createRandom(seed, 'shadow');
  const isAllShadow = shadow.chance(0.3);
  const live = start + shadow.below(withinDays * 24 * 60) * 60_000;
  return {
    ...drawn,
    shadowUntil: shadow.chance(0.2) ? (isAllShadow ? afterTheEnd : live) : undefined,
    people: createRandom(seed, 'people').chance(0.5) ? true : undefined,
  };
};

const holds = (span: Span | undefined, now: number): boolean =>
  span !== undefined && span.from <= now && now < span.until;

/** The fault that an outage puts on a call at that moment. */
export const outageAt = (
  { busOutage, mailOutage }: Happenings,
  { functionName, service, operation }: CallPoint,
  now: number,
): CallFault | undefined => {
  const isPublished = functionName === 'PublishJournalFunction' && operation === 'PutEvents';
  const isMail = service === 'ses' && operation === 'SendEmail';
  const isOut = (isPublished && holds(busOutage, now)) || (isMail && holds(mailOutage, now));
  return isOut ? 'throttle' : undefined;
};

const momentAt = (ms: number | undefined): Instant | undefined =>
  ms === undefined ? undefined : instantOf(ms);

/** For people who read a seed that failed. */
export const toldOf = (happenings: Happenings) => {
  const { busOutage, mailOutage, replayAt, releaseAt, shadowUntil, people } = happenings;
  return {
    busOutageFrom: momentAt(busOutage?.from),
    mailOutageFrom: momentAt(mailOutage?.from),
    replayAt: momentAt(replayAt),
    releaseAt: momentAt(releaseAt),
    shadowUntil: momentAt(shadowUntil),
    people,
  };
};

type Template = {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
};

/** A copy of an assembly whose resources were changed. @param to a folder that does not exist yet. */
const variantOf = (
  assembly: string,
  to: string,
  change: (type: string, properties: Record<string, unknown>) => void,
): string => {
  cpSync(assembly, to, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { templateFile?: string } }>;
  };
  for (const { type, properties } of Object.values(manifest.artifacts)) {
    if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) continue;
    const file = join(to, properties.templateFile);
    const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
    for (const { Type, Properties } of Object.values(template.Resources)) {
      change(Type, Properties);
    }
    writeFileSync(file, JSON.stringify(template));
  }
  return to;
};

/**
 * The next release, made of an assembly: every function has another setting and starts afresh, and
 * the machine has one state more, so executions that run are of a revision that is gone.
 */
export const nextRelease = (assembly: string, to: string): string =>
  variantOf(assembly, to, (type, properties) => {
    if (type === 'AWS::Lambda::Function') withSetting(properties);
    if (type === 'AWS::StepFunctions::StateMachine') withState(properties);
  });

const liveMode = '"mode":"live"';

/** The same release for an environment that contacts nobody. */
export const inShadow = (assembly: string, to: string): string =>
  variantOf(assembly, to, (type, properties) => {
    if (type !== 'AWS::Lambda::Function') return;
    const { Variables = {} } = (properties['Environment'] ?? {}) as {
      Variables?: Record<string, unknown>;
    };
    const { SETTINGS } = Variables;
    if (typeof SETTINGS !== 'string' || !SETTINGS.includes(liveMode)) return;
    const shadow = SETTINGS.replaceAll(liveMode, '"mode":"shadow"');
    properties['Environment'] = { Variables: { ...Variables, SETTINGS: shadow } };
  });

const withSetting = (properties: Record<string, unknown>): void => {
  const environment = properties['Environment'] as { Variables?: object } | undefined;
  properties['Environment'] = { Variables: { ...environment?.Variables, RELEASE: 'next' } };
};

const withState = (properties: Record<string, unknown>): void => {
  const definition = JSON.parse(String(properties['DefinitionString'])) as {
    StartAt: string;
    States: Record<string, unknown>;
  };
  definition.States['NewInThisRelease'] = { Type: 'Pass', Next: definition.StartAt };
  definition.StartAt = 'NewInThisRelease';
  properties['DefinitionString'] = JSON.stringify(definition);
};
