/** What a record is, whose it is, and what can be done with it. */
import { ChevronDown, ChevronUp, Copy, Ellipsis, Link2, PenLine, Trash2 } from "lucide";
import { useRouter } from "@tanstack/react-router";
import { FieldValue } from "../../fields/FieldValue";
import { isEmpty } from "../../fields/values";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { useShortcuts } from "../../lib/keys";
import { PageHead } from "../../lib/page";
import { Avatar } from "../../ui/Avatar";
import { Breadcrumbs } from "../../ui/Breadcrumbs";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import { Menu } from "../../ui/Menu";
import { toast } from "../../ui/Toast";
import { useRemove } from "../data/useWriter";
import { neighbours, readTrail } from "../data/trail";

export interface RecordHeadProps {
  meta: ObjectMeta;
  record: KedunRecord;
  onEdit(): void;
}

export function RecordHead({ meta, record, onEdit }: RecordHeadProps) {
  const t = useT(recordWords);
  const label = useLabel();
  const phone = usePhone();
  const router = useRouter();
  const remove = useRemove(meta);
  const trail = readTrail(meta.name);
  const near = neighbours(trail, record.id);
  const listHref = trail?.href ?? `/o/${meta.name}`;
  const to = (id: string | null) => {
    if (id !== null) router.history.replace(`/o/${meta.name}/${id}`);
  };
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      toast({ message: t("copied"), tone: "success" });
    } catch {
      toast({ message: t("copy.failed"), tone: "danger" });
    }
  };
  const copyLink = () => copy(`${location.origin}/o/${meta.name}/${record.id}`);
  const removeIt = async () => {
    if (await remove([record])) router.history.push(listHref);
  };
  useShortcuts([
    ...(record.can.edit ? [{ keys: "e", label: t("edit"), group: t("keys.page"), run: onEdit }] : []),
    { keys: "j", label: t("keys.next"), group: t("keys.page"), run: () => to(near.next) },
    { keys: "k", label: t("keys.previous"), group: t("keys.page"), run: () => to(near.previous) },
    { keys: "u", label: t("keys.back"), group: t("keys.page"), run: () => router.history.push(listHref) },
    { keys: "mod+shift+c", label: t("record.copyLink"), group: t("keys.page"), run: () => void copyLink() },
  ]);
  const owner = meta.fields.find((field) => field.name === "owner");
  const number = meta.fields.find((field) => field.name === "number");
  return (
    <>
      <PageHead title={record.label} heading={<Breadcrumbs label={t("record.where")} items={[{ label: label(meta.plural), href: listHref }, { label: record.label }]} />}>
        {near.index !== -1 && !phone && (
          <span className="rec-near">
            <span className="meta num">
              {near.index + 1}/{near.of}
            </span>
            <IconButton icon={ChevronUp} label={t("keys.previous")} caps={["K"]} isDisabled={near.previous === null} onPress={() => to(near.previous)} />
            <IconButton icon={ChevronDown} label={t("keys.next")} caps={["J"]} isDisabled={near.next === null} onPress={() => to(near.next)} />
          </span>
        )}
        <Menu
          label={t("more")}
          placement="bottom end"
          trigger={<IconButton icon={Ellipsis} label={t("more")} />}
          groups={[
            {
              id: "copy",
              items: [
                { id: "link", label: t("record.copyLink"), icon: Link2, onAction: () => void copyLink() },
                { id: "number", label: t("record.copyNumber"), icon: Copy, isDisabled: isEmpty(record.values["number"]), onAction: () => void copy(String(record.values["number"])) },
              ],
            },
            {
              id: "danger",
              items: [
                { id: "delete", label: t("delete"), icon: Trash2, isDanger: true, isDisabled: !record.can.delete, description: record.can.delete ? undefined : t("delete.refused"), onAction: () => void removeIt() },
              ],
            },
          ]}
        />
        {phone ? (
          <IconButton icon={PenLine} label={t("edit")} isDisabled={!record.can.edit} onPress={onEdit} />
        ) : (
          <Button icon={PenLine} isDisabled={!record.can.edit} onPress={onEdit}>
            {t("edit")}
          </Button>
        )}
      </PageHead>
      <header className="rec-title">
        <Avatar name={record.label} kind="record" size={40} />
        <div className="rec-name">
          <p className="rec-name-line">{record.label}</p>
          <p className="rec-facts">
            {number && !isEmpty(record.values["number"]) && <span className="num">{String(record.values["number"])}</span>}
            {owner && !isEmpty(record.values["owner"]) && <FieldValue field={owner} value={record.values["owner"]} />}
          </p>
        </div>
      </header>
    </>
  );
}
