/** What somebody has to hand in: who ticked what and when, and further items. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { leaverItemAdd, leaverItemTick, peopleKeys } from "../../lib/api/people";
import type { Leaver, LeaverItem } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { leaversWords } from "../../lib/i18n/dict/leavers";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormSection } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";

const KNOWN = ["laptop", "phone_number", "mailbox"] as const;

export function Checklist({ leaver }: { leaver: Leaver }) {
  const t = useT(leaversWords);
  const tick = useTick(leaver.user.id);
  return (
    <FormSection title={t("list")} description={t("list.words")}>
      <ul className="card-list">
        {leaver.items.map((item) => (
          <ItemRow key={item.id} item={item} onTick={(done) => tick.mutate({ item: item.id, done })} />
        ))}
      </ul>
      <AddItem user={leaver.user.id} />
    </FormSection>
  );
}

/** Ticked at once, and put right by the server's answer. */
function useTick(user: string) {
  const t = useT(leaversWords);
  const me = useMe();
  const client = useQueryClient();
  const key = peopleKeys.leaver(user);
  const mutationKey = ["tick", ...key];
  return useMutation({
    mutationKey,
    mutationFn: ({ item, done }: { item: string; done: boolean }) => leaverItemTick(user, item, done),
    onMutate: async ({ item, done }) => {
      await client.cancelQueries({ queryKey: key });
      const ticked = done ? { done_at: new Date().toISOString(), done_by: { id: me.user.id, label: me.user.name } } : { done_at: null, done_by: null };
      client.setQueryData<Leaver>(key, (old) => old && { ...old, items: old.items.map((other) => (other.id === item ? { ...other, ...ticked } : other)) });
    },
    onError: (error) => void toast({ message: errorWords(error, t), tone: "danger" }),
    onSettled: () => {
      // While others are under way, the server's list is older than what is shown.
      if (client.isMutating({ mutationKey }) > 1) return;
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: peopleKeys.leavers(), exact: true });
    },
  });
}

function ItemRow({ item, onTick }: { item: LeaverItem; onTick(done: boolean): void }) {
  const t = useT(leaversWords);
  const format = useFormat();
  const known = KNOWN.find((key) => key === item.key);
  return (
    <li className="card-row leaver-item">
      <Checkbox isSelected={item.done_at !== null} onChange={onTick}>
        {known ? t(`item.${known}`) : (item.text ?? item.key ?? "")}
      </Checkbox>
      {item.done_at && <span className="meta">{t("item.doneBy", { name: item.done_by?.label ?? "", when: format.dateTime(item.done_at, "short") })}</span>}
    </li>
  );
}

function AddItem({ user }: { user: string }) {
  const t = useT(leaversWords);
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () => leaverItemAdd(user, text.trim()),
    onSuccess: (next) => {
      client.setQueryData(peopleKeys.leaver(user), next);
      void client.invalidateQueries({ queryKey: peopleKeys.leavers(), exact: true });
      setText("");
      setTried(false);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (text.trim() !== "" && !add.isPending) add.mutate();
  };
  const refused = add.error ? ((isApiError(add.error) && add.error.field("text")) || errorWords(add.error, t)) : null;
  return (
    <form className="leaver-add" onSubmit={submit} noValidate>
      <TextField
        label={t("item.add")}
        hideLabel
        placeholder={t("item.placeholder")}
        value={text}
        onChange={(value) => {
          setText(value);
          add.reset();
        }}
        error={refused ?? (tried && text.trim() === "" ? t("item.missing") : null)}
        maxLength={120}
      />
      <Button type="submit" isPending={add.isPending}>
        {t("item.add")}
      </Button>
    </form>
  );
}
