/** The working parts of DatePicker and DateTimePicker, over React Aria. */
import { type CalendarDate, type DateValue, parseAbsolute, parseDate, toCalendarDateTime, toZoned, type ZonedDateTime } from "@internationalized/date";
import { CalendarDays, ChevronLeft, ChevronRight, X } from "lucide";
import { Button } from "react-aria-components/Button";
import { Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, CalendarHeading } from "react-aria-components/Calendar";
import { DateInput, DateSegment } from "react-aria-components/DateField";
import { DatePicker as AriaDatePicker } from "react-aria-components/DatePicker";
import { Dialog } from "react-aria-components/Dialog";
import { Group } from "react-aria-components/Group";
import { AriaProvider } from "../aria/AriaProvider";
import { ariaFieldProps, FieldFoot, type FieldFrameProps, FieldLabel } from "../Field";
import { Icon } from "../Icon";
import { IconButton } from "../IconButton";
import { PopoverSurface } from "../Popover/Surface";
import { useUiWords } from "../words";
import type { DatePickerProps, DateTimePickerProps } from ".";
import "./DatePicker.css";

function readDay(value: string | null): CalendarDate | null {
  try {
    return value ? parseDate(value.slice(0, 10)) : null;
  } catch {
    return null;
  }
}
function readInstant(value: string | null, timeZone: string): ZonedDateTime | null {
  try {
    return value ? parseAbsolute(value, timeZone) : null;
  } catch {
    return null;
  }
}

/** A calendar day. */
export function DayControl({ value, onChange, ...frame }: DatePickerProps) {
  return <Picker frame={frame} value={readDay(value)} onClear={() => onChange(null)} onChange={(date) => onChange(date ? date.toString().slice(0, 10) : null)} />;
}

/** An instant, shown and typed in `timeZone`. */
export function InstantControl({ value, onChange, timeZone, ...frame }: DateTimePickerProps) {
  const change = (date: DateValue | null) => {
    if (!date) return onChange(null);
    const zoned = "timeZone" in date ? date : toZoned(toCalendarDateTime(date), timeZone);
    onChange(zoned.toAbsoluteString().replace(/\.000Z$/, "Z"));
  };
  return <Picker frame={frame} value={readInstant(value, timeZone)} granularity="minute" onClear={() => onChange(null)} onChange={change} />;
}

interface PickerProps {
  frame: FieldFrameProps;
  value: DateValue | null;
  granularity?: "day" | "minute";
  onChange(value: DateValue | null): void;
  onClear(): void;
}

function Picker({ frame, value, granularity = "day", onChange, onClear }: PickerProps) {
  const word = useUiWords();
  const canClear = value !== null && !frame.isDisabled && !frame.isReadOnly && !frame.isRequired;
  return (
    <AriaProvider>
    <AriaDatePicker<DateValue>
      {...ariaFieldProps(frame)}
      className="k-field"
      value={value}
      onChange={onChange}
      granularity={granularity}
      hourCycle={24}
      hideTimeZone
      shouldCloseOnSelect={granularity === "day"}
    >
      <FieldLabel label={frame.label} isRequired={frame.isRequired} hideLabel={frame.hideLabel} />
      <Group className="k-control k-date">
        <DateInput className="k-date-input">{(segment) => <DateSegment segment={segment} className="k-date-segment" />}</DateInput>
        {canClear && <IconButton size="small" icon={X} label={word("clear")} tooltip={false} onPress={onClear} />}
        <Button className="k-combo-open k-date-open" aria-label={word("calendar")}>
          <Icon icon={CalendarDays} size={15} />
        </Button>
      </Group>
      <FieldFoot description={frame.description} error={frame.error} />
      <PopoverSurface placement="bottom start">
        <Dialog className="k-calendar" aria-label={frame.label}>
          <Calendar firstDayOfWeek="mon">
            <header className="k-calendar-head">
              <Button slot="previous" className="k-icon-button is-small" aria-label={word("previous")}>
                <Icon icon={ChevronLeft} />
              </Button>
              <CalendarHeading className="k-calendar-title" />
              <Button slot="next" className="k-icon-button is-small" aria-label={word("next")}>
                <Icon icon={ChevronRight} />
              </Button>
            </header>
            <CalendarGrid weekdayStyle="narrow">
              <CalendarGridHeader>{(day) => <CalendarHeaderCell className="k-calendar-weekday">{day}</CalendarHeaderCell>}</CalendarGridHeader>
              <CalendarGridBody>{(date) => <CalendarCell date={date} className="k-calendar-cell" />}</CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </PopoverSurface>
    </AriaDatePicker>
    </AriaProvider>
  );
}
