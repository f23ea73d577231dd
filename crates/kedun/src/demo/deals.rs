//! Opportunities: eighteen months of wins and losses, and what is open now.

use model::RecordId;
use serde_json::json;

use super::calendar::Calendar;
use super::chance::Chance;
use super::companies::{Account, merge, money};
use super::contacts::Contact;
use super::fill::New;
use super::products;
use super::words::talk;

/// How many there are of each stage.
const STAGES: [(&str, usize); 7] = [
    ("won", 190),
    ("lost", 125),
    ("prospecting", 75),
    ("qualification", 70),
    ("engaging", 55),
    ("proposal", 50),
    ("negotiation", 35),
];
/// Days of history.
const HISTORY_DAYS: i64 = 545;

/// A deal, as far as activities must know it.
#[derive(Clone, Default)]
pub(crate) struct Deal {
    pub(crate) id: Option<RecordId>,
    pub(crate) account: usize,
    pub(crate) contact: Option<usize>,
    pub(crate) product: usize,
    pub(crate) stage: &'static str,
    /// When it was closed, in days from today.
    pub(crate) closed: Option<i64>,
}

/// What deals are drawn from.
pub(crate) struct Deals<'a> {
    pub(crate) chance: &'a mut Chance,
    pub(crate) calendar: &'a Calendar,
    pub(crate) accounts: &'a [Account],
    pub(crate) contacts: &'a [Contact],
    pub(crate) products: &'a [RecordId],
}

impl Deals<'_> {
    /// Draws them all.
    pub(crate) fn draw(&mut self) -> Vec<(Deal, New)> {
        let stages = STAGES.into_iter().flat_map(|(stage, count)| std::iter::repeat_n(stage, count));
        stages.filter_map(|stage| self.deal(stage)).collect()
    }

    fn deal(&mut self, stage: &'static str) -> Option<(Deal, New)> {
        let at = self.account_for(stage);
        let account = self.accounts.get(at)?;
        let people: Vec<usize> = self
            .contacts
            .iter()
            .enumerate()
            .filter(|(_, contact)| contact.account == at)
            .map(|(at, _)| at)
            .collect();
        let contact = (!people.is_empty()).then(|| self.chance.pick(&people));
        let product = self.chance.below(self.products.len());
        // The company grows: half of the history lies in its last third.
        let closed = matches!(stage, "won" | "lost").then(|| {
            let reach = if self.chance.percent(50) { HISTORY_DAYS / 3 } else { HISTORY_DAYS };
            -self.chance.between(1, reach)
        });
        let deal = Deal { id: None, account: at, contact, product, stage, closed };
        let new = self.written(account, &deal);
        Some((deal, new))
    }

    /// Only customers have bought something.
    fn account_for(&mut self, stage: &str) -> usize {
        for _ in 0..50 {
            let at = self.chance.below(self.accounts.len());
            if stage != "won" || self.accounts.get(at).is_some_and(|account| account.customer) {
                return at;
            }
        }
        0
    }

    fn written(&mut self, account: &Account, deal: &Deal) -> New {
        let kind = if account.customer {
            self.chance.weighted(&[
                ("new", 30),
                ("upsell", 28),
                ("renewal", 20),
                ("cross_sell", 14),
                ("maintenance", 8),
            ])
        } else {
            "new"
        };
        let title = title(account, deal.product, kind);
        let contact = deal.contact.and_then(|at| self.contacts.get(at)).and_then(|contact| contact.id);
        let mut fields = json!({
            "name": title,
            "account": account.id,
            "primary_contact": contact,
            "stage": deal.stage,
            "amount": self.amount(account, deal),
            "product": self.products.get(deal.product),
            "type": kind,
            "source": self.chance.weighted(&[("web", 18), ("event", 20), ("referral", 26), ("visit", 20), ("partner", 10), ("call", 6)]),
            "competitors": self.chance.percent(25).then(|| self.chance.pick(&["同行 A", "国际品牌 B", "本地集成商", "Incumbent vendor"])),
            "tags": self.chance.percent(15).then(|| [self.chance.pick(&["必赢", "年度框架", "标杆", "Strategic"])]),
        });
        match deal.closed {
            Some(days) => {
                let dates = self.closed(account, deal, days);
                merge(&mut fields, dates);
                New::by(account.owner, fields)
            }
            None => self.open(account, deal, fields),
        }
    }

    fn amount(&mut self, account: &Account, deal: &Deal) -> serde_json::Value {
        let price = products::price_of(deal.product);
        let pieces = match price {
            0..5_000 => self.chance.between(20, 200),
            5_000..40_000 => self.chance.between(3, 40),
            40_000..150_000 => self.chance.between(1, 12),
            _ => self.chance.between(1, 5),
        };
        let discount = self.chance.between(88, 100);
        let yuan = price * pieces * discount / 100;
        // About what a unit of each currency costs; the demo is no bank.
        let units = match account.currency {
            "CNY" => yuan,
            "AUD" => yuan / 5,
            "USD" => yuan / 7,
            "EUR" => yuan / 8,
            _ => yuan / 9,
        };
        money(units / 100 * 100, account.currency)
    }

    fn closed(&mut self, account: &Account, deal: &Deal, days: i64) -> serde_json::Value {
        let took = self.chance.between(20, 140);
        let lost = deal.stage == "lost";
        json!({
            "engaged_on": self.calendar.workday(days - took).to_string(),
            "expected_close": self.calendar.workday(days + self.chance.between(-10, 20)).to_string(),
            "closed_on": self.calendar.workday(days).min(self.calendar.day(0)).to_string(),
            "forecast_category": if lost { "omitted" } else { "closed" },
            "lost_reason": lost.then(|| self.chance.weighted(&[("price", 30), ("competitor", 26), ("budget", 16), ("timing", 12), ("product", 8), ("no_decision", 8)])),
            "lost_note": lost.then(|| self.chance.pick(talk::LOST.of(account.english)).0),
        })
    }

    /// An open deal; those far along came through the stage before.
    fn open(&mut self, account: &Account, deal: &Deal, mut fields: serde_json::Value) -> New {
        let (ahead, forecast, before) = match deal.stage {
            "prospecting" => ((30, 200), "pipeline", None),
            "qualification" => ((20, 160), "pipeline", None),
            "engaging" => ((10, 130), "best_case", Some("qualification")),
            "proposal" => ((5, 90), "best_case", Some("engaging")),
            _ => ((1, 45), "commit", Some("proposal")),
        };
        // Some should have been decided by now.
        let days = if self.chance.percent(9) {
            -self.chance.between(1, 25)
        } else {
            self.chance.between(ahead.0, ahead.1)
        };
        let dates = json!({
            "engaged_on": self.calendar.workday(-self.chance.between(5, 120)).to_string(),
            "expected_close": self.calendar.workday(days).to_string(),
            "forecast_category": forecast,
            "next_step": self.chance.pick(talk::NEXT_STEPS.of(account.english)).0,
        });
        merge(&mut fields, dates);
        match before {
            Some(before) => {
                merge(&mut fields, json!({"stage": before}));
                New::by(account.owner, fields).then(json!({"stage": deal.stage}))
            }
            None => New::by(account.owner, fields),
        }
    }
}

fn title(account: &Account, product: usize, kind: &str) -> String {
    let product = products::name_of(product, account.english);
    let what = match (kind, account.english) {
        ("renewal", false) => "续约",
        ("upsell", false) => "增购",
        ("maintenance", false) => "维保",
        (_, false) => "项目",
        ("renewal", true) => "renewal",
        ("upsell", true) => "expansion",
        ("maintenance", true) => "maintenance",
        (_, true) => "project",
    };
    if account.english {
        format!("{}: {product} {what}", account.short)
    } else {
        format!("{} {product} {what}", account.short)
    }
}
