/**
 * Proving once more who one is. The server refuses what is dangerous with `step_up_required` when the last proof is too old; the client
 * then asks here, and repeats the call once. Whoever shows the question registers with `onProofNeeded`. Not the question itself.
 */

/** Resolves with whether the reader has proved it. */
export type Prover = () => Promise<boolean>;

let prover: Prover | null = null;
let underWay: Promise<boolean> | null = null;

export function onProofNeeded(next: Prover): () => void {
  prover = next;
  return () => {
    if (prover === next) prover = null;
  };
}

/** Several calls refused at once are answered by one question. */
export function askForProof(): Promise<boolean> {
  if (prover === null) return Promise.resolve(false);
  underWay ??= prover()
    .catch(() => false)
    .finally(() => {
      underWay = null;
    });
  return underWay;
}
