import { createQueueSender } from '../../shared/adapters/sqs/queue.ts';
import { dateIn } from '../../shared/domain/calendar.ts';
import { operation } from './operation.ts';

export const signal = operation({
  name: 'signal',
  does: 'have the case of an account looked at now: opened, woken or closed by rule',
  args: [{ name: 'ACCOUNT', does: 'customer|legal entity|currency, such as "acme|main|USD"' }],
  run: async ({ args }, { at, dry, begin }) => {
    const message = { accountId: args['ACCOUNT'] ?? '', dueThrough: dateIn('UTC', at.now()) };
    const queueUrl = at.queueUrl('CaseSignalsQueue');
    if (!dry) {
      await begin();
      await createQueueSender({ client: at.queues, queueUrl }).send({
        body: JSON.stringify(message),
      });
    }
    const verb = dry ? 'would be signalled' : 'was signalled';
    const result = `${message.accountId} ${verb}`;
    return { lines: [result], json: { dryRun: dry, ...message }, result };
  },
});
