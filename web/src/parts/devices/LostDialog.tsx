/** Asks before a device is given up for lost, and says exactly what ends with it. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import type { DeviceLost, KnownDevice, User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { Checkbox } from "../../ui/Checkbox";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";
import { toast } from "../../ui/Toast";
import { Refused } from "../help/Refused";
import { useDeviceName, usePasskeyNames } from "./DeviceCard";

export interface LostDialogProps {
  device: KnownDevice;
  /** Whose it is, when it is somebody else's. */
  owner?: Pick<User, "id" | "name">;
  lose(removePasskeys: boolean): Promise<DeviceLost>;
  /** Something may have changed: it was lost, or is not there any more. */
  onChanged(): void;
  onClose(): void;
}

export function LostDialog({ device, owner, lose, onChanged, onClose }: LostDialogProps) {
  const t = useT(deviceWords);
  const label = useDeviceName()(device.device);
  const passkeyNames = usePasskeyNames();
  const [withPasskeys, setWithPasskeys] = useState(false);
  const lost = useMutation({
    mutationFn: () => lose(withPasskeys),
    onSuccess: (done) => {
      const keys = done.passkeys_removed ? done.passkeys.length : 0;
      toast({ message: t(keys > 0 ? "lost.doneKeys" : "lost.done", { device: label, n: done.sessions_ended, keys }), tone: "success" });
      onChanged();
      onClose();
    },
    onError: onChanged,
  });
  const isGone = isApiError(lost.error, "not_found");
  return (
    <ConfirmDialog isOpen onOpenChange={onClose} title={t("lost.title", { device: label })} confirmLabel={t("lost.yes")} cancelLabel={t("cancel")} onConfirm={() => lost.mutate()} isPending={lost.isPending} isDanger>
      <div className="stack is-tight">
        {owner && <p>{t("lost.who", { name: owner.name })}</p>}
        <p>{t("lost.does")}</p>
        <ul className="ends">
          <li>{device.sessions > 0 ? t("lost.sessions", { n: device.sessions }) : t("lost.noSession")}</li>
          <li>{t("lost.known")}</li>
          <li>{t("lost.flows")}</li>
        </ul>
        {device.passkeys.length > 0 && (
          <Checkbox isSelected={withPasskeys} onChange={setWithPasskeys}>
            {t("lost.passkeys", { names: passkeyNames(device.passkeys) })}
            <span className="check-note">{t("lost.passkeysHelp")}</span>
          </Checkbox>
        )}
        <p className="meta">{t(owner ? "lost.keepsOther" : "lost.keeps")}</p>
        {owner && !isGone ? <Refused error={lost.error} user={owner} /> : <FormError>{isGone ? t("lost.gone") : lost.error ? errorWords(lost.error, t) : null}</FormError>}
      </div>
    </ConfirmDialog>
  );
}
