/**
 * Where a sign-in stands: what was asked first, then the steps the server names, one after the other, until somebody is in. A step the page
 * does not know is said, not skipped.
 */
import { isEmail } from "../../lib/email";
import type { EnrollStep, FactorStep, Me, NewPasswordStep, SignInAnswer, Step } from "../../lib/api/types";

export type LinkPurpose = "reset" | "unlock";
/** What the page starts with, by its address. */
export type Start = { kind: "sign_in" } | { kind: "link"; purpose: LinkPurpose; token: string | null } | { kind: "sso" } | { kind: "answer"; answer: SignInAnswer };
/** What is said above the form, because of what was before. */
export type Said = "gone" | "reset.done" | "unlock.done";

export type View =
  | { kind: "credentials"; said?: Said }
  | { kind: "forgotten" }
  | { kind: "link"; purpose: LinkPurpose; token: string | null }
  | { kind: "sso" }
  | { kind: "step"; step: FactorStep | EnrollStep | NewPasswordStep }
  | { kind: "unknown"; next: string }
  /** `from` is what was shown before, and stays in sight until the app is there. */
  | { kind: "done"; me: Me; from: View["kind"] };

export type ViewEvent = { kind: "answered"; answer: SignInAnswer } | { kind: "gone" } | { kind: "forgot" } | { kind: "startOver" };

/** `answer` is what another page before sign-in was given: an invitation may lead on to a factor. */
export const viewAt = (start: Start): View => (start.kind === "sign_in" ? { kind: "credentials" } : start.kind === "answer" ? after(start.answer, "step") : start);

const isStep = (answer: SignInAnswer): answer is Step => "next" in answer;

function after(answer: SignInAnswer, from: View["kind"]): View {
  if (!isStep(answer)) return { kind: "done", me: answer, from };
  if (answer.next === "factor" || answer.next === "enroll" || answer.next === "new_password") return { kind: "step", step: answer };
  if (answer.next === "done") {
    if (answer.me) return { kind: "done", me: answer.me, from };
    // No session came with it: what is left is to sign in.
    if (answer.purpose === "reset" || answer.purpose === "unlock") return { kind: "credentials", said: `${answer.purpose}.done` };
  }
  return { kind: "unknown", next: String((answer as { next: unknown }).next) };
}

export function nextView(view: View, event: ViewEvent): View {
  // Whoever is in stays in, whatever comes late.
  if (view.kind === "done") return view;
  switch (event.kind) {
    case "answered":
      return after(event.answer, view.kind);
    case "gone":
      return { kind: "credentials", said: "gone" };
    case "forgot":
      return { kind: "forgotten" };
    case "startOver":
      return { kind: "credentials" };
  }
}

/** What is wrong with the form before it is worth sending. */
export function checkForm(email: string, password: string): { email?: "missing" | "invalid"; password?: "missing" } {
  const problems: ReturnType<typeof checkForm> = {};
  const fault = checkEmail(email);
  if (fault) problems.email = fault;
  if (password === "") problems.password = "missing";
  return problems;
}

export function checkEmail(email: string): "missing" | "invalid" | null {
  if (email.trim() === "") return "missing";
  return isEmail(email.trim()) ? null : "invalid";
}
