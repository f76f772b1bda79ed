import { TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';

/** A token that was answered, timed out or went with its execution: what we wanted has happened. */
export const unlessOver = async (answer: Promise<unknown>): Promise<void> => {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist)) throw error;
  }
};
