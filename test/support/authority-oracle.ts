import type { DomainData, DomainFact } from '../../events/catalogue.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { evolve } from '../../shared/domain/credit/application/evolve.ts';
import { type ApplicationFact, isFinal } from '../../shared/domain/credit/application/facts.ts';
import type { Application, CreditRole } from '../../shared/domain/credit/types.ts';
import type { RiskClass } from '../../shared/domain/scoring/types.ts';
import { connectedWith } from './authority-connected.ts';
import { createNewsCount } from './authority-news.ts';
import { policy } from './credit-application.ts';

/** What counts at the moment of a commit, as the world has it and not as a handler read it. */
export type Moment = {
  readonly roleOf: (actor: string) => CreditRole | undefined;
  /** Dollars for one peso; undefined when none counts. */
  readonly pesoRate: () => number | undefined;
  /** The person who is the applicant of an application, if one of ours is. */
  readonly ownPerson: (applicationId: string) => string | undefined;
};

export type Recorded = DomainFact & { readonly streamId: string; readonly effectiveOn: string };

type Line = {
  readonly lineId: string;
  readonly applicationId: string;
  readonly limitMinor: number;
  readonly currency: string;
  readonly riskClass: RiskClass;
  readonly groupId?: string | undefined;
  readonly active: boolean;
};

/** What of a line's journal is a decision about it, or makes one necessary. */
const isDecision = ({ type, data }: Recorded): boolean => {
  switch (type) {
    case 'CreditLineActivated':
    case 'CreditLineClosed':
    case 'CreditReviewDue':
    case 'CreditReviewQueued':
      return true;
    case 'CreditLineChanged':
      return data.because !== 'person';
    case 'CreditHoldPlaced':
      return data.because.some((reason) => reason === 'insolvency' || reason === 'written-off');
    default:
      return false;
  }
};

const personIn = (actor: string): string =>
  actor
    .slice(actor.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/@.*$/, '');
const lineOf = ({ lineId, customerId, legalEntity }: Application): string =>
  lineId ?? `${customerId}|${legalEntity}`;
const classes: readonly RiskClass[] = ['low', 'medium', 'high'];
const { authority } = policy;
const upTo = (role: CreditRole, riskClass: RiskClass): number =>
  authority.roles.find((each) => each.role === role)?.upToByClass[riskClass] ?? 0;

/**
 * Judges each event of the credit side when it is committed, by rules of its own: whose authority
 * it took, by how many different people, and that none of them was the applicant. It knows nothing
 * of how the handlers decide, but what events say of applications.
 */
export const createOracle = (moment: Moment) => {
  const applications = new Map<string, Application>();
  const lines = new Map<string, Line>();
  const groupLimits = new Map<string, number>();
  /** Lines as they stood before what happens at once now. */
  const groupsBefore = new Map<string, Line>();
  const knownBefore = new Set<string>();
  /** Who entered each application, and that which the line of each review goes back to. */
  const enteredBy = new Map<string, string | undefined>();
  const carriedOut = new Map<string, string>();
  /** How many decisions about a line there were, and how many at the approval of an application. */
  const decisions = new Map<string, number>();
  const knownTo = new Map<string, number>();
  const counts = {
    byPolicy: 0,
    byOne: 0,
    byTwo: 0,
    withOthers: 0,
    released: 0,
    left: 0,
    raised: 0,
    overtaken: 0,
    promised: 0,
    toldSince: 0,
  };
  const wrong: string[] = [];
  const hold = (holds: boolean, what: string): void => void (holds || wrong.push(what));
  const news = createNewsCount(hold);

  /** In dollars, rounded up; infinite when no rate counts: then nobody has authority. */
  const dollars = (minor: number, currency: string): number => {
    if (currency === policy.currency) return minor;
    const rate = moment.pesoRate();
    return rate === undefined ? Number.POSITIVE_INFINITY : Math.ceil(minor * rate - 1e-6);
  };

  /** What is approved for a new line, or in force, elsewhere in all that hangs together. */
  const othersBy = (
    state: Application,
    groupOf: (line: Line) => string | undefined,
    links: (application: Application) => boolean,
  ): { readonly minor: number; readonly promised: boolean } => {
    const ownId = lineOf(state);
    const all = [...applications.values()];
    const connected = connectedWith(
      { ...state, lineId: ownId },
      {
        open: all
          .filter((each) => !isFinal(each.status) && links(each))
          .map((each) => ({ ...each, lineId: lineOf(each) })),
        lines: [...lines.values()].map((line) => ({
          ...line,
          groupId: groupOf(line),
          grantedTo: applications.get(line.applicationId)?.fingerprint,
        })),
        had: all.flatMap(({ status, fingerprint, lineId }) =>
          status === 'active' && lineId !== undefined ? [{ fingerprint, lineId }] : [],
        ),
      },
    );
    const most = new Map<string, number>();
    const add = (lineId: string, currency: string, minor: number): void => {
      const key = `${lineId} ${currency}`;
      if (lineId !== ownId) most.set(key, Math.max(most.get(key) ?? 0, dollars(minor, currency)));
    };
    for (const line of connected.lines) {
      if (line.active) add(line.lineId, line.currency, line.limitMinor);
    }
    let promised = false;
    for (const each of connected.open) {
      if (each.approved === undefined) continue;
      add(each.lineId, each.currency, each.approved.limitMinor);
      const isOther = each.fingerprint !== state.fingerprint && each.lineId !== ownId;
      promised ||= isOther && each.groupId === undefined;
    }
    return { minor: [...most.values()].reduce((sum, minor) => sum + minor, 0), promised };
  };

  /**
   * Joining a group takes no authority, and neither does applying: an approval, and a line that
   * joins or an application that comes in at once, are right in one order or the other.
   */
  const othersOf = (state: Application): { readonly minor: number; readonly promised: boolean } => {
    const now = othersBy(
      state,
      (line) => line.groupId,
      () => true,
    );
    const before = othersBy(
      state,
      (line) => (groupsBefore.get(line.lineId) ?? line).groupId,
      ({ applicationId, approved: terms }) => terms !== undefined || knownBefore.has(applicationId),
    );
    return before.minor < now.minor ? before : now;
  };

  const approved = (state: Application, data: DomainData<'CreditApproved'>): void => {
    const { applicationId, limitMinor, currency, by, approvals } = data;
    const riskClass = state.decision?.riskClass;
    if (riskClass === undefined) {
      hold(false, `${applicationId} was approved unscored`);
      return;
    }
    const { minor: others, promised } = othersOf(state);
    counts.promised += Number(promised);
    const stake = dollars(limitMinor, currency) + others;
    const about = `${applicationId} of ${stake} (${others} of it others) as ${riskClass}`;
    counts.withOthers += Number(others > 0);
    if (by === 'policy') {
      counts.byPolicy += 1;
      const keeps = state.kind === 'review' && limitMinor === state.askedMinor;
      hold(keeps || stake <= authority.automaticByClass[riskClass], `policy approved ${about}`);
      return;
    }
    const roles = approvals.map(({ actor }) => moment.roleOf(actor));
    const people = new Set(approvals.map(({ actor }) => personIn(actor)));
    counts[people.size > 1 ? 'byTwo' : 'byOne'] += 1;
    hold(people.size === approvals.length, `one person approved twice: ${about}`);
    hold(people.size >= (stake > authority.fourEyes.aboveMinor ? 2 : 1), `too few for ${about}`);
    hold(
      roles.every((role) => role !== undefined),
      `no role any more: ${about}`,
    );
    hold(
      roles.some((role) => role !== undefined && stake <= upTo(role, riskClass)),
      `beyond ${roles.join(' and ')}: ${about}`,
    );
  };

  const notOwn = (applicationId: string, actor: string, what: string): void => {
    const person = personIn(actor);
    hold(person !== personIn(enteredBy.get(applicationId) ?? ''), `${person} entered and ${what}`);
    hold(person !== moment.ownPerson(applicationId), `${person} applied and ${what}`);
  };

  /** Whoever acts is not the applicant, did not enter it, and does each act once. */
  const acted = (state: Application | undefined, fact: ApplicationFact): void => {
    if (!('act' in fact.data) || fact.data.act === undefined) return;
    const { actId, actor } = fact.data.act;
    const { applicationId } = fact.data;
    const key = `${applicationId} ${actId}`;
    hold(!carriedOut.has(key), `${actId} was carried out twice on ${applicationId}`);
    carriedOut.set(key, fact.type);
    if (fact.type === 'CreditApplicationWithdrawn') return;
    const person = personIn(actor);
    hold(person !== personIn(state?.submittedBy ?? ''), `${person} asked for ${applicationId}`);
    notOwn(applicationId, actor, `acted on ${applicationId}`);
  };

  const ofApplication = (fact: ApplicationFact, on: string): void => {
    const { applicationId } = fact.data;
    const state = applications.get(applicationId);
    if (fact.type === 'CreditApplicationReceived') {
      const { kind, lineId, submittedBy } = fact.data;
      const origin = enteredBy.get(lines.get(lineId ?? '')?.applicationId ?? '');
      enteredBy.set(applicationId, kind === 'review' ? origin : submittedBy);
    }
    acted(state, fact);
    if (fact.type === 'CreditApproved' && state !== undefined) {
      approved(state, fact.data);
      const lineId = lineOf(state);
      const isNew = state.kind === 'new' && lines.get(lineId)?.active !== true;
      if (isNew && fact.data.by === 'person') news.approved(applicationId, lineId);
      knownTo.set(applicationId, decisions.get(`${state.customerId}|${state.legalEntity}`) ?? 0);
    }
    if (fact.type === 'CreditDecided' && state !== undefined) {
      news.decided(applicationId, lineOf(state));
    }
    counts.toldSince += Number(
      fact.type === 'CreditApplicationSetAside' &&
        fact.data.reasons?.some(({ code }) => code === 'known-otherwise-since') === true,
    );
    counts.overtaken += Number(
      fact.type === 'CreditApplicationSetAside' && fact.data.because === 'superseded',
    );
    applications.set(applicationId, evolve(state, fact, businessDate(on)));
  };

  /** Setting credit free again takes one person with authority for the whole limit. */
  const frees = (line: Line, actor: string, what: string): void => {
    const role = moment.roleOf(actor);
    const stake = dollars(line.limitMinor, line.currency);
    hold(role !== undefined && stake <= upTo(role, line.riskClass), `${what} by ${role}: ${stake}`);
  };

  const ofOwn = (
    line: Line | undefined,
    act: { actor: string } | undefined,
    what: string,
  ): void => {
    if (line === undefined || act === undefined) return;
    notOwn(line.applicationId, act.actor, `${what} ${line.lineId}`);
  };

  const ofLine = (fact: Recorded): void => {
    judgeLine(fact);
    news.ofLine(fact.type, fact.streamId.slice('line#'.length));
    if (!isDecision(fact)) return;
    const lineId = fact.streamId.slice('line#'.length);
    decisions.set(lineId, (decisions.get(lineId) ?? 0) + 1);
  };

  const judgeLine = (fact: Recorded): void => {
    if (fact.type === 'CreditLineActivated' || fact.type === 'CreditLineChanged') {
      const { lineId, applicationId, limitMinor, currency, riskClass, groupId } = fact.data;
      const before = lines.get(lineId);
      if (fact.type === 'CreditLineChanged' && fact.data.because === 'person') {
        hold(limitMinor === before?.limitMinor, `a person alone set the limit of ${lineId}`);
        ofOwn(before, fact.data.act, 'changed');
        if (before?.groupId !== undefined && before.groupId !== groupId) {
          counts.left += 1;
          frees(before, fact.data.act?.actor ?? '', `${lineId} left its group`);
        }
      } else {
        if (fact.type === 'CreditLineActivated') news.begun(applicationId ?? '', lineId);
        const terms = applications.get(applicationId ?? '')?.approved;
        hold(terms?.limitMinor === limitMinor, `${lineId} got ${limitMinor} that nobody approved`);
        if (fact.type === 'CreditLineActivated' || fact.data.because === 'application') {
          const since = (decisions.get(lineId) ?? 0) - (knownTo.get(applicationId ?? '') ?? 0);
          hold(since === 0, `${applicationId} undid ${since} later decisions about ${lineId}`);
        }
      }
      const grantedBy = applicationId ?? before?.applicationId ?? '';
      const terms = { limitMinor, currency, riskClass, groupId };
      lines.set(lineId, { lineId, applicationId: grantedBy, ...terms, active: true });
    }
    if (fact.type === 'CreditLineClosed') {
      const line = lines.get(fact.data.lineId);
      if (line !== undefined) lines.set(line.lineId, { ...line, active: false });
    }
    if (fact.type === 'CreditGroupLimitSet') {
      const { groupId, limitMinor, currency, act } = fact.data;
      const before = groupLimits.get(groupId);
      groupLimits.set(groupId, limitMinor);
      if (before === undefined || limitMinor <= before) return;
      counts.raised += 1;
      const members = [...lines.values()].filter((line) => line.groupId === groupId);
      const riskClass =
        classes.findLast((each) => members.some((line) => line.riskClass === each)) ?? 'low';
      const role = moment.roleOf(act.actor);
      const stake = dollars(limitMinor, currency);
      hold(role !== undefined && stake <= upTo(role, riskClass), `${groupId} raised by ${role}`);
      for (const line of members) ofOwn(line, act, `raised ${groupId} with`);
    }
    if (fact.type === 'CreditReviewDue') {
      ofOwn(lines.get(fact.data.lineId), fact.data.act, 'asked for a review of');
    }
    if (fact.type === 'CreditHoldReleased' && fact.data.act !== undefined) {
      const line = lines.get(fact.data.lineId);
      counts.released += 1;
      ofOwn(line, fact.data.act, 'released');
      if (line !== undefined) frees(line, fact.data.act.actor, `${line.lineId} was released`);
    }
  };

  return {
    applications,
    counts,
    wrong,
    lines,
    /** What follows happens at once. */
    begin: (): void => {
      news.begin();
      for (const [lineId, line] of lines) groupsBefore.set(lineId, line);
      for (const applicationId of applications.keys()) knownBefore.add(applicationId);
    },
    /** All of it has ended; `whole` unless something is to be tried again. */
    end: news.end,
    begunUnheard: news.counts,
    record: (fact: Recorded): void => {
      if (fact.type === 'PromiseBroken') news.tell(fact.data.accountId);
      else if (fact.streamId.startsWith('application#')) {
        ofApplication(fact as ApplicationFact, fact.effectiveOn);
      } else ofLine(fact);
    },
  };
};
