import type { BookInput } from '../../book/model.ts';
import type { InboundData, InboundName } from '../../events/catalogue.ts';
import type { Random } from '../../local/kernel/random.ts';
import type { BusinessDate } from '../../shared/domain/calendar.ts';

export type Account = {
  readonly customerId: string;
  readonly legalEntity: string;
  readonly currency: string;
};

export type Moment = { readonly zone: 'UTC'; readonly day: BusinessDate; readonly time: string };

/** What the parts of a book are written with. */
export type Pen = {
  readonly random: Random;
  /** Says of what was issued long ago whether it is brought along from another system. */
  readonly legacy: Random;
  readonly between: (least: number, most: number) => number;
  readonly oneOf: <T>(values: readonly [T, ...T[]]) => T;
  /** A moment of that day of the book, counted from 0; facts of later days move to the last. */
  readonly momentOf: (day: number) => Moment;
  /** Adds a fact, told one to three times within two days, some time after it happened. */
  readonly tell: (input: BookInput) => void;
  /** Adds a fact of an upstream system, through the bus or the door for events. */
  readonly tellUpstream: <N extends InboundName>(
    type: N,
    key: string,
    moment: Moment,
    data: InboundData<N>,
  ) => void;
};
