import type { Runtime } from '../../local/runtime.ts';
import { type Transport, targetOf } from '../../operator/api.ts';
import { commandLine } from './command-line.ts';

export const ana = 'arn:aws:iam::000000000000:user/ana';
export const luis = 'arn:aws:iam::000000000000:user/luis';
export const eva = 'arn:aws:iam::000000000000:user/eva';

/** What each of them may do, by the template's own policies; anybody else is an administrator. */
const policiesOf: Readonly<Record<string, readonly string[]>> = {
  [ana]: ['OperatorsPolicy'],
  [luis]: ['ApproversPolicy'],
  [eva]: ['AuditorsPolicy'],
};

/** A person in a credit role, as the configuration of dev names the roles. */
export const reviewer = (role: 'Analyst' | 'Manager' | 'Director', name: string): string =>
  `arn:aws:sts::000000000000:assumed-role/Credit${role}/${name}`;

const callerOf = (arn: string) => {
  const policies = /:assumed-role\/Credit/.test(arn) ? ['CreditReviewersPolicy'] : policiesOf[arn];
  return policies === undefined ? { arn } : { arn, policies };
};

/** Requests as a principal of the account signs them; without one they carry no signature. */
const transportOf =
  ({ http }: Pick<Runtime, 'http'>, arn: string | undefined): Transport =>
  async (call) => {
    const { status, body } = await http({
      method: call.method,
      path: targetOf(call),
      ...(call.body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(call.body) }),
      ...(arn === undefined ? {} : { caller: callerOf(arn) }),
    });
    return { status, text: body };
  };

/** The operators' command line in front of a runtime; acts get the ids act-1, act-2 ... */
export const operatorOf = (runtime: Pick<Runtime, 'http'>) => {
  const run = commandLine({});
  return (words: readonly string[], arn: string = ana) =>
    run([...words, '--local'], {
      connect: async () => transportOf(runtime, arn === 'nobody' ? undefined : arn),
    });
};
