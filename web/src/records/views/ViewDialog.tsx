/** Names a view and says who may use it. */
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormError, FormStack } from "../../ui/FormRow";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { refusalWords } from "../data/refusal";

export interface ViewDialogProps {
  title: string;
  name?: string;
  shared?: boolean;
  onSave(name: string, shared: boolean): Promise<void>;
  onClose(): void;
}

export function ViewDialog({ title, name: start = "", shared: isShared = false, onSave, onClose }: ViewDialogProps) {
  const t = useT(recordWords);
  const [name, setName] = useState(start);
  const [shared, setShared] = useState(isShared);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    if (name.trim() === "") return;
    setBusy(true);
    setError(null);
    try {
      await onSave(name.trim(), shared);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const nameError = isApiError(error) ? error.field("name") : null;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="small"
      title={title}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" isPending={isBusy} isDisabled={name.trim() === ""} onPress={() => void save()}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <FormStack>
          <TextField label={t("view.name")} value={name} onChange={setName} maxLength={80} autoFocus isRequired error={nameError} />
          <Switch isSelected={shared} onChange={setShared}>
            {t("view.share")}
          </Switch>
          <FormError>{error !== null && nameError === null ? refusalWords(error, t) : null}</FormError>
        </FormStack>
      </form>
    </Dialog>
  );
}
