//! Tasks, calls, meetings, notes and visits about accounts, contacts, leads and deals.

use model::RecordId;
use serde_json::{Value as Json, json};

use super::calendar::Calendar;
use super::chance::Chance;
use super::companies::{Account, merge};
use super::contacts::{Contact, Lead};
use super::deals::Deal;
use super::fill::New;
use super::staff::Person;
use super::words::talk::{self, Talk};
use super::{companies, products};

/// The kinds and how many there are of each.
pub(crate) const KINDS: [(&str, usize); 5] =
    [("task", 820), ("call", 700), ("meeting", 340), ("note", 800), ("visit", 340)];
/// Days of history.
const HISTORY_DAYS: i64 = 300;

/// What activities are drawn from.
pub(crate) struct Activities<'a> {
    pub(crate) chance: &'a mut Chance,
    pub(crate) calendar: &'a Calendar,
    pub(crate) staff: &'a [Person],
    pub(crate) accounts: &'a [Account],
    pub(crate) contacts: &'a [Contact],
    pub(crate) leads: &'a [Lead],
    pub(crate) deals: &'a [Deal],
}

/// What an activity is about, and who does it.
struct About {
    object: &'static str,
    id: Option<RecordId>,
    /// The contact it is with, and their number.
    contact: Option<(Option<RecordId>, String)>,
    company: String,
    person: String,
    product: &'static str,
    place: String,
    english: bool,
    by: usize,
    /// The last day something happened, in days from today: a closed deal is not worked on any more.
    until: i64,
}

/// An activity's words.
struct Said {
    subject: String,
    text: String,
}

impl Activities<'_> {
    /// Draws so many of a kind.
    pub(crate) fn draw(&mut self, kind: &str, count: usize) -> Vec<New> {
        (0..count).filter_map(|_| self.activity(kind)).collect()
    }

    fn activity(&mut self, kind: &str) -> Option<New> {
        let about = self.about(kind)?;
        let mut fields = json!({
            "about": {"object": about.object, "id": about.id},
            "contact": about.contact.as_ref().and_then(|(id, _)| *id),
        });
        let more = match kind {
            "task" => self.task(&about),
            "call" => self.call(&about),
            "meeting" => self.meeting(&about),
            "note" => self.note(&about),
            _ => self.visit(&about),
        };
        merge(&mut fields, more);
        Some(New::by(about.by, fields))
    }

    fn about(&mut self, kind: &str) -> Option<About> {
        let wanted =
            self.chance.weighted(&[("opportunity", 48), ("account", 28), ("contact", 12), ("lead", 12)]);
        match wanted {
            "opportunity" => self.about_deal(),
            "lead" if kind != "visit" => self.about_lead(),
            "contact" => {
                let at = self.chance.below(self.contacts.len());
                let contact = self.contacts.get(at)?;
                let mut about = self.about_account(contact.account, Some(contact))?;
                about.object = "contact";
                about.id = contact.id;
                Some(about)
            }
            _ => {
                let at = self.chance.below(self.accounts.len());
                let contact = self.contacts.iter().find(|contact| contact.account == at);
                let mut about = self.about_account(at, contact)?;
                if matches!(kind, "call" | "note") && self.chance.percent(18) {
                    about.by = self.service();
                }
                Some(about)
            }
        }
    }

    /// Somebody of the service desk.
    fn service(&mut self) -> usize {
        let agents: Vec<usize> = self
            .staff
            .iter()
            .enumerate()
            .filter(|(_, person)| person.role == "service_agent")
            .map(|(at, _)| at)
            .collect();
        self.chance.pick(&agents)
    }

    fn about_account(&mut self, at: usize, contact: Option<&Contact>) -> Option<About> {
        let account = self.accounts.get(at)?;
        let product = self.chance.below(products::COUNT);
        Some(About {
            object: "account",
            id: account.id,
            contact: contact.map(|contact| (contact.id, contact.mobile.clone())),
            company: account.short.clone(),
            person: contact.map_or_else(|| account.short.clone(), |contact| contact.name.clone()),
            product: products::name_of(product, account.english),
            place: account.place.clone(),
            english: account.english,
            by: account.owner,
            until: 0,
        })
    }

    /// Three of four times an open deal.
    fn about_deal(&mut self) -> Option<About> {
        let mut deal = self.deals.get(self.chance.below(self.deals.len()))?;
        if deal.closed.is_some() && self.chance.percent(60) {
            let open: Vec<usize> = self
                .deals
                .iter()
                .enumerate()
                .filter(|(_, deal)| deal.closed.is_none())
                .map(|(at, _)| at)
                .collect();
            deal = self.deals.get(self.chance.pick(&open))?;
        }
        let contact = deal.contact.and_then(|at| self.contacts.get(at));
        let mut about = self.about_account(deal.account, contact)?;
        about.object = "opportunity";
        about.id = deal.id;
        about.product = products::name_of(deal.product, about.english);
        about.until = deal.closed.unwrap_or(0);
        Some(about)
    }

    fn about_lead(&mut self) -> Option<About> {
        let lead = self.leads.get(self.chance.below(self.leads.len()))?;
        let product = self.chance.below(products::COUNT);
        Some(About {
            object: "lead",
            id: lead.id,
            contact: None,
            company: lead.company.clone(),
            person: lead.name.clone(),
            product: products::name_of(product, lead.english),
            place: String::new(),
            english: lead.english,
            by: lead.owner,
            until: 0,
        })
    }

    fn said(&mut self, talk: &Talk, about: &About) -> Said {
        let (subject, text) = self.chance.pick(talk.of(about.english));
        let put = |line: &str| {
            line.replace("{c}", &about.company).replace("{p}", about.product).replace("{n}", &about.person)
        };
        Said { subject: put(subject), text: put(text) }
    }

    /// A day on which something happened, more of them lately.
    fn past(&mut self, about: &About) -> i64 {
        let reach = if self.chance.percent(45) { 30 } else { HISTORY_DAYS };
        about.until - self.chance.between(1, reach)
    }

    fn hours(&mut self) -> i64 {
        self.chance.between(9 * 4, 18 * 4) * 15
    }

    /// Done, overdue, due today, or to come.
    fn task(&mut self, about: &About) -> Json {
        let said = self.said(&talk::TASKS, about);
        let when = if about.until < 0 {
            "done"
        } else {
            self.chance.weighted(&[("done", 46), ("late", 14), ("today", 12), ("ahead", 28)])
        };
        let days = match when {
            "done" => self.past(about),
            "late" => -self.chance.between(1, 20),
            "today" => 0,
            _ => self.chance.between(1, 30),
        };
        let day = if when == "today" { self.calendar.day(0) } else { self.calendar.workday(days) };
        let due = self.hours();
        let status = match when {
            "done" => self.chance.weighted(&[("done", 93), ("cancelled", 7)]),
            _ => self.chance.weighted(&[("open", 60), ("working", 28), ("waiting", 12)]),
        };
        let done =
            (status == "done").then(|| self.calendar.instant(day, (due - self.chance.between(5, 90)).max(0)));
        json!({
            "subject": said.subject,
            "body": said.text,
            "status": status,
            "priority": self.chance.weighted(&[("low", 12), ("normal", 56), ("high", 24), ("urgent", 8)]),
            "start_on": self.calendar.workday(days - 3).to_string(),
            "due_at": self.calendar.instant(day, due),
            "done_at": done,
        })
    }

    fn call(&mut self, about: &About) -> Json {
        let said = self.said(&talk::CALLS, about);
        let days = self.past(about);
        let start = self.hours();
        let status = self.chance.weighted(&[("answered", 78), ("missed", 14), ("busy", 6), ("failed", 2)]);
        let answered = status == "answered";
        json!({
            "subject": said.subject,
            "direction": self.chance.weighted(&[("outbound", 72), ("inbound", 28)]),
            "phone": about.contact.as_ref().map(|(_, mobile)| mobile),
            "status": status,
            "started_at": self.calendar.instant(self.calendar.workday(days), start),
            "duration_secs": if answered { self.chance.between(40, 2_400) } else { 0 },
            "result": answered.then(|| self.chance.weighted(&[("interested", 40), ("follow_up", 36), ("not_interested", 12), ("wrong_person", 4), ("other", 8)])),
            "summary": answered.then_some(said.text),
        })
    }

    fn meeting(&mut self, about: &About) -> Json {
        let said = self.said(&talk::MEETINGS, about);
        let ahead = about.until == 0 && self.chance.percent(35);
        let days = if ahead { self.chance.between(0, 28) } else { self.past(about) };
        let (day, start) = (self.calendar.workday(days), self.hours());
        let ends = start + self.chance.pick(&[30, 60, 90, 120]);
        let status = if ahead { "planned" } else { self.chance.weighted(&[("held", 90), ("cancelled", 10)]) };
        let online = self.chance.percent(40) || about.place.is_empty();
        let room = if about.english { "Meeting room 2" } else { "三楼会议室" };
        json!({
            "subject": said.subject,
            "agenda": said.text,
            "status": status,
            "starts_at": self.calendar.instant(day, start),
            "ends_at": self.calendar.instant(day, ends),
            "place": if online { None } else { Some(format!("{} {room}", about.company)) },
            "join_url": online.then(|| format!("https://meet.example/{}", self.chance.between(100_000, 999_999))),
            "participants": about.person,
        })
    }

    fn note(&mut self, about: &About) -> Json {
        let said = self.said(&talk::NOTES, about);
        json!({
            "subject": format!("{}: {}", about.company, said.subject),
            "body": said.text,
            "method": self.chance.weighted(&[("call", 28), ("wechat", if about.english { 0 } else { 28 }), ("visit", 18), ("email", 16), ("meeting", 14)]),
            "pinned": self.chance.percent(4),
        })
    }

    fn visit(&mut self, about: &About) -> Json {
        let said = self.said(&talk::VISITS, about);
        let ahead = about.until == 0 && self.chance.percent(30);
        let days = if ahead { self.chance.between(0, 21) } else { self.past(about) };
        let (day, start) = (self.calendar.workday(days), self.hours());
        let status = if ahead { "planned" } else { self.chance.weighted(&[("done", 92), ("cancelled", 8)]) };
        let (done, stay) = (status == "done", self.chance.between(40, 200));
        json!({
            "subject": said.subject,
            "type": self.chance.weighted(&[("first", 18), ("follow_up", 50), ("delivery", 14), ("service", 18)]),
            "status": status,
            "planned_at": self.calendar.instant(day, start),
            "check_in_at": done.then(|| self.calendar.instant(day, start)),
            "check_out_at": done.then(|| self.calendar.instant(day, start + stay)),
            "place": about.place,
            "result": done.then(|| self.chance.weighted(&[("good", 46), ("neutral", 38), ("poor", 10), ("not_met", 6)])),
            "summary": done.then_some(said.text),
        })
    }
}

/// Draws the machines that stand at customers: records of the object the demo company made itself.
pub(crate) fn machines(
    chance: &mut Chance,
    calendar: &Calendar,
    accounts: &[Account],
    count: usize,
) -> Vec<New> {
    let customers: Vec<usize> =
        accounts.iter().enumerate().filter(|(_, account)| account.customer).map(|(at, _)| at).collect();
    let made = (0..count).filter_map(|n| {
        let account = accounts.get(chance.pick(&customers))?;
        let product = chance.between(0, 19);
        let product = usize::try_from(product).unwrap_or(0);
        let installed = -chance.between(30, 1_400);
        let name = format!("{} {}", account.short, products::name_of(product, account.english));
        let price = products::price_of(product);
        let fields = json!({
            "name": name,
            "c_account": account.id,
            "c_serial": format!("SB{}{:05}", calendar.day(installed).year() - 2_000, n + 1),
            "c_status": chance.weighted(&[("running", 82), ("service", 12), ("stopped", 6)]),
            "c_price": companies::money(price * chance.between(90, 100) / 100, "CNY"),
            "c_installed_on": calendar.workday(installed).to_string(),
            "c_warranty_until": calendar.day(installed + 730).to_string(),
        });
        Some(New::by(account.owner, fields))
    });
    made.collect()
}
