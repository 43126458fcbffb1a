/** GitHub takes 65,536 characters in a comment, a review or a pull request's body; nothing of ours is longer. */
export const MAX_BODY = 65_000;

/** What is rendered stays below that: a snapshot or the trigger that was answered stands behind it. */
export const MAX_TEXT = 58_000;

/** With more phases than this, what comes below a table of all of them is out of sight: it is folded, and comes last. */
export const MANY_PHASES = 20;
