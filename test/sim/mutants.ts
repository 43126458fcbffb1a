/** Guards that can be taken out of the sources as they are loaded; for each the simulation has to notice. */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Guard, RECOVERY_GUARDS } from './mutants-recovery.ts';

export type { Guard };

export const GUARDS: readonly Guard[] = [
  {
    name: 'drop-the-hold',
    file: 'src/engine/call.ts',
    find: 'if (hit !== null) {',
    replace: 'if (hit !== null && pass.run().seq < 0) {',
  },
  {
    name: 'call-before-hold',
    file: 'src/engine/call.ts',
    find: 'await pass.write([call.started(hold)]);',
    replace:
      'const early = await replyTo(pass, request); await pass.write([call.started(hold)]); await settleReply(pass, { hold, room: request.maxOutputTokens, kept: (text) => text }, early); return true;',
  },
  {
    name: 'settle-nothing',
    file: 'src/core/run/evolve-call.ts',
    find: '    spent: plus(run.spent, amount),',
    replace: '    spent: plus(run.spent, { tokens: 0, microUsd: 0 }),',
  },
  {
    name: 'skip-the-gate',
    file: 'src/core/govern/govern.ts',
    find: 'if (violations.length > 0 || gate.length !== rules.length)',
    replace: 'if (gate.length !== rules.length)',
  },
  {
    name: 'ledger-without-fence',
    file: 'test/support/fake-ledger.ts',
    find: '    if (git.branches.get(branch) !== tip.oid)',
    replace:
      '    git.branches.set(branch, tip.oid);\n    if (git.branches.get(branch) !== tip.oid)',
  },
  {
    name: 'move-by-force',
    file: 'test/support/fake-git.ts',
    find: '      if (torn !== undefined) throw',
    replace: '      if (torn !== undefined && torn.before === torn.after) throw',
  },
  {
    name: 'believe-any-ledger',
    file: 'src/git/read-tip.ts',
    find: 'if (trusted === null) return null;',
    replace: 'if (trusted !== undefined) return null;',
  },
  {
    name: 'ignore-red-ci',
    file: 'src/core/run/candidate.ts',
    find: "if (judged.green && judged.audit === 'approve')",
    replace: "if (judged.audit === 'approve')",
  },
  {
    name: 'ignore-the-audit',
    file: 'src/core/run/candidate.ts',
    find: "if (judged.green && judged.audit === 'approve')",
    replace: 'if (judged.green)',
  },
  {
    name: 'no-lease',
    file: 'src/core/run/decide.ts',
    find: 'const dead = hold.lease.worker === seen.worker || hold.lease.until <= seen.now;',
    replace: 'const dead = hold.lease.until > 0;',
  },
  {
    name: 'endless-lease',
    file: 'src/core/run/decide.ts',
    find: 'const dead = hold.lease.worker === seen.worker || hold.lease.until <= seen.now;',
    replace: 'const dead = hold.lease.worker === seen.worker;',
  },
  {
    name: 'review-without-marker',
    file: 'src/core/report/review.ts',
    find: '        mark,\n        `**Audit',
    replace: '        `**Audit',
  },
  {
    name: 'heal-no-review',
    file: 'src/engine/show.ts',
    find: 'for (const double of doubles) await pass.ports.forge.retireReview(pr, double, doubledReview());',
    replace: '',
  },
  {
    name: 'heal-no-comment',
    file: 'src/engine/show-comments.ts',
    find: 'for (const double of doubles) await forge.deleteComment(double);',
    replace: '',
  },
  {
    name: 'logs-as-they-are',
    file: 'src/engine/report-ci.ts',
    find: 'pass.ports.redact(logs)',
    replace: 'logs',
  },
  {
    name: 'keep-any-answer',
    file: 'src/engine/call.ts',
    find: 'pass.ports.secretsIn(text, prompt).length === 0',
    replace: 'text.length >= 0',
  },
  {
    name: 'stale-tip',
    file: 'src/engine/reconcile.ts',
    find: 'if (looked.ledger === known.oid)',
    replace: 'if (looked.ledger !== null)',
  },
  ...RECOVERY_GUARDS,
];

const root = new URL('../../', import.meta.url).href;

/** Takes a guard out of everything that is imported from now on. */
export function takeOut(guard: Guard): void {
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (url !== `${root}${guard.file}`) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString();
      if (source.split(guard.find).length !== 2)
        throw new Error(`${guard.name}: its place is not in ${fileURLToPath(url)} exactly once`);
      return { ...loaded, source: source.replace(guard.find, () => guard.replace) };
    },
  });
}
