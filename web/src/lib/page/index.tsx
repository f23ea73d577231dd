/**
 * How a page fills the top bar without knowing the shell: `<PageHead title={...}>actions</PageHead>` anywhere inside it.
 * Also sets the browser's title. Not for the page's own content.
 */
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { createPortal } from "react-dom";

export interface PageSlots {
  title: HTMLElement | null;
  actions: HTMLElement | null;
}

export const PageSlotsContext = createContext<PageSlots>({ title: null, actions: null });

export interface PageHeadProps {
  /** Plain words, for the browser's tab and as the page's heading. */
  title: string;
  /** Stands in the bar instead of the plain title, such as breadcrumbs or a view menu. */
  heading?: ReactNode;
  /** Buttons at the right, the main one last. */
  children?: ReactNode;
}

export function PageHead({ title, heading, children }: PageHeadProps) {
  const slots = useContext(PageSlotsContext);
  useEffect(() => {
    document.title = `${title} · 客盾 Kedun`;
  }, [title]);
  return (
    <>
      {slots.title && createPortal(heading ? <><h1 className="sr-only">{title}</h1>{heading}</> : <h1 className="page-title ellipsis">{title}</h1>, slots.title)}
      {slots.actions && children && createPortal(children, slots.actions)}
    </>
  );
}
