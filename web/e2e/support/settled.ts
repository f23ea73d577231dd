/**
 * When a page has come to rest: nothing is on its way from the server, nothing says that it is loading, nothing moves.
 * Watched, not waited for: a page that is quick is looked at at once.
 */
import { expect, type Page, type Request } from "@playwright/test";

const underWay = new WeakMap<Page, Set<Request>>();

/** Keeps count of what the page has asked for. Called when the page is made. */
export function countRequests(page: Page): void {
  const requests = new Set<Request>();
  underWay.set(page, requests);
  page.on("request", (request) => requests.add(request));
  page.on("requestfinished", (request) => requests.delete(request));
  page.on("requestfailed", (request) => requests.delete(request));
}

/** Runs in the page: what it is still busy with, once its scripts have nothing else to do. */
async function busyWith(): Promise<string[]> {
  // A page that draws nothing new may never be told that it is idle.
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const busy: string[] = [];
  const main = document.querySelector("main");
  if (!/\S/.test(main?.textContent ?? "")) busy.push("the page is empty");
  // What is off the screen, such as the far columns of a board, is fetched when it is scrolled to.
  const inSight = [...document.querySelectorAll("[aria-busy=true], .k-skeleton")].filter((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  });
  if (inSight.length > 0) busy.push("something is loading");
  // What opens with a field in focus waits, on a touch screen, for the keyboard that may rise.
  if ([...document.querySelectorAll<HTMLElement>(".k-scrim")].some(({ style }) => style.opacity === "0")) busy.push("something is about to open");
  if (document.fonts.status !== "loaded") busy.push("a font is loading");
  const moving = document.getAnimations().filter((animation) => animation.playState === "running" && animation.effect?.getComputedTiming().endTime !== Infinity);
  if (moving.length > 0) busy.push("something moves");
  return busy;
}

/** Twice in a row, for an answer may just have come and not have been drawn yet. */
export async function settled(page: Page): Promise<void> {
  await expect(async () => {
    for (let look = 0; look < 2; look++) {
      expect([...(underWay.get(page) ?? [])].map((request) => request.url())).toEqual([]);
      expect(await page.evaluate(busyWith)).toEqual([]);
    }
  }).toPass({ intervals: [25, 50, 100], timeout: 15_000 });
}
