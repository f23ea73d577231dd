/**
 * Where a sign-in stands. Only the password is a step today; the server names further ones in `{next}`, and each will become a step here
 * with a form of its own. A step the page does not know is said, not skipped.
 */
import type { Me, SignInAnswer } from "../../lib/api/types";

export type SignInStep = { kind: "password" } | { kind: "unknownFactor"; factor: string } | { kind: "done"; me: Me };

export type SignInEvent = { kind: "answered"; answer: SignInAnswer } | { kind: "startOver" };

export const FIRST_STEP: SignInStep = { kind: "password" };

export function nextStep(step: SignInStep, event: SignInEvent): SignInStep {
  if (event.kind === "startOver") return step.kind === "done" ? step : FIRST_STEP;
  if ("next" in event.answer) return { kind: "unknownFactor", factor: event.answer.next };
  return { kind: "done", me: event.answer };
}

/** What is wrong with the form before it is worth sending. */
export function checkForm(email: string, password: string): { email?: "missing" | "invalid"; password?: "missing" } {
  const problems: ReturnType<typeof checkForm> = {};
  if (email.trim() === "") problems.email = "missing";
  else if (!/^[^@\s]+@[^@\s]+$/.test(email.trim())) problems.email = "invalid";
  if (password === "") problems.password = "missing";
  return problems;
}
