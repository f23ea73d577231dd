/** Asks before one session of somebody ends. Their others stay; their own are ended without a question, on their own page. */
import { useMutation } from "@tanstack/react-query";
import { isApiError } from "../../lib/api/error";
import { userSessionEnd } from "../../lib/api/safety";
import type { Session, User } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";
import { toast } from "../../ui/Toast";
import { Refused } from "../help/Refused";
import { useDeviceName } from "./DeviceCard";

export interface EndDialogProps {
  session: Session;
  user: Pick<User, "id" | "name">;
  /** Something may have changed: it ended, or was over already. */
  onChanged(): void;
  onClose(): void;
}

export function EndDialog({ session, user, onChanged, onClose }: EndDialogProps) {
  const t = useT(deviceWords);
  const format = useFormat();
  const device = useDeviceName()(session.device);
  const end = useMutation({
    mutationFn: () => userSessionEnd(user.id, session.id),
    onSuccess: () => {
      toast({ message: t("ended", { n: 1 }), tone: "success" });
      onChanged();
      onClose();
    },
    onError: onChanged,
  });
  return (
    <ConfirmDialog isOpen onOpenChange={onClose} title={t("end.title", { name: user.name })} confirmLabel={t("end.one")} cancelLabel={t("cancel")} onConfirm={() => end.mutate()} isPending={end.isPending} isDanger>
      <div className="stack is-tight">
        <p>{t("end.words", { device, when: format.dateTime(session.created_at) })}</p>
        {isApiError(end.error, "not_found") ? <FormError>{t("end.gone")}</FormError> : <Refused error={end.error} user={user} />}
      </div>
    </ConfirmDialog>
  );
}
