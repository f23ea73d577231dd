/** Asks the server about a password once typing pauses, and only about one that could be taken; never on each key. */
import { useEffect, useState } from "react";
import { passwordCheck } from "../../lib/api/flow";
import type { PasswordCheck, Policy } from "../../lib/api/types";
import { judgePassword, type ServerCheck } from "./policy";

const PAUSE_MS = 600;

export interface About {
  name?: string;
  email?: string;
}

type Answer = { password: string; found: PasswordCheck | "unknown" } | null;

export interface Checked {
  check: ServerCheck;
  strength: PasswordCheck["strength"] | null;
}

export function useServerCheck(password: string, policy: Policy, hasFactor: boolean, { name = "", email = "" }: About): Checked {
  const [answer, setAnswer] = useState<Answer>(null);
  const isWorthIt = judgePassword(password, policy, hasFactor) === null;
  useEffect(() => {
    if (!isWorthIt) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      passwordCheck({ password, ...(name.trim() && { name: name.trim() }), ...(email.trim() && { email: email.trim() }) }, stop.signal).then(
        (found) => setAnswer({ password, found }),
        // It is looked at again when it is saved.
        () => !stop.signal.aborted && setAnswer({ password, found: "unknown" }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [isWorthIt, password, name, email]);
  if (!isWorthIt) return { check: "none", strength: null };
  if (answer?.password !== password) return { check: "checking", strength: null };
  if (answer.found === "unknown") return { check: "unknown", strength: null };
  return { check: { problems: answer.found.problems.map(({ code }) => code) }, strength: answer.found.strength };
}
