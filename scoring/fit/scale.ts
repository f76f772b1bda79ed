import type { Scorecard } from '../../shared/domain/scoring/types.ts';

export type Scale = Scorecard['scale'];

/** Points for each unit of log-odds. */
export const factorOf = ({ pointsToDoubleOdds }: Scale): number => pointsToDoubleOdds / Math.LN2;

/** The score at which the odds of good to bad are the exponent of `-logOdds`. */
export const scoreAt = (scale: Scale, logOdds: number): number =>
  scale.anchorScore - factorOf(scale) * (logOdds + Math.log(scale.anchorOdds));

/** The log-odds of bad that the scale promises for a score. */
export const logOddsAt = (scale: Scale, score: number): number =>
  (scale.anchorScore - score) / factorOf(scale) - Math.log(scale.anchorOdds);
