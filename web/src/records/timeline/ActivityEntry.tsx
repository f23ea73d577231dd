/** One activity in a timeline: what it is, its words, who and when. A task can be finished right here. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FieldValue } from "../../fields/FieldValue";
import { isEmpty } from "../../fields/values";
import { objectQuery } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { Field, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Checkbox } from "../../ui/Checkbox";
import { Icon } from "../../ui/Icon";
import { namedIcon } from "../../ui/Icon/named";
import { Link } from "../../ui/Link";
import { toast } from "../../ui/Toast";
import { mayEdit } from "../data/lists";
import { refusalWords } from "../data/refusal";
import { useWriter } from "../data/useWriter";
import { ABOUT } from "./useTimeline";

const DONE = ["done", "completed", "finished"];
const OPEN = ["open", "not_started", "todo", "new"];
const QUIET = new Set([ABOUT, "owner", "account", "number", "team", "created_at", "updated_at", "created_by", "updated_by"]);

export function ActivityEntry({ record, at }: { record: KedunRecord; at: string }) {
  const meta = useQuery(objectQuery(record.object)).data;
  return meta ? <Known meta={meta} record={record} at={at} /> : null;
}

function Known({ meta, record, at }: { meta: ObjectMeta; record: KedunRecord; at: string }) {
  const label = useLabel();
  const format = useFormat();
  const isText = (field: Field) => field.type === "long_text" || field.type === "rich_text";
  const shown = (field: Field) => !isEmpty(record.values[field.name]);
  const words = meta.fields.find((field) => isText(field) && shown(field));
  const facts = meta.layout.list
    .map((name) => meta.fields.find((field) => field.name === name))
    .filter((field): field is Field => field !== undefined && field.name !== meta.title_field && !QUIET.has(field.name) && !isText(field) && shown(field))
    .slice(0, 4);
  const owner = meta.fields.find((field) => field.name === "owner");
  return (
    <div className="timeline-row is-activity">
      <span className="timeline-icon is-strong">
        <Icon icon={namedIcon(meta.icon)} size={14} />
      </span>
      <div className="timeline-body">
        <p className="timeline-line">
          <span className="timeline-title">
            <DoneBox meta={meta} record={record} />
            <span className="meta">{label(meta.label)}</span>
            <Link href={`/o/${record.object}/${record.id}`} isQuiet>
              {record.label}
            </Link>
          </span>
          <time className="meta num" dateTime={at} title={format.dateTime(at, "long")}>
            {format.time(at)}
          </time>
        </p>
        {words && (
          <div className="timeline-words">
            <FieldValue field={words} value={record.values[words.name]} isMasked={record.masked.includes(words.name)} kind="view" />
          </div>
        )}
        <p className="timeline-facts">
          {facts.map((field) => (
            <span key={field.name} title={label(field.label)}>
              <FieldValue field={field} value={record.values[field.name]} isMasked={record.masked.includes(field.name)} />
            </span>
          ))}
          {owner && shown(owner) && <FieldValue field={owner} value={record.values["owner"]} />}
        </p>
      </div>
    </div>
  );
}

/** For objects with a status that knows "done": a box that sets it. */
function DoneBox({ meta, record }: { meta: ObjectMeta; record: KedunRecord }) {
  const t = useT(recordWords);
  const client = useQueryClient();
  const writer = useWriter(meta);
  const field = meta.fields.find((entry) => entry.name === "status" && entry.type === "choice");
  const done = field?.options?.find((option) => DONE.includes(option.key))?.key;
  const open = field?.options?.find((option) => OPEN.includes(option.key))?.key ?? field?.options?.[0]?.key;
  if (!field || done === undefined || open === undefined) return null;
  const isDone = record.values["status"] === done;
  const change = async (isNow: boolean) => {
    const result = await writer.patch(record, { status: isNow ? done : open });
    if (!result.ok) toast({ message: refusalWords(result.error, t), tone: "danger" });
    void client.invalidateQueries({ predicate: (query) => query.queryKey.includes("timeline") });
    void client.invalidateQueries({ queryKey: keys.lists(meta.name) });
  };
  return <Checkbox aria-label={t("timeline.done", { name: record.label })} isSelected={isDone} isDisabled={!mayEdit(field, record)} onChange={(isNow) => void change(isNow)} />;
}
