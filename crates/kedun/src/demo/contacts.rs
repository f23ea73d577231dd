//! Contacts at the accounts, and leads that are nobody's customer yet.

use model::RecordId;
use serde_json::json;

use super::calendar::Calendar;
use super::chance::Chance;
use super::companies::{Account, merge, money, number};
use super::fill::New;
use super::staff::Person;
use super::words::companies::{ABROAD, BRANDS, BUSINESSES};
use super::words::people::{FAMILY, FIRST, GIVEN, HOBBIES, LAST, TITLES};
use super::words::{places, talk};

/// So many contacts and leads there are.
pub(crate) const CONTACTS: usize = 900;
pub(crate) const LEADS: usize = 250;

/// A contact, as far as deals and activities must know it.
#[derive(Clone, Default)]
pub(crate) struct Contact {
    pub(crate) id: Option<RecordId>,
    pub(crate) name: String,
    pub(crate) mobile: String,
    pub(crate) account: usize,
}

/// A lead, as far as activities must know it.
#[derive(Clone, Default)]
pub(crate) struct Lead {
    pub(crate) id: Option<RecordId>,
    pub(crate) name: String,
    pub(crate) company: String,
    pub(crate) english: bool,
    pub(crate) owner: usize,
}

/// Somebody's name, address and number.
struct Somebody {
    name: String,
    english_name: Option<String>,
    local: String,
    salutation: &'static str,
    mobile: String,
}

fn somebody(chance: &mut Chance, english: bool, dial: &(String, usize)) -> Somebody {
    if english {
        let ((first, salutation), last) = (chance.pick(&FIRST), chance.pick(&LAST));
        let local = format!("{}.{}", first, last.replace('ü', "ue")).to_lowercase();
        let mobile = number(chance, dial);
        return Somebody { name: format!("{first} {last}"), english_name: None, local, salutation, mobile };
    }
    let ((family, family_latin), (given, given_latin, salutation)) =
        (chance.pick(&FAMILY), chance.pick(&GIVEN));
    let prefix = chance.pick(&["130", "135", "136", "138", "139", "150", "158", "176", "186", "189"]);
    let english_name =
        chance.percent(12).then(|| format!("{} {}", capital(given_latin), capital(family_latin)));
    Somebody {
        name: format!("{family}{given}"),
        english_name,
        local: format!("{given_latin}.{family_latin}"),
        salutation,
        mobile: number(chance, &(format!("{prefix}0000"), 4)),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Draws the contacts: at least one for every account, more for some.
pub(crate) fn contacts(
    chance: &mut Chance,
    calendar: &Calendar,
    accounts: &[Account],
) -> Vec<(Contact, New)> {
    let mut made = Vec::with_capacity(CONTACTS);
    for n in 0..CONTACTS {
        let (at, first) = if n < accounts.len() { (n, true) } else { (chance.below(accounts.len()), false) };
        let Some(account) = accounts.get(at) else { continue };
        made.push(contact(chance, calendar, (at, account), first));
    }
    made
}

fn contact(
    chance: &mut Chance,
    calendar: &Calendar,
    (at, account): (usize, &Account),
    first: bool,
) -> (Contact, New) {
    let who = somebody(chance, account.english, &account.dial);
    let (title_zh, title_en, department_zh, department_en, role) = chance.pick(&TITLES);
    let (title, department) =
        if account.english { (title_en, department_en) } else { (title_zh, department_zh) };
    let known_well = chance.percent(30);
    let birthday = known_well.then(|| {
        let years = chance.between(26, 58);
        calendar.day(-years * 365 - chance.between(0, 364)).to_string()
    });
    let fields = json!({
        "name": who.name,
        "english_name": who.english_name,
        "salutation": who.salutation,
        "account": account.id,
        "title": title,
        "department": department,
        "decision_role": role,
        "attitude": chance.percent(60).then(|| chance.weighted(&[("supportive", 50), ("neutral", 40), ("opposed", 10)])),
        "mobile": who.mobile,
        "phone": chance.percent(40).then(|| number(chance, &account.dial)),
        "email": format!("{}{}@{}", who.local, if first { String::new() } else { chance.below(90).to_string() }, account.domain),
        "wechat": (!account.english && chance.percent(55)).then(|| format!("wx_{}{}", who.local.replace('.', ""), chance.below(1_000))),
        "birthday": birthday,
        "hobbies": known_well.then(|| chance.pick(&HOBBIES)),
        "preferred_channel": if account.english { chance.pick(&["email", "phone"]) } else { chance.weighted(&[("wechat", 55), ("phone", 30), ("visit", 15)]) },
        "language": if account.english { "en" } else { "zh" },
        "is_primary": first,
        "do_not_call": chance.percent(4),
        "active": !chance.percent(3),
    });
    let contact = Contact { id: None, name: who.name, mobile: who.mobile, account: at };
    (contact, New::by(account.owner, fields))
}

/// Draws the leads: brought in by marketing, most of them handed to sales.
pub(crate) fn leads(
    chance: &mut Chance,
    calendar: &Calendar,
    staff: &[Person],
    products: &[RecordId],
) -> Vec<(Lead, New)> {
    let of_role = |role: &str| -> Vec<usize> {
        staff.iter().enumerate().filter(|(_, person)| person.role == role).map(|(at, _)| at).collect()
    };
    let (marketing, sellers) = (of_role("marketing"), of_role("sales_rep"));
    let (abroad, home): (Vec<usize>, Vec<usize>) = sellers
        .iter()
        .partition(|at| staff.get(**at).is_some_and(|person| person.team.contains("International")));
    let mut made = Vec::with_capacity(LEADS);
    for _ in 0..LEADS {
        let english = chance.percent(14);
        let maker = chance.pick(&marketing);
        let status = chance.weighted(&[
            ("new", 30),
            ("working", 30),
            ("nurturing", 14),
            ("converted", 12),
            ("invalid", 10),
            ("returned", 4),
        ]);
        let seller = chance.pick(if english { &abroad } else { &home });
        let owner = if status == "new" && chance.percent(60) { maker } else { seller };
        made.push(lead(chance, calendar, staff, (maker, owner), (english, status), products));
    }
    made
}

fn lead(
    chance: &mut Chance,
    calendar: &Calendar,
    staff: &[Person],
    (maker, owner): (usize, usize),
    (english, status): (bool, &'static str),
    products: &[RecordId],
) -> (Lead, New) {
    let (company, dial, domain) = lead_company(chance, english);
    let who = somebody(chance, english, &dial);
    let (title_zh, title_en, ..) = chance.pick(&TITLES);
    let (need, _) = chance.pick(talk::NEEDS.of(english));
    let (source, source_detail) = chance.pick(&talk::ORIGINS);
    let at_product = chance.below(super::products::COUNT);
    let product_name = super::products::name_of(at_product, english);
    let hot = chance.weighted(&[("hot", 20), ("warm", 45), ("cold", 35)]);
    let score = match hot {
        "hot" => chance.between(70, 98),
        "warm" => chance.between(40, 75),
        _ => chance.between(5, 45),
    };
    let mut fields = json!({
        "name": who.name,
        "company": company,
        "title": if english { title_en } else { title_zh },
        "owner": staff.get(owner).map(|person| person.id),
        "mobile": who.mobile,
        "email": chance.percent(75).then(|| format!("{}@{domain}", who.local)),
        "industry": chance.pick(&BUSINESSES).0,
        "employees": chance.between(2, 300) * 10,
        "status": status,
        "rating": hot,
        "score": score,
        "need": need.replace("{p}", product_name),
        "source": source,
        "source_detail": source_detail,
    });
    let wanted = chance.percent(60);
    merge(
        &mut fields,
        json!({
            "product": products.get(at_product).filter(|_| wanted),
            "budget": wanted.then(|| money(chance.between(2, 80) * 10_000, if english { "EUR" } else { "CNY" })),
            "expected_on": wanted.then(|| calendar.workday(chance.between(10, 180)).to_string()),
            "invalid_reason": (status == "invalid").then(|| chance.pick(&["dead_number", "no_need", "duplicate", "budget"])),
            "tags": chance.percent(20).then(|| [chance.pick(&["展会", "官网", "白皮书", "Webinar"])]),
        }),
    );
    (Lead { id: None, name: who.name, company, english, owner }, New::by(maker, fields))
}

/// The company of a lead: name, how its numbers begin, domain.
fn lead_company(chance: &mut Chance, english: bool) -> (String, (String, usize), String) {
    if english {
        let (first, place) = (chance.pick(&ABROAD), chance.pick(&places::ABROAD));
        let (.., words) = chance.pick(&BUSINESSES);
        let domain = format!("{}-group.example", first.to_lowercase().replace(" & ", "-").replace(' ', "-"));
        let name = format!("{first} {} {}", chance.pick(words), place.ending);
        return (name, (place.dial.0.to_owned(), place.dial.1), domain);
    }
    let (_, cities) = chance.pick(&places::OF_TEAM);
    let (city, (brand, latin), (_, words, _)) =
        (chance.pick(cities), chance.pick(&BRANDS), chance.pick(&BUSINESSES));
    let name = format!("{}{brand}{}有限公司", city.name, chance.pick(words));
    (name, (format!("{}-5550", city.dial), 4), format!("{latin}-lead.example"))
}
