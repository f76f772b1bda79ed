import { createQueueSender } from '../../shared/adapters/sqs/queue.ts';
import { dateIn } from '../../shared/domain/calendar.ts';
import type { Command } from '../command.ts';

export const signal: Command = {
  name: 'signal',
  does: 'have the case of an account looked at now: opened, woken or closed by rule',
  args: [{ name: 'ACCOUNT', does: 'customer|legal entity|currency, such as "acme|main|USD"' }],
  options: { 'dry-run': { does: 'only tell what would be sent' } },
  run: async ({ args, options, estate }) => {
    const at = await estate();
    const dry = options['dry-run'] !== undefined;
    const message = { accountId: args['ACCOUNT'] ?? '', dueThrough: dateIn('UTC', at.now()) };
    const queueUrl = at.queueUrl('CaseSignalsQueue');
    if (!dry) {
      await createQueueSender({ client: at.queues, queueUrl }).send({
        body: JSON.stringify(message),
      });
    }
    const verb = dry ? 'would be signalled' : 'was signalled';
    return { lines: [`${message.accountId} ${verb}`], json: { dryRun: dry, ...message } };
  },
};
