import type { Attribute } from '../../shared/domain/scoring/types.ts';
import type { Binned } from '../fit/binned.ts';
import type { BinnedCharacteristic } from '../fit/card.ts';
import { countsOf } from '../fit/woe.ts';
import type { TrainingReport } from './schema.ts';

/** Six decimals: more would be noise, and the same in every run all the same. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** A report with every number in it rounded. */
export const everyNumber = <T>(value: T): T => {
  if (typeof value === 'number') return rounded(value) as T;
  if (Array.isArray(value)) return value.map(everyNumber) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, everyNumber(each)]),
    ) as T;
  }
  return value;
};

const labelOf = (attribute: Attribute): string => {
  switch (attribute.kind) {
    case 'interval': {
      const { from, below } = attribute;
      if (from === null) return below === null ? 'any number' : `below ${below}`;
      return below === null ? `${from} and more` : `${from} to below ${below}`;
    }
    case 'values': {
      const shown = attribute.values.slice(0, 8).join(', ');
      const rest = attribute.values.length - 8;
      return rest > 0 ? `${shown} and ${rest} more` : shown;
    }
    default:
      return attribute.kind;
  }
};

/** Points of a characteristic beside what the rows of each attribute did. */
export const characteristicFigures = (
  { index, characteristic, attributes }: BinnedCharacteristic,
  data: Binned,
): TrainingReport['characteristics'][number] => {
  const feature = data.features[index];
  const counts =
    feature === undefined
      ? undefined
      : countsOf(feature, data.codes[index] ?? new Uint8Array(), data.bad);
  const bads = data.bad.reduce((sum, value) => sum + value, 0);
  const goods = data.rows - bads;
  let informationValue = 0;
  const figures = attributes.map(({ attribute, bins }) => {
    const bad = bins.reduce((sum, bin) => sum + (counts?.bad[bin] ?? 0), 0);
    const good = bins.reduce((sum, bin) => sum + (counts?.good[bin] ?? 0), 0);
    if (bad + good > 0) {
      const [ofBad, ofGood] = [(bad + 0.5) / (bads + 0.5), (good + 0.5) / (goods + 0.5)];
      informationValue += (ofBad - ofGood) * Math.log(ofBad / ofGood);
    }
    return {
      label: labelOf(attribute),
      points: attribute.points,
      share: (bad + good) / data.rows,
      badRate: bad + good === 0 ? null : bad / (bad + good),
    };
  });
  const points = figures.map((figure) => figure.points);
  return {
    name: characteristic.name,
    informationValue,
    range: Math.max(...points) - Math.min(...points),
    attributes: figures,
  };
};
