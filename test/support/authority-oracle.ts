import type { DomainData, DomainFact } from '../../events/catalogue.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { evolve } from '../../shared/domain/credit/application/evolve.ts';
import { type ApplicationFact, isFinal } from '../../shared/domain/credit/application/facts.ts';
import type { Application, CreditRole } from '../../shared/domain/credit/types.ts';
import type { RiskClass } from '../../shared/domain/scoring/types.ts';
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
  readonly limitMinor: number;
  readonly currency: string;
  readonly riskClass: RiskClass;
  readonly groupId?: string | undefined;
  readonly active: boolean;
};

const personIn = (actor: string): string => actor.slice(actor.lastIndexOf('/') + 1);
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
  const carriedOut = new Map<string, string>();
  const counts = {
    byPolicy: 0,
    byOne: 0,
    byTwo: 0,
    withOthers: 0,
    released: 0,
    left: 0,
    raised: 0,
  };
  const wrong: string[] = [];
  const hold = (holds: boolean, what: string): void => void (holds || wrong.push(what));

  /** In dollars, rounded up; infinite when no rate counts: then nobody has authority. */
  const dollars = (minor: number, currency: string): number => {
    if (currency === policy.currency) return minor;
    const rate = moment.pesoRate();
    return rate === undefined ? Number.POSITIVE_INFINITY : Math.ceil(minor * rate - 1e-6);
  };

  /** All that the applicant and its group may use on other lines, with what is approved for them. */
  const othersBy = (
    state: Application,
    groupOf: (line: Line | undefined) => string | undefined,
  ): number => {
    const ownId = `${state.customerId}|${state.legalEntity}`;
    const groupId = groupOf(lines.get(ownId)) ?? state.groupId;
    const ofSame = new Set(
      [...applications.values()]
        .filter((each) => each.fingerprint === state.fingerprint && each.lineId !== undefined)
        .map((each) => each.lineId),
    );
    const most = new Map<string, number>();
    const add = (lineId: string, currency: string, minor: number): void => {
      const key = `${lineId} ${currency}`;
      if (lineId !== ownId) most.set(key, Math.max(most.get(key) ?? 0, dollars(minor, currency)));
    };
    for (const line of lines.values()) {
      const isOther =
        ofSame.has(line.lineId) || (groupId !== undefined && groupOf(line) === groupId);
      if (line.active && isOther) add(line.lineId, line.currency, line.limitMinor);
    }
    for (const each of applications.values()) {
      if (each.applicationId === state.applicationId || isFinal(each.status)) continue;
      const inGroup = groupId !== undefined && each.groupId === groupId;
      if (each.approved === undefined || !(each.fingerprint === state.fingerprint || inGroup)) {
        continue;
      }
      add(`${each.customerId}|${each.legalEntity}`, each.currency, each.approved.limitMinor);
    }
    return [...most.values()].reduce((sum, minor) => sum + minor, 0);
  };

  /**
   * Joining a group takes no authority, so an approval and a line that joins at once are right in
   * one order or the other.
   */
  const othersOf = (state: Application): number =>
    Math.min(
      othersBy(state, (line) => line?.groupId),
      othersBy(state, (line) => line && (groupsBefore.get(line.lineId) ?? line).groupId),
    );

  const approved = (state: Application, data: DomainData<'CreditApproved'>): void => {
    const { applicationId, limitMinor, currency, by, approvals } = data;
    const riskClass = state.decision?.riskClass;
    if (riskClass === undefined) {
      hold(false, `${applicationId} was approved unscored`);
      return;
    }
    const others = othersOf(state);
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
    hold(person !== personIn(state?.submittedBy ?? ''), `${person} entered ${applicationId}`);
    hold(person !== moment.ownPerson(applicationId), `${person} applied by ${applicationId}`);
  };

  const ofApplication = (fact: ApplicationFact, on: string): void => {
    const { applicationId } = fact.data;
    const state = applications.get(applicationId);
    acted(state, fact);
    if (fact.type === 'CreditApproved' && state !== undefined) approved(state, fact.data);
    applications.set(applicationId, evolve(state, fact, businessDate(on)));
  };

  /** Setting credit free again takes one person with authority for the whole limit. */
  const frees = (line: Line, actor: string, what: string): void => {
    const role = moment.roleOf(actor);
    const stake = dollars(line.limitMinor, line.currency);
    hold(role !== undefined && stake <= upTo(role, line.riskClass), `${what} by ${role}: ${stake}`);
  };

  const ofLine = (fact: Recorded): void => {
    if (fact.type === 'CreditLineActivated' || fact.type === 'CreditLineChanged') {
      const { lineId, applicationId, limitMinor, currency, riskClass, groupId } = fact.data;
      const before = lines.get(lineId);
      if (fact.type === 'CreditLineChanged' && fact.data.because === 'person') {
        hold(limitMinor === before?.limitMinor, `a person alone set the limit of ${lineId}`);
        if (before?.groupId !== undefined && before.groupId !== groupId) {
          counts.left += 1;
          frees(before, fact.data.act?.actor ?? '', `${lineId} left its group`);
        }
      } else {
        const terms = applications.get(applicationId ?? '')?.approved;
        hold(terms?.limitMinor === limitMinor, `${lineId} got ${limitMinor} that nobody approved`);
      }
      lines.set(lineId, { lineId, limitMinor, currency, riskClass, groupId, active: true });
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
    }
    if (fact.type === 'CreditHoldReleased' && fact.data.act !== undefined) {
      const line = lines.get(fact.data.lineId);
      counts.released += 1;
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
      for (const [lineId, line] of lines) groupsBefore.set(lineId, line);
    },
    record: (fact: Recorded): void => {
      if (fact.streamId.startsWith('application#')) {
        ofApplication(fact as ApplicationFact, fact.effectiveOn);
      } else ofLine(fact);
    },
  };
};
