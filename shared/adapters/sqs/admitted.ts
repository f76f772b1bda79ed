import * as z from 'zod';
import type { Admission } from '../../domain/inbound/admit.ts';
import { jsonText } from '../../domain/queue-text.ts';
import type { Admitted } from '../../ports/admission.ts';
import type { Outgoing, QueueSender } from '../../ports/queues.ts';
import { accountMessage, creditMessage, partyMessage } from './commands.ts';

const messageOf = (admission: Admission): Outgoing => {
  switch (admission.to) {
    case 'account':
      return accountMessage(admission.command);
    case 'party':
      return partyMessage(admission.command);
    case 'payments':
      return { body: jsonText(admission.message) };
    case 'credit':
      return creditMessage(admission.command);
    case 'lines':
      return { body: jsonText(admission.signal) };
  }
};

/** Sends a batch to its queues, one after the other, each in as few requests as fit. */
const createAdmitted = (queues: Readonly<Record<Admission['to'], QueueSender>>): Admitted => ({
  send: async (admissions) => {
    const refused = new Map<number, string>();
    for (const to of ['party', 'account', 'payments', 'credit', 'lines'] as const) {
      const places = [...admissions.keys()].filter((place) => admissions[place]?.to === to);
      const failed = await queues[to].sendAll(
        admissions.filter((admission) => admission.to === to).map(messageOf),
      );
      for (const [index, reason] of failed) {
        const place = places[index];
        if (place !== undefined) refused.set(place, reason);
      }
    }
    return refused;
  },
});

/** The variables that say where the queues are, for the schema of an environment. */
export const admittedVariables = {
  ACCOUNT_COMMANDS_QUEUE_URL: z.string().min(1),
  PARTY_COMMANDS_QUEUE_URL: z.string().min(1),
  PAYMENT_EVENTS_QUEUE_URL: z.string().min(1),
  CREDIT_COMMANDS_QUEUE_URL: z.string().min(1),
  CREDIT_SIGNALS_QUEUE_URL: z.string().min(1),
} as const;

/** The same over the queues that the environment names. */
export const createAwsAdmitted = (
  e: Readonly<Record<keyof typeof admittedVariables, string>>,
  queue: (queueUrl: string) => QueueSender,
): Admitted =>
  createAdmitted({
    account: queue(e.ACCOUNT_COMMANDS_QUEUE_URL),
    party: queue(e.PARTY_COMMANDS_QUEUE_URL),
    payments: queue(e.PAYMENT_EVENTS_QUEUE_URL),
    credit: queue(e.CREDIT_COMMANDS_QUEUE_URL),
    lines: queue(e.CREDIT_SIGNALS_QUEUE_URL),
  });
