import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createRandom } from '../local/kernel/random.ts';
import type { Scorecard } from '../shared/domain/scoring/types.ts';
import type { TrainArguments } from './cli/arguments.ts';
import { binned } from './fit/binned.ts';
import { lineOf } from './fit/calibrate.ts';
import { characteristicsOf, nameOf, scorecardOf, usualLimits } from './fit/card.ts';
import { trainCard } from './fit/train.ts';
import { frameOf } from './frame/frame.ts';
import { TrainingRefused } from './problems.ts';
import { readGrid } from './read/read.ts';
import { buildTrainingReport } from './report/build.ts';
import type { TrainingReport } from './report/schema.ts';
import { crossValidate } from './validate/cross-validate.ts';

export type Trained = { readonly card: Scorecard; readonly report: TrainingReport };

/** Folds of a small file differ much by chance; more of them cost little there. */
const usualRepeats = (rows: number): number => (rows < 3_000 ? 5 : 1);

/** From the bytes of a file to a card and what is known about it. Same bytes and seed, same result. */
export const trainScorecard = (
  bytes: Uint8Array,
  asked: TrainArguments,
  said: (line: string) => void = () => {},
): Trained => {
  const { seed, scale, monotone, derive } = asked;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const grid = readGrid(asked.data, bytes, asked.frame.target);
  const frame = frameOf(asked.data, grid, asked.frame);
  const settings = { monotone, derive };
  const unknown =
    monotone === 'all'
      ? undefined
      : monotone.find((name) => !frame.columns.some((column) => column.name === name));
  if (unknown !== undefined) {
    throw new TrainingRefused(asked.data, [
      { column: unknown, problem: '--monotone names no column that is learned from' },
    ]);
  }
  const bads = frame.bad.reduce((sum, value) => sum + value, 0);
  const { target } = frame;
  // Two of the rarer outcome in each fold are the least that can be measured.
  const folds = Math.min(asked.folds, Math.floor(Math.min(bads, frame.rows - bads) / 2));
  said(
    `${frame.rows} rows, ${bads} bad (${target.name} is ${target.bad.join(' or ')}: ${target.because}), ${frame.columns.length} columns learned from`,
  );
  for (const { name, why } of frame.left.slice(0, 30)) said(`left out "${name}": ${why}`);
  for (const note of frame.notes.slice(0, 30)) said(note);
  const repeats = asked.repeats ?? usualRepeats(frame.rows);
  const random = createRandom(seed, 'train');
  const validated = crossValidate(
    frame,
    scale,
    settings,
    { folds, repeats },
    random,
    (done, all) => {
      if (done % folds === 0 || all === folds) said(`validated ${done} of ${all} folds`);
    },
  );
  const rows = Int32Array.from({ length: frame.rows }, (_, row) => row);
  const trained = trainCard(frame, rows, scale, settings, random.fork('card'));
  const data = binned(frame, trained.features, rows);
  const characteristics = characteristicsOf(trained.features, trained.tables);
  // Scores from all repeats: each row was scored by cards that had not seen it.
  const line = lineOf(
    validated.scores.flatMap((scores) => [...scores]),
    Uint8Array.from(validated.scores.flatMap(() => [...frame.bad])),
  );
  const card = scorecardOf(characteristics, trained.tables, scale, line, {
    name: asked.name ?? nameOf(basename(asked.data).replace(/(\.[a-z]{1,4}){1,2}$/i, '')),
    version: asked.version,
    target,
    sha256,
    rows: frame.rows,
    seed,
    limits: asked.limits ?? usualLimits(bads / frame.rows),
    reasons: asked.reasons,
  });
  const report = buildTrainingReport(grid, frame, characteristics, data, validated, {
    card,
    sha256,
    seed,
    folds,
    repeats,
    cutOff: asked.cutOff,
  });
  return { card, report };
};
