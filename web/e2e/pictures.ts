/** Writes a picture of every page, in both languages, both themes and both widths, into the folder KEDUN_PICTURES, to be looked at. */
import path from "node:path";
import { JOURNEYS } from "./support/journeys.ts";
import { BEFORE_SIGN_IN, type Place, placesOn, SIGNED_IN } from "./support/pages.ts";
import { settled } from "./support/settled.ts";
import { test } from "./support/test.ts";

const folder = process.env["KEDUN_PICTURES"] ?? "";
const only = process.env["KEDUN_PICTURES_ONLY"]?.split(",");

for (const language of ["zh", "en"] as const) {
  for (const theme of ["light", "dark"] as const) {
    for (const phone of [false, true]) {
      const look = { language, theme, phone };
      const named = (name: string) => path.join(folder, `${name}-${language}-${theme}-${phone ? 390 : 1440}.png`);
      const file = (place: Place) => named(place.name);
      const wanted = (place: Place) => !only || only.includes(place.name);

      test(`pictures in ${language}, ${theme}, ${phone ? 390 : 1440}`, async ({ open, stranger, company, setUpLink }) => {
        for (const place of BEFORE_SIGN_IN.filter(wanted)) {
          const page = await stranger(await place.path(company, setUpLink), look);
          await settled(page);
          await place.act?.(page);
          await settled(page);
          await page.screenshot({ path: file(place) });
        }
        for (const journey of JOURNEYS.filter(({ name }) => !only || only.includes(name))) {
          const page = await stranger("/sign-in", look);
          await journey.run(page, company, async (at) => {
            await settled(page);
            await page.screenshot({ path: named(at), animations: "disabled" });
          });
          await page.close();
        }
        const places = placesOn(SIGNED_IN, phone).filter(wanted);
        if (places.length === 0) return;
        const page = await open("admin", "/me/profile", look);
        for (const place of places) {
          await page.goto(await place.path(company, setUpLink));
          await settled(page);
          await place.act?.(page);
          await settled(page);
          await page.screenshot({ path: file(place), animations: "disabled" });
        }
      });
    }
  }
}
