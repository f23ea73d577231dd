/** One record on a board: what it is, what it is worth, when and whose. */
import type { KeyboardEvent, PointerEvent, Ref } from "react";
import { FieldValue } from "../../fields/FieldValue";
import { useSay } from "../../fields/say";
import { asMoney, asRef, asText, isEmpty } from "../../fields/values";
import type { Field, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Avatar } from "../../ui/Avatar";
import { cx } from "../../ui/classes";
import { faceOf } from "../../fields/registry";

export interface CardFields {
  amount: Field | null;
  date: Field | null;
  note: Field | null;
}

/** What a card shows, chosen from the object's own list layout. */
export function cardFields(meta: ObjectMeta): CardFields {
  const shown = meta.layout.list.flatMap((name) => meta.fields.find((field) => field.name === name && field.name !== meta.title_field) ?? []);
  return {
    amount: shown.find((field) => field.type === "money") ?? null,
    date: shown.find((field) => field.type === "date") ?? null,
    note: shown.find((field) => field.type === "link") ?? null,
  };
}

export interface CardProps {
  record: KedunRecord;
  fields: CardFields;
  isDragged?: boolean;
  isLifted?: boolean;
  isOpen?: boolean;
  canMove: boolean;
  /** Still being worked on: a day that has passed is late. */
  isPending?: boolean;
  onPointerDown?(event: PointerEvent<HTMLElement>): void;
  onKeyDown?(event: KeyboardEvent<HTMLElement>): void;
  onClick?(): void;
  ref?: Ref<HTMLButtonElement>;
}

export function Card({ record, fields, isDragged, isLifted, isOpen, canMove, isPending, ref, ...handlers }: CardProps) {
  const t = useT(recordWords);
  const say = useSay();
  const { amount, note } = fields;
  const owner = asRef(record.values["owner"])?.label;
  const words = (field: Field | null) => (field && !isEmpty(record.values[field.name]) ? (record.masked.includes(field.name) ? t("value.masked") : faceOf(field).words(record.values[field.name], field, say)) : null);
  return (
    <button
      ref={ref}
      type="button"
      data-card={record.id}
      className={cx("card", isDragged && "is-dragged", isLifted && "is-lifted", isOpen && "is-open", canMove && "can-move")}
      aria-roledescription={t("board.card")}
      aria-describedby={canMove ? "board-help" : undefined}
      {...handlers}
    >
      <span className="card-title">
        <Avatar name={record.label} kind="record" size={24} />
        <span className="card-name">{record.label}</span>
      </span>
      {note && words(note) !== record.label && <span className="card-note ellipsis">{words(note)}</span>}
      {amount && !isEmpty(record.values[amount.name]) && (
        <span className="card-amount num">
          {record.masked.includes(amount.name) ? <FieldValue field={amount} value={record.values[amount.name]} isMasked /> : <Amount value={record.values[amount.name]} />}
        </span>
      )}
      <span className="card-foot">
        <Due field={fields.date} record={record} isPending={isPending} />
        {owner && (
          <span className="card-owner" title={owner}>
            <Avatar name={owner} size={20} />
            <span className="sr-only">{owner}</span>
          </span>
        )}
      </span>
    </button>
  );
}

function Amount({ value }: { value: unknown }) {
  const format = useFormat();
  const money = asMoney(value);
  return money ? <>{format.money(money)}</> : null;
}

function Due({ field, record, isPending }: { field: Field | null; record: KedunRecord; isPending?: boolean }) {
  const t = useT(recordWords);
  const format = useFormat();
  const day = field ? asText(record.values[field.name]) : "";
  if (day === "") return <span />;
  const isLate = isPending === true && day < format.today();
  return (
    <span className={isLate ? "card-due is-late num" : "card-due num"}>
      {t("board.due", { day: format.date(day, "short") })}
      {isLate && <span className="sr-only"> {t("board.late")}</span>}
    </span>
  );
}
