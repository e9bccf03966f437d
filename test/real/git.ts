import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './program.ts';
import type { Trial } from './setting.ts';

const WORK = `set -e
git init -q -b main origin
cd origin
for i in 1 2 3 4 5 6; do
  mkdir -p "folder $i"
  seq 1 $((i * 700)) > "folder $i/numbers"
  head -c $((i * 40000)) /dev/zero > "folder $i/zeros"
  git add -A
  git commit -q -m "commit $i"
done
git checkout -q -b side HEAD~2
echo side > side
git add side
git commit -q -m side
git checkout -q main
git merge -q -m merge side
git mv 'folder 1' renamed
rm 'folder 2/zeros'
git commit -q -a -m moved
git tag -a -m 'a tag' v1
git gc -q
git repack -q -a -d -f
git fsck --full --strict --no-progress
cd ..
git clone -q --no-local origin clone
cd clone
git log --format='%H %T %s' --stat
git status --short
git fsck --full --strict --no-progress
echo more >> renamed/numbers
git diff
git stash -q
git stash pop -q
git commit -q -a -m pushed
git push -q origin HEAD:refs/heads/pushed
cd ../origin
git count-objects -v | grep -v -e size -e packs
git archive pushed | git hash-object --stdin
git rev-parse pushed v1
`;

/** Real work by git on two repositories; returns all that it said. Names of commits are the same each time. */
export async function workWithGit({
  directory,
  environment,
}: Pick<Trial, 'directory' | 'environment'>): Promise<unknown> {
  const person = { NAME: 'A U Thor', EMAIL: 'author@example.com', DATE: '1750000000 +0000' };
  const variables = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(person).map(([name, value]) => [`GIT_${role}_${name}`, value]),
  );
  const said = await succeed('sh', ['-c', WORK], {
    cwd: directory,
    environment: { ...environment, ...Object.fromEntries(variables), HOME: directory, GIT_CONFIG_NOSYSTEM: '1' },
    limitMs: 120_000,
  });
  return [said, readFileSync(join(directory, 'clone/renamed/numbers'), 'utf8').length];
}
