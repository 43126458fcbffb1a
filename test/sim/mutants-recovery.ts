/** Guards of recovery, of what people ask for, of the promotion and of the backlog. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export const RECOVERY_GUARDS: readonly Guard[] = [
  {
    name: 'undo-over-people',
    file: 'src/core/run/give-up.ts',
    find: 'run.people.some(({ after }) => after === run.snapshot);',
    replace: 'run.people.length < 0;',
  },
  {
    name: 'undo-to-the-base',
    file: 'src/engine/undo.ts',
    find: 'to: run.snapshot, message',
    replace: 'to: run.base.sha, message',
  },
  {
    name: 'undo-nothing',
    file: 'src/core/run/give-up.ts',
    find: 'if (run.head === run.snapshot || run.rules !== 2) return undefined;',
    replace: 'if (run.seq > 0) return undefined;',
  },
  {
    name: 'wait-for-what-never-starts',
    file: 'src/core/run/phase.ts',
    find: 'if (waiting.length > 0) return',
    replace: 'if (waiting.length > 99) return',
  },
  {
    name: 'retry-without-bound',
    file: 'src/core/run/commands-again.ts',
    find: 'wanted >= 1 && wanted <= MAX_MORE',
    replace: 'wanted >= 1',
  },
  {
    name: 'attempts-without-bound',
    file: 'src/core/run/recovery.ts',
    find: 'if (phase.attempt >= limits.builderAttempts)',
    replace: 'if (phase.attempt >= 2 * limits.builderAttempts)',
  },
  {
    name: 'adopt-without-judging',
    file: 'src/core/run/phase.ts',
    find: 'if (phase.adopt === true) return record(...adopted(run, phase, seen.now));',
    replace:
      "if (phase.adopt === true) return record(...adopted(run, phase, seen.now), { type: 'phase-completed', at: seen.now, phase: phase.id, head: run.head });",
  },
  {
    name: 'raise-beyond-the-most',
    file: 'src/core/run/commands-budget.ts',
    find: 'if (more.tokens > 0 && tokens > maxTokens)',
    replace: 'if (more.tokens > 0 && tokens > 99 * maxTokens)',
  },
  {
    name: 'forget-what-was-raised',
    file: 'src/core/run/evolve-recovery.ts',
    find: 'tokens: (run.raised?.tokens ?? 0) + tokens,',
    replace: 'tokens: (run.raised?.tokens ?? 0) + 2 * tokens,',
  },
  {
    name: 'eligible-without-verifying',
    file: 'src/core/run/evolve-phase.ts',
    find: "return run.rules === 2 ? 'verifying' : 'blocked';",
    replace: 'return run.promotion;',
  },
  {
    name: 'believe-any-merge-of-the-base',
    file: 'test/support/fake-forge.ts',
    find: 'parents[0] === recorded && author.id === bot.id && signed;',
    replace: 'parents[0] === recorded && author.id !== bot.id;',
  },
  {
    name: 'merge-what-is-not-verified',
    file: 'src/core/run/promotion.ts',
    find: "if (strategy.promotion?.autoMerge !== true || run.promotion !== 'eligible') return null;",
    replace: 'if (strategy.promotion?.autoMerge !== true) return null;',
  },
  {
    name: 'go-on-after-a-cancel',
    file: 'src/core/run/decide.ts',
    find: 'if (isTerminal(run)) return run.artefacts',
    replace: "if (isTerminal(run) && run.failure?.reason !== 'cancelled') return run.artefacts",
  },
  {
    name: 'reopen-what-was-put-back',
    file: 'src/core/run/commands-again.ts',
    find: "if (run.failure?.reason === 'ledger_deleted')",
    replace: 'if (run.seq < 0)',
  },
  {
    name: 'fail-after-success',
    file: 'src/engine/call.ts',
    find: "return pass.run().promotion === 'verifying'",
    replace: 'return pass.run().seq < 0',
  },
  {
    name: 'reopen-for-nobody',
    file: 'src/core/run/commands-again.ts',
    find: "if (run.state === 'DONE_SUCCESS') return",
    replace: "if (run.state === 'DONE_FAILED_POLICY_VIOLATION') return",
  },
  {
    name: 'debt-without-looking',
    file: 'src/engine/backlog.ts',
    find: 'backlogOf(await ports.forge.debtIssues(),',
    replace: 'backlogOf((await ports.forge.debtIssues()).slice(0, 0),',
  },
  {
    name: 'show-over-the-end',
    file: 'src/engine/show-comments.ts',
    find: 'const body = saysEnded(there, pass.run())',
    replace: 'const body = saysEnded(there, pass.run()) && there.length < 0',
  },
  {
    name: 'retire-whatever-happens',
    file: 'src/engine/retire.ts',
    find: 'if (stays !== null) {',
    replace: "if (stays === 'it has moved') {",
  },
  {
    name: 'retire-unread',
    file: 'src/engine/retire.ts',
    find: 'const stands = comment !== undefined && world.ledger === oid;',
    replace: 'const stands = comment !== undefined;',
  },
];
