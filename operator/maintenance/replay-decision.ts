import { policyOf, scorecardOf } from '../../credit-policies/catalogue.ts';
import { creditDecided } from '../../events/credit-decided.v1.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { createCreditFiles } from '../../shared/adapters/s3/credit-files.ts';
import { type Replay, replayDecision } from '../../shared/domain/credit/replay.ts';
import { counted } from '../amount.ts';
import { type Command, CommandFailed } from '../command.ts';
import type { Estate } from '../estate/estate.ts';

/** Undefined for what this release does not have; a typing error in the journal is no defect. */
const orNone =
  <T>(of: (name: string, version: number) => T) =>
  (name: string, version: number): T | undefined => {
    try {
      return of(name, version);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };

const published = {
  policyOf: orNone(policyOf),
  scorecardOf: orNone(scorecardOf),
  digest: sha256,
} as const;

type Replayed = { readonly round: number; readonly outcome: string } & Replay;

const inputsAt = async (estate: Estate, key: string): Promise<string | undefined> => {
  const bucketName = estate.bucketName('CreditFilesBucket');
  const bytes = await createCreditFiles({ client: estate.objects, bucketName }).get(key);
  return bytes && new TextDecoder().decode(bytes);
};

const replayAll = async (estate: Estate, applicationId: string): Promise<Replayed[]> => {
  const tableName = estate.table('journal');
  const journal = createJournalReader({ client: estate.documents, tableName });
  const replayed: Replayed[] = [];
  let known = false;
  for await (const { type, data } of journal.read(`application#${applicationId}`)) {
    known = true;
    if (type !== creditDecided.name) continue;
    const recorded = creditDecided.data.parse(data);
    const { round, outcome } = recorded;
    const inputs = await inputsAt(estate, recorded.inputs.key);
    const replay: Replay =
      inputs === undefined
        ? { replay: 'impossible', because: `${recorded.inputs.key} is not kept any more` }
        : replayDecision({ recorded, inputs }, published);
    replayed.push({ round, outcome, ...replay });
  }
  if (!known) throw new CommandFailed(`there is no application ${applicationId}`);
  return replayed;
};

const told = (each: Replayed): string[] => {
  const subject = `round ${each.round}, ${each.outcome}:`;
  switch (each.replay) {
    case 'same':
      return [`${subject} the same`];
    case 'impossible':
      return [`${subject} cannot be replayed: ${each.because}`];
    case 'different':
      return [
        `${subject} different`,
        ...each.differences.map(
          ({ what, recorded, replayed }) =>
            `  ${what}: ${JSON.stringify(recorded)} was recorded, ${JSON.stringify(replayed)} comes out`,
        ),
      ];
  }
};

/** Reads the journal and the kept inputs; writes nothing. */
export const replayDecisions: Command = {
  name: 'replay-decision',
  does: 'decide an application for credit once more from what was kept, and compare',
  args: [{ name: 'ID', does: 'of the application; review:LINE:DATE for a review' }],
  options: {},
  run: async ({ args, estate }) => {
    const replayed = await replayAll(await estate(), args['ID'] ?? '');
    const same = replayed.filter(({ replay }) => replay === 'same').length;
    return {
      lines: [
        ...replayed.flatMap(told),
        `${same} of ${counted(replayed.length, 'decision')} came out the same`,
      ],
      json: { applicationId: args['ID'], decisions: replayed },
      ok: same === replayed.length,
    };
  },
};
