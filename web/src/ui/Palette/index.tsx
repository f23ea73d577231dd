/** A field over a grouped list, all from the keyboard: the face of a command palette. What is found and done comes in as props. */
import { Search } from "lucide";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { AriaProvider } from "../aria/AriaProvider";
import { Avatar } from "../Avatar";
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import { KeyHint } from "../KeyHint";
import { Spinner } from "../Spinner";
import "../Dialog/Dialog.css";
import "./Palette.css";

export interface PaletteItem {
  id: string;
  label: string;
  note?: string;
  icon?: IconNode;
  avatar?: "person" | "record";
  caps?: readonly string[];
  onAction(): void;
}
export interface PaletteGroup {
  id: string;
  label: string;
  items: readonly PaletteItem[];
}
export interface PaletteProps {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  label: string;
  placeholder: string;
  query: string;
  onQuery(query: string): void;
  groups: readonly PaletteGroup[];
  isLoading?: boolean;
  /** Said when nothing is found. */
  empty: string;
  footer?: ReactNode;
}

export function Palette(props: PaletteProps) {
  return (
    <AriaProvider>
    <ModalOverlay className="k-scrim k-palette-scrim" isOpen={props.isOpen} onOpenChange={props.onOpenChange} isDismissable>
      <Modal className="k-palette">
        <Dialog aria-label={props.label} className="k-palette-body">
          <PaletteInside {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
    </AriaProvider>
  );
}

function PaletteInside({ label, placeholder, query, onQuery, groups, isLoading, empty, footer, onOpenChange }: PaletteProps) {
  const id = useId();
  const items = groups.flatMap((group) => group.items);
  const [activeId, setActiveId] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const active = Math.max(0, items.findIndex((item) => item.id === activeId));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onOpenChange(false);
    item.onAction();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActiveId(items[(active + step + items.length) % Math.max(1, items.length)]?.id ?? null);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(items[active]);
    }
  };
  return (
    <>
      <div className="k-palette-field">
        <Icon icon={Search} size={18} />
        <input
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={items[active] ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={query}
          onChange={(event) => {
            setActiveId(null);
            onQuery(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        {isLoading && <Spinner size={15} />}
        <KeyHint caps={["Esc"]} />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} className="k-palette-list">
        {groups
          .filter((group) => group.items.length > 0)
          .map((group) => (
            <div key={group.id} role="group" aria-labelledby={`${id}-${group.id}`}>
              <div id={`${id}-${group.id}`} className="k-menu-head k-palette-head" role="presentation">
                {group.label}
              </div>
              {group.items.map((item) => (
                <PaletteRow key={item.id} id={`${id}-${items.indexOf(item)}`} item={item} isActive={items[active] === item} onPoint={() => setActiveId(item.id)} onRun={() => run(item)} />
              ))}
            </div>
          ))}
      </div>
      {items.length === 0 && !isLoading && (
        <p className="k-palette-empty" role="status">
          {empty}
        </p>
      )}
      {footer && <div className="k-palette-foot">{footer}</div>}
    </>
  );
}

interface PaletteRowProps {
  id: string;
  item: PaletteItem;
  isActive: boolean;
  onPoint(): void;
  onRun(): void;
}

function PaletteRow({ id, item, isActive, onPoint, onRun }: PaletteRowProps) {
  return (
    <div id={id} role="option" aria-selected={isActive} className={cx("k-palette-item", isActive && "is-active")} onPointerMove={onPoint} onClick={onRun}>
      {item.avatar ? <Avatar name={item.label} kind={item.avatar} size={24} /> : item.icon ? <span className="k-palette-icon"><Icon icon={item.icon} /></span> : null}
      <span className="ellipsis">{item.label}</span>
      {item.note && <span className="k-palette-note ellipsis">{item.note}</span>}
      {item.caps && <KeyHint caps={item.caps} />}
    </div>
  );
}
