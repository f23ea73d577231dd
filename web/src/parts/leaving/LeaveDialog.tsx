/**
 * Letting somebody go: what happens, who goes on with their work, and a plain question before it is done. Also for somebody who is
 * disabled already, whose work is handed on (`isGone`). Not for what comes then: see pages/leavers.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError, isRefused } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import { leave, leaverSuccessor, peopleKeys } from "../../lib/api/people";
import type { LeaveBody, Leaver, Ref } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { leavingWords } from "../../lib/i18n/dict/leaving";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormError } from "../../ui/FormRow";
import { toast } from "../../ui/Toast";
import { LeaveFields, type LeaveDraft } from "./LeaveFields";
import "../parts.css";

export interface LeaveDialogProps {
  user: { id: string; name: string };
  /** They can't sign in any more: only the work is handed on. */
  isGone?: boolean;
  /** There is a list already, which stays as it is: only the successor is asked for. */
  hasList?: boolean;
  onClose(): void;
  onDone(leaver: Leaver): void;
}

export function LeaveDialog({ user, isGone = false, hasList = false, onClose, onDone }: LeaveDialogProps) {
  const t = useT(leavingWords);
  const client = useQueryClient();
  const [draft, setDraft] = useState<LeaveDraft>({ successor: null, note: "", items: [] });
  const [isAsking, setAsking] = useState(false);
  const [tried, setTried] = useState(false);
  const name = user.name;
  const run = useMutation({
    mutationFn: () => (hasList && draft.successor ? leaverSuccessor(user.id, draft.successor.id) : leave(user.id, bodyOf(draft))),
    onSuccess: (leaver) => {
      toast({ message: isGone ? t("done.on", { name, successor: draft.successor?.label ?? "" }) : t("done", { name }), tone: "success" });
      client.setQueryData(peopleKeys.leaver(user.id), leaver);
      for (const queryKey of [keys.users(), keys.teams(), peopleKeys.leavers(), peopleKeys.orphans()]) void client.invalidateQueries({ queryKey });
      onDone(leaver);
    },
    onError: (error) => {
      // What is wrong with what was entered is said beside it.
      if (atSuccessor(error, draft.successor) || faultOf(error, "items") || faultOf(error, "note")) setAsking(false);
    },
  });
  const change = (patch: Partial<LeaveDraft>) => {
    run.reset();
    setDraft({ ...draft, ...patch });
  };
  const successor = draft.successor;
  const refusedSuccessor = atSuccessor(run.error, successor);
  const successorProblem =
    successor?.id === user.id ? t("successor.self") : refusedSuccessor ? t(`successor.${refusedSuccessor}`, { name }) : tried && isGone && !successor ? t("successor.missing") : null;
  const next = () => {
    setTried(true);
    if (successorProblem || (isGone && !successor)) return;
    setAsking(true);
  };
  const problems = { successor: successorProblem, note: faultOf(run.error, "note"), items: faultOf(run.error, "items") };
  const error = run.error && !Object.values(problems).some(Boolean) ? (isApiError(run.error, "escalation") ? t("escalation", { name }) : errorWords(run.error, t)) : null;
  if (isAsking) {
    return (
      <Dialog
        isOpen
        onOpenChange={(isOpen) => !isOpen && onClose()}
        role="alertdialog"
        title={isGone ? t("ask.on", { successor: successor?.label ?? "" }) : t("ask", { name })}
        footer={
          <>
            <Button key="back" onPress={() => setAsking(false)} autoFocus>
              {t("back")}
            </Button>
            <Button variant="danger" onPress={() => run.mutate()} isPending={run.isPending}>
              {t(isGone ? "yes.on" : "yes")}
            </Button>
          </>
        }
      >
        <div className="stack is-tight">
          {!isGone && <p>{t("ask.out", { name })}</p>}
          <p>{successor ? t(isGone ? "ask.onTo" : "ask.to", { name, successor: successor.label ?? "" }) : t("ask.nobody")}</p>
          <p>{t(isGone ? "ask.undoOn" : "ask.undo")}</p>
          <FormError>{error}</FormError>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t(isGone ? "onTitle" : "title", { name })}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" onPress={next}>
            {t("next")}
          </Button>
        </>
      }
    >
      <LeaveFields draft={draft} onChange={change} isGone={isGone} hasList={hasList} problems={problems} />
    </Dialog>
  );
}

const bodyOf = ({ successor, note, items }: LeaveDraft): LeaveBody => ({ ...(successor && { successor: successor.id }), note: note.trim(), items });

const faultOf = (error: unknown, field: string): string | null => (isApiError(error) ? error.field(field) : null);

/** Which fault of the successor a refusal means. */
function atSuccessor(error: unknown, successor: Ref | null): "refused" | "beyond" | null {
  if (!successor) return null;
  if (isRefused(error, "invalid_option")) return "refused";
  return isApiError(error, "successor_out_of_reach") ? "beyond" : null;
}
