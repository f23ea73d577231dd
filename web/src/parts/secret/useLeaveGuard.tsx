/** Asks before the page is left while something stands on it that is never shown again: by a link, by Back, or by closing the tab. Needs the router. */
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { useT } from "../../lib/i18n";
import { secretWords } from "../../lib/i18n/dict/secret";
import { ConfirmDialog } from "../../ui/ConfirmDialog";

export interface LeaveGuard {
  /** The question, to stand within what is guarded. */
  question: ReactNode;
  /** It is kept: whoever says so may be led away in the same breath. */
  release(): void;
}

export function useLeaveGuard(): LeaveGuard {
  const t = useT(secretWords);
  const isDone = useRef(false);
  const blocker = useBlocker({ shouldBlockFn: () => !isDone.current, enableBeforeUnload: () => !isDone.current, withResolver: true });
  const question = (
    <ConfirmDialog
      isOpen={blocker.status === "blocked"}
      onOpenChange={(isOpen) => !isOpen && blocker.status === "blocked" && blocker.reset()}
      title={t("leave.title")}
      confirmLabel={t("leave")}
      cancelLabel={t("stay")}
      onConfirm={() => blocker.status === "blocked" && blocker.proceed()}
      isDanger
    >
      {t("leave.words")}
    </ConfirmDialog>
  );
  return {
    question,
    release: () => {
      isDone.current = true;
    },
  };
}

/** Guards for as long as it is there. */
export function LeaveGuarded() {
  return useLeaveGuard().question;
}
