import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssemblyError } from '../kernel/errors.ts';
import { isRecord, type JsonRecord, recordField, textField } from './json.ts';

/** One stack of the cloud assembly, as synthesized. */
export type Stack = {
  /** The CloudFormation stack name. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: JsonRecord;
};

export type Assembly = {
  readonly stacks: readonly Stack[];
  /** Folder or file of an asset by the object key under which the templates name it. */
  readonly assetPath: (objectKey: string) => string;
};

/** Stands for an account that the assembly leaves open; the documentation account of AWS. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

const readJson = (path: string): JsonRecord => {
  if (!existsSync(path)) throw new AssemblyError(`The cloud assembly has no ${path}.`);
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecord(value)) throw new AssemblyError(`${path} does not hold a JSON object.`);
  return value;
};

/** `aws://123456789012/eu-west-1`; either part may be unknown until deployment. */
const placeOf = (environment: string | undefined): { account: string; region: string } => {
  const [account = '', region = ''] = (environment ?? '').replace(/^aws:\/\//, '').split('/');
  return {
    account: /^\d{12}$/.test(account) ? account : LOCAL_ACCOUNT,
    region: region === '' || region === 'unknown-region' ? LOCAL_REGION : region,
  };
};

/**
 * Reads `manifest.json`, every stack's template and the asset manifests, stages included.
 * @throws AssemblyError when a file that the manifest names is missing.
 */
export const readAssembly = (directory: string): Assembly => {
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();

  const readAssets = (folder: string, file: string): void => {
    const files = recordField(readJson(join(folder, file)), 'files');
    for (const asset of Object.values(files)) {
      if (!isRecord(asset)) continue;
      const path = textField(recordField(asset, 'source'), 'path');
      for (const destination of Object.values(recordField(asset, 'destinations'))) {
        const key = isRecord(destination) ? textField(destination, 'objectKey') : undefined;
        if (path !== undefined && key !== undefined) assets.set(key, join(folder, path));
      }
    }
  };

  const readFolder = (folder: string): void => {
    const artifacts = recordField(readJson(join(folder, 'manifest.json')), 'artifacts');
    for (const [id, artifact] of Object.entries(artifacts)) {
      if (!isRecord(artifact)) continue;
      const properties = recordField(artifact, 'properties');
      const type = textField(artifact, 'type');
      if (type === 'aws:cloudformation:stack') {
        stacks.push({
          name: textField(properties, 'stackName') ?? id,
          ...placeOf(textField(artifact, 'environment')),
          template: readJson(join(folder, textField(properties, 'templateFile') ?? '')),
        });
      }
      if (type === 'cdk:asset-manifest') readAssets(folder, textField(properties, 'file') ?? '');
      if (type === 'cdk:cloud-assembly') {
        readFolder(join(folder, textField(properties, 'directoryName') ?? ''));
      }
    }
  };

  readFolder(resolve(directory));
  if (stacks.length === 0) throw new AssemblyError(`${directory} holds no stack.`);
  return {
    stacks,
    assetPath: (objectKey) => {
      const path = assets.get(objectKey);
      if (path === undefined) {
        throw new AssemblyError(`No asset of the assembly is published as ${objectKey}.`);
      }
      return path;
    },
  };
};
