//! Accounts: companies at home and abroad, groups with their subsidiaries.

use std::collections::BTreeSet;

use model::RecordId;
use serde_json::{Value as Json, json};

use super::calendar::Calendar;
use super::chance::Chance;
use super::fill::New;
use super::staff::Person;
use super::words::companies::{ABROAD, BRANDS, BUSINESSES, REMARKS, TAGS};
use super::words::people::{FAMILY, GIVEN};
use super::words::places::{self, Abroad, City};

/// Groups with subsidiaries; accounts without; subsidiaries.
const GROUPS: usize = 24;
const ALONE: usize = 336;
const SUBSIDIARIES: usize = 40;
/// Of a hundred accounts so many are abroad.
const ABROAD_PERCENT: usize = 15;

/// An account, as far as what hangs off it must know it.
#[derive(Clone, Default)]
pub(crate) struct Account {
    pub(crate) id: Option<RecordId>,
    pub(crate) short: String,
    pub(crate) domain: String,
    pub(crate) english: bool,
    pub(crate) owner: usize,
    pub(crate) customer: bool,
    pub(crate) currency: &'static str,
    pub(crate) place: String,
    /// What its people's fixed numbers begin with and how many digits follow.
    pub(crate) dial: (String, usize),
}

/// Draws accounts.
pub(crate) struct Companies<'a> {
    pub(crate) chance: &'a mut Chance,
    pub(crate) calendar: &'a Calendar,
    pub(crate) staff: &'a [Person],
    names: BTreeSet<String>,
    domains: BTreeSet<String>,
    sellers: Vec<(usize, &'static str)>,
}

/// Where a company is: at home or abroad.
enum Place {
    Home(City),
    Away(Abroad),
}

/// A company's name, before anything else about it.
struct Named {
    name: String,
    short: String,
    latin: String,
    industry: &'static str,
}

impl<'a> Companies<'a> {
    pub(crate) fn new(chance: &'a mut Chance, calendar: &'a Calendar, staff: &'a [Person]) -> Self {
        let sells = |person: &Person| {
            matches!(person.role, "sales_rep" | "sales_manager") && person.team != "销售中心"
        };
        let sellers = staff
            .iter()
            .enumerate()
            .filter(|(_, person)| sells(person))
            .map(|(at, person)| (at, person.team));
        let sellers = sellers.collect();
        Self { chance, calendar, staff, names: BTreeSet::new(), domains: BTreeSet::new(), sellers }
    }

    /// The accounts that are nobody's subsidiary.
    pub(crate) fn independent(&mut self) -> Vec<(Account, New)> {
        let groups: Vec<_> = (0..GROUPS).map(|_| self.company(true)).collect();
        groups.into_iter().chain((0..ALONE).map(|_| self.company(false))).collect()
    }

    /// Subsidiaries of the groups, which stand first among the accounts.
    pub(crate) fn subsidiaries(&mut self, accounts: &[Account]) -> Vec<(Account, New)> {
        let groups = accounts.get(..GROUPS).unwrap_or_default();
        let mut made = Vec::with_capacity(SUBSIDIARIES);
        while made.len() < SUBSIDIARIES && !groups.is_empty() {
            let at = self.chance.below(groups.len());
            let Some(group) = groups.get(at) else { continue };
            made.push(self.subsidiary(group));
        }
        made
    }

    fn company(&mut self, group: bool) -> (Account, New) {
        let away = !group && self.chance.percent(ABROAD_PERCENT);
        let (owner, place) = if away { self.away() } else { self.home() };
        let named = self.named(&place, group);
        self.account(owner, &place, named, None)
    }

    fn subsidiary(&mut self, group: &Account) -> (Account, New) {
        let (_, place) = self.home();
        let Place::Home(city) = &place else { return self.company(false) };
        let mut named = self.named(&place, false);
        named.short = format!("{}{}", group.short, city.name);
        let name = format!("{}（{}）{}", group.short, city.name, business(self.chance, named.industry));
        named.name = self.unique(&format!("{name}有限公司"));
        self.account(group.owner, &place, named, group.id)
    }

    /// A seller at home, and a city of the seller's team.
    fn home(&mut self) -> (usize, Place) {
        let (team, cities) = self.chance.pick(&places::OF_TEAM);
        let city = self.chance.pick(cities);
        let team_mates: Vec<usize> = self.of_team(team);
        // One in twelve belongs to the manager of a region, who is in no city's team.
        let region = match team {
            "上海团队" | "杭州团队" => "华东大区",
            "深圳团队" | "广州团队" => "华南大区",
            _ => "华北大区",
        };
        let above = self.of_team(region);
        let owner =
            if self.chance.percent(8) { self.chance.pick(&above) } else { self.chance.pick(&team_mates) };
        (owner, Place::Home(city))
    }

    fn away(&mut self) -> (usize, Place) {
        let team = self.of_team("国际业务 International");
        (self.chance.pick(&team), Place::Away(self.chance.pick(&places::ABROAD)))
    }

    fn of_team(&self, wanted: &str) -> Vec<usize> {
        self.sellers.iter().filter(|(_, team)| *team == wanted).map(|(at, _)| *at).collect()
    }

    fn named(&mut self, place: &Place, group: bool) -> Named {
        let (industry, _, english) = self.chance.pick(&BUSINESSES);
        match place {
            Place::Home(city) => {
                let (brand, latin) = self.chance.pick(&BRANDS);
                let words =
                    if group { "集团".to_owned() } else { business(self.chance, industry).to_owned() };
                let name = self.unique(&format!("{}{brand}{words}有限公司", city.name));
                let place = city.dial.trim_start_matches('0');
                Named { name, short: brand.into(), latin: format!("{latin}-{place}"), industry }
            }
            Place::Away(place) => {
                let first = self.chance.pick(&ABROAD);
                let business = self.chance.pick(english);
                let name = self.unique(&format!("{first} {business} {}", place.ending));
                let latin = first.to_lowercase().replace(" & ", "-").replace(' ', "-");
                Named { name, short: first.into(), latin, industry }
            }
        }
    }

    /// A name nobody has yet.
    fn unique(&mut self, name: &str) -> String {
        let mut name = name.to_owned();
        for round in ["", "第一", "第二", "第三", "第四", "第五", "第六"] {
            let tried = match name.strip_suffix("有限公司") {
                Some(front) if !round.is_empty() => format!("{front}{round}有限公司"),
                _ if round.is_empty() => name.clone(),
                _ => format!("{name} ({})", self.names.len()),
            };
            if self.names.insert(tried.clone()) {
                return tried;
            }
        }
        name = format!("{name} {}", self.names.len());
        self.names.insert(name.clone());
        name
    }

    fn domain(&mut self, latin: &str) -> String {
        let mut domain = format!("{latin}.example");
        while !self.domains.insert(domain.clone()) {
            domain = format!("{latin}{}.example", self.domains.len());
        }
        domain
    }

    fn account(
        &mut self,
        owner: usize,
        place: &Place,
        named: Named,
        parent: Option<RecordId>,
    ) -> (Account, New) {
        let domain = self.domain(&named.latin);
        let customer = self.chance.percent(45);
        let (english, dial, currency) = match place {
            Place::Home(city) => (false, (format!("{}-5550", city.dial), 4), "CNY"),
            Place::Away(place) => (true, (place.dial.0.to_owned(), place.dial.1), place.currency),
        };
        let phone = number(self.chance, &dial);
        let mut fields = json!({
            "name": named.name,
            "short_name": named.short,
            "industry": named.industry,
            "parent": parent,
            "owner": self.staff.get(owner).map(|person| person.id),
            "website": format!("https://www.{domain}"),
            "email": format!("{}@{domain}", if english { "office" } else { "info" }),
            "phone": phone,
            "employees": round(self.chance.between(12, 90) * self.chance.between(1, 60)),
            "founded_year": self.calendar.year() - self.chance.between(2, 38),
            "level": self.chance.weighted(&[("a", 8), ("b", 24), ("c", 52), ("d", 16)]),
            "source": self.chance.weighted(&[("web", 20), ("event", 22), ("referral", 24), ("visit", 14), ("partner", 10), ("ad", 6), ("call", 4)]),
        });
        merge(&mut fields, self.standing(customer, currency));
        merge(&mut fields, self.whereabouts(place));
        if !english {
            merge(&mut fields, self.registration(place));
        }
        let account = Account {
            id: None,
            short: named.short,
            domain,
            english,
            owner,
            customer,
            currency,
            place: where_it_is(place),
            dial,
        };
        (account, New::by_system(fields))
    }

    /// How far the business with them has come.
    fn standing(&mut self, customer: bool, currency: &str) -> Json {
        let (kind, lifecycle) = if customer {
            ("customer", self.chance.weighted(&[("won", 76), ("dormant", 15), ("lost", 9)]))
        } else {
            let kind = self.chance.weighted(&[("prospect", 90), ("partner", 8), ("competitor", 2)]);
            (kind, self.chance.weighted(&[("new", 34), ("working", 56), ("lost", 10)]))
        };
        let revenue = self.chance.between(3, 900) * 1_000_000;
        let limit = customer.then(|| money(self.chance.between(2, 40) * 50_000, currency));
        let tags = self.chance.percent(35).then(|| [self.chance.pick(&TAGS), self.chance.pick(&TAGS)]);
        json!({
            "type": kind,
            "lifecycle": lifecycle,
            "annual_revenue": money(revenue, currency),
            "credit_limit": limit,
            "credit_grade": customer.then(|| self.chance.weighted(&[("good", 70), ("fair", 22), ("poor", 8)])),
            "payment_days": customer.then(|| self.chance.pick(&[30, 45, 60, 90])),
            "tags": tags,
        })
    }

    fn whereabouts(&mut self, place: &Place) -> Json {
        let number = self.chance.between(1, 1999);
        let zh = !matches!(place, Place::Away(_));
        let remark = self.chance.percent(40).then(|| {
            let of_language = if zh { REMARKS.get(..8) } else { REMARKS.get(8..) };
            self.chance.pick(of_language.unwrap_or_default())
        });
        match place {
            Place::Home(city) => json!({
                "country": "中国",
                "description": remark,
                "address": {
                    "country": "中国", "province": city.province, "city": city.name, "district": self.chance.pick(city.districts),
                    "street": format!("{} {number} 号", self.chance.pick(city.streets)), "postcode": city.postcode,
                },
            }),
            Place::Away(place) => json!({
                "country": place.country,
                "description": remark,
                "address": {"country": place.country, "city": place.city, "street": format!("{number} {}", self.chance.pick(place.streets))},
            }),
        }
    }

    /// What the registers say of a Chinese company.
    fn registration(&mut self, place: &Place) -> Json {
        let Place::Home(city) = place else { return Json::Null };
        let code = self.chance.percent(70).then(|| credit_code(self.chance, city.code));
        let person = format!("{}{}", self.chance.pick(&FAMILY).0, self.chance.pick(&GIVEN).0);
        json!({"credit_code": code, "tax_no": code, "legal_person": self.chance.percent(60).then_some(person)})
    }
}

fn where_it_is(place: &Place) -> String {
    match place {
        Place::Home(city) => format!("{}{}", city.province, city.name),
        Place::Away(place) => format!("{}, {}", place.city, place.country),
    }
}

fn business(chance: &mut Chance, industry: &str) -> &'static str {
    let words = BUSINESSES.iter().find(|(key, ..)| *key == industry).map(|(_, words, _)| *words);
    chance.pick(words.unwrap_or_default())
}

/// Adds the second's fields to the first's.
pub(crate) fn merge(fields: &mut Json, more: Json) {
    if let (Json::Object(fields), Json::Object(more)) = (fields, more) {
        fields.extend(more);
    }
}

/// An amount of whole units.
pub(crate) fn money(units: i64, currency: &str) -> Json {
    json!({"amount": format!("{units}.00"), "currency": currency})
}

/// A telephone number: its beginning and as many digits as are left.
pub(crate) fn number(chance: &mut Chance, (dial, digits): &(String, usize)) -> String {
    let rest: String =
        (0..*digits).map(|_| char::from(b'0' + u8::try_from(chance.below(10)).unwrap_or(0))).collect();
    format!("{dial}{rest}")
}

/// Two significant digits: nobody counts their people to the last one.
fn round(count: i64) -> i64 {
    if count < 100 { count } else { count / 10 * 10 }
}

/// A credit code of that place with its check character (GB 32100-2015 clause 5).
fn credit_code(chance: &mut Chance, place: &str) -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut code = format!("91{place}MA");
    while code.len() < 17 {
        code.push(char::from(chance.pick(ALPHABET)));
    }
    let value = |c: u8| ALPHABET.iter().position(|known| *known == c).unwrap_or(0);
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = code.bytes().map(value).zip(weights).map(|(value, weight)| value * weight).sum();
    code.push(char::from(ALPHABET.get((31 - sum % 31) % 31).copied().unwrap_or(b'0')));
    code
}
