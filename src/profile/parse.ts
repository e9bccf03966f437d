import { createHash } from 'node:crypto';
import { about, type Finding, refuse } from './finding.ts';
import { checkOrder } from './order.ts';
import type { GateSettings, Profile, ProfileRule } from './profile.ts';
import { quote } from './quote.ts';
import { readRule } from './rule.ts';
import { checkShape } from './shape.ts';
import { readSource } from './source.ts';
import { readDocument } from './syntax.ts';
import { readTree, type Tree } from './tree.ts';

/**
 * Reads a profile file: YAML 1.2 in UTF-8, at most 1 MiB. `path` is the file as the user named it, for messages and
 * for the default name. Throws a ProfileError that carries every mistake.
 */
export function parseProfile(bytes: Uint8Array, path: string): Profile {
  const source = readSource(bytes, path);
  const { root, findings: ofTree } = readTree(readDocument(source));
  const rules = (root.fields?.get('rules')?.tree.items ?? []).map((tree, index) => readRule(tree, index + 1, source));
  const known = [...ofTree, ...readHead(root), ...rules.flatMap(({ findings }) => findings)];
  const ofShape = checkShape(root, known);
  const misshapen = new Set([...ofTree, ...ofShape].map(({ within }) => within));
  const ofOrder = checkOrder(rules, (rule) => !misshapen.has(rule.tree));
  refuse(source, [...known, ...ofShape, ...ofOrder]);

  const { name, seed, follow, gate } = root.value as {
    name?: string;
    seed?: number;
    follow?: boolean;
    gate?: Partial<GateSettings>;
  };
  const profile: Profile = {
    name: name ?? nameOf(path),
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    follow: follow ?? true,
    rules: rules.map(({ rule }) => rule as ProfileRule),
    gate: {
      exitCodes: [...new Set(gate?.exitCodes ?? [0])],
      unmatchedRules: gate?.unmatchedRules ?? 'fail',
    },
  };
  return seed === undefined ? profile : { ...profile, seed: seed + 0 };
}

/** Mistakes of the top level that deserve more than the schema's words. */
function readHead(root: Tree): Finding[] {
  const findings: Finding[] = [];
  const version = root.fields?.get('version')?.tree;
  if (typeof version?.value === 'number' && version.value !== 1) {
    findings.push(
      about(version, 'version', `version ${version.value} of the profile format is not known`, 'write `version: 1`'),
    );
  }
  const name = root.fields?.get('name')?.tree;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (typeof name?.value === 'string' && !/^[^\0-\x1f\x7f-\x9f\p{Cs}]{1,100}$/u.test(name.value)) {
    const hint = 'use 1 to 100 characters on one line';
    findings.push(about(name, 'name', `the name ${quote(name.value)} cannot name a profile`, hint));
  }
  const rules = root.fields?.get('rules');
  const empty = rules && (rules.tree.value === null || rules.tree.items?.length === 0);
  if (empty) {
    const hint = 'add a rule, for example `- { on: io.fsync, fail: EIO }`';
    findings.push({ ...about(rules.tree, 'no-rules', 'the profile has no rules', hint), offset: rules.keyOffset });
  }
  return findings;
}

/** The default name: the file's own without directories and ending. */
function nameOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const name = file.replace(/(?<=.)\.(ya?ml|json)$/i, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
  return name.replace(/[\0-\x1f\x7f-\x9f]|\p{Cs}/gu, '_') || 'profile';
}
