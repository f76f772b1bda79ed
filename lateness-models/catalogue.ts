import { type LatenessModel, latenessModelSchema } from '../shared/domain/scoring/lateness.ts';
import ibmSampleV1 from './ibm-sample/v1.json' with { type: 'json' };

/** Every published model. A version in use is never edited: decisions name it and its digest. */
export const publishedLatenessModels: readonly LatenessModel[] = [ibmSampleV1].map((model) =>
  latenessModelSchema.parse(model),
);

/** @throws RangeError when no such model was published, so that a typing error judges nobody. */
export const latenessModelOf = (name: string, version: number): LatenessModel => {
  const model = publishedLatenessModels.find(
    ({ late }) => late.name === name && late.version === version,
  );
  if (model === undefined) throw new RangeError(`no lateness model ${name} version ${version}`);
  return model;
};
