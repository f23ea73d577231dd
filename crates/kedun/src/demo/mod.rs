//! A lively bilingual demo company: 星桥智造 Starbridge Automation, which sells robots, cameras and software to factories.
//!
//! The same seed and the same day give the same company, but for ids and passwords. Everything goes the way of
//! everyone: people are invited and accept, records are made through `records` by the principal `system:demo` or
//! on behalf of who owns them, and the log tells of each.
//!
//! Not here: the command line (`commands/demo.rs`), anything that writes around the rooms below.

mod activities;
mod calendar;
mod chance;
mod companies;
mod contacts;
mod deals;
mod fill;
mod made_by_company;
mod products;
mod staff;
mod words;

use access::{Principal, SystemName};
use anyhow::Context as _;
use identity::Acting;
use model::{Locale, RecordId, UserId};
use records::ListRequest;
use server::House;

use crate::commands::progress;

use self::activities::{Activities, KINDS};
use self::calendar::Calendar;
use self::chance::Chance;
use self::companies::{Account, Companies};
use self::deals::Deals;
use self::fill::{Filler, New};
use self::staff::Person;

/// The company's name.
pub(crate) const COMPANY: &str = "星桥智造 Starbridge Automation";
/// The administrator's address when none is given.
pub(crate) const ADMINISTRATOR: &str = "admin@demo.kedun.example";

const MACHINES: usize = 120;

/// What was made.
pub(crate) struct Filled {
    /// How many records of each object.
    pub(crate) counts: Vec<(String, usize)>,
    pub(crate) views: usize,
    /// Everybody: address, name, role.
    pub(crate) people: Vec<(String, &'static str, &'static str)>,
}

/// The object of which there are records already, if there is one; a demo never mixes with somebody's data.
pub(crate) async fn occupied(house: &House) -> anyhow::Result<Option<String>> {
    let system = system(house);
    let request = ListRequest { limit: Some(1), ..ListRequest::default() };
    for object in house.records.metadata().objects() {
        let page = house.records.list(&system, object.name.as_str(), &request, |page| page).await?;
        if !page.items.is_empty() {
            return Ok(Some(object.plural.en.clone()));
        }
    }
    let taken: Vec<String> = staff::addresses().collect();
    let known = house.identity.directory();
    let mut emails = known.users().filter_map(|user| house.identity.profile(user.id)?.email.clone());
    Ok(emails.any(|email| taken.contains(&email)).then(|| "People of the demo".to_owned()))
}

/// Fills the house on behalf of that administrator; everybody gets the password.
pub(crate) async fn fill(
    house: &House,
    administrator: UserId,
    password: &str,
    seed: u64,
) -> anyhow::Result<Filled> {
    let principal = Principal::on_behalf(&house.identity.directory(), administrator);
    let principal = principal.context("the administrator is not there")?;
    let acting = Acting { principal: principal.clone(), session: None, address: None };
    let people = staff::hire(house, &acting, password).await?;
    progress(format!("同事 Colleagues: {}", people.len()));
    made_by_company::machine_object(house, &staff::caller(principal, Locale::Zh)).await?;
    let mut filler = Filler {
        records: &house.records,
        system: system(house),
        staff: people.iter().map(|person| person.caller.clone()).collect(),
        counts: Vec::new(),
    };
    let calendar = Calendar::at(house.clock.now(), staff::ZONE);
    records(&mut filler, &people, &calendar, &mut Chance::new(seed)).await?;
    let head = people.first().context("there is no head of sales")?;
    let views = made_by_company::views(house, head.id).await?;
    let counts = std::mem::take(&mut filler.counts);
    let people = people.into_iter().map(|person| (person.email, person.name, person.role)).collect();
    Ok(Filled { counts, views, people })
}

/// The records, those first that others hang off.
async fn records(
    filler: &mut Filler<'_>,
    people: &[Person],
    calendar: &Calendar,
    chance: &mut Chance,
) -> anyhow::Result<()> {
    let products = filler.fill("product", products::products()).await?;
    let accounts = accounts(filler, people, calendar, chance).await?;

    let (mut contacts, news) = split(contacts::contacts(chance, calendar, &accounts));
    identify(&mut contacts, filler.fill("contact", news).await?, |contact, id| contact.id = Some(id));
    let (mut leads, news) = split(contacts::leads(chance, calendar, people, &products));
    identify(&mut leads, filler.fill("lead", news).await?, |lead, id| lead.id = Some(id));

    let mut drawn = Deals { chance, calendar, accounts: &accounts, contacts: &contacts, products: &products };
    let (mut deals, news) = split(drawn.draw());
    identify(&mut deals, filler.fill("opportunity", news).await?, |deal, id| deal.id = Some(id));
    let machines = activities::machines(chance, calendar, &accounts, MACHINES);
    filler.fill(made_by_company::MACHINE, machines).await?;

    let (accounts, contacts, leads, deals) = (&accounts, &contacts, &leads, &deals);
    let mut activities = Activities { chance, calendar, staff: people, accounts, contacts, leads, deals };
    for (kind, count) in KINDS {
        let news = activities.draw(kind, count);
        filler.fill(kind, news).await?;
    }
    Ok(())
}

async fn accounts(
    filler: &mut Filler<'_>,
    people: &[Person],
    calendar: &Calendar,
    chance: &mut Chance,
) -> anyhow::Result<Vec<Account>> {
    let mut companies = Companies::new(chance, calendar, people);
    let (mut accounts, news) = split(companies.independent());
    identify(&mut accounts, filler.fill("account", news).await?, |account, id| account.id = Some(id));
    let (mut subsidiaries, news) = split(companies.subsidiaries(&accounts));
    identify(&mut subsidiaries, filler.fill("account", news).await?, |account, id| account.id = Some(id));
    accounts.append(&mut subsidiaries);
    Ok(accounts)
}

fn split<T>(drawn: Vec<(T, New)>) -> (Vec<T>, Vec<New>) {
    drawn.into_iter().unzip()
}

/// Tells what was drawn which ids it got.
fn identify<T>(drawn: &mut [T], ids: Vec<RecordId>, mut tell: impl FnMut(&mut T, RecordId)) {
    drawn.iter_mut().zip(ids).for_each(|(item, id)| tell(item, id));
}

fn system(house: &House) -> records::Caller {
    staff::caller(house.identity.system_principal(SystemName::Demo), Locale::Zh)
}
