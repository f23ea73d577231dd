//! Which second factor somebody must have: a rule for everybody, stricter ones for roles and teams. The strictest wins.
//!
//! Not here: whether a sign-in meets it. The machine decides that (`sign_in/machine`).

use std::collections::{BTreeMap, BTreeSet};

use access::{Directory, User};
use jiff::{SignedDuration, Timestamp};
use model::{Problem, TeamId};
use serde::{Deserialize, Serialize};

use crate::factors::{FactorKind, FactorSet};

/// The longest time a person may be given to bind a factor, days.
const MAX_GRACE_DAYS: u16 = 90;

/// How strong a second factor must be. The order is that of strictness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// None has to be bound; one that is bound is asked for all the same.
    #[default]
    None,
    /// Any of the kinds allowed.
    Any,
    /// One that can't be phished: a passkey or security key (NIST SP 800-63B-4 section 3.2.5).
    PhishingResistant,
}

impl Need {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Any => "any",
            Self::PhishingResistant => "phishing_resistant",
        }
    }
}

/// A rule for everybody, a role or a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// How strong the factor must be.
    pub need: Need,
    /// Days a person has to bind one, from the first sign-in that lacks it: 0 to 90.
    pub grace_days: u16,
    /// The kinds that may be bound and that count; passkeys always do.
    pub allowed: Vec<FactorKind>,
}

/// The company's rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorRules {
    /// For everybody.
    pub default: Rule,
    /// Stricter ones by role.
    #[serde(default)]
    pub roles: BTreeMap<String, Rule>,
    /// Stricter ones by team; they hold for the teams below as well.
    #[serde(default)]
    pub teams: BTreeMap<TeamId, Rule>,
}

impl Default for FactorRules {
    /// Whoever can change rights or security needs a factor within a week; others are asked to.
    fn default() -> Self {
        use FactorKind::{EmailCode, Passkey, Totp};
        let rule = |need| Rule { need, grace_days: 7, allowed: vec![Passkey, Totp, EmailCode] };
        let powerful = [crate::change::ADMINISTRATOR, crate::change::SECURITY_OFFICER];
        Self {
            default: rule(Need::None),
            roles: powerful.into_iter().map(|key| (key.to_owned(), rule(Need::Any))).collect(),
            teams: BTreeMap::new(),
        }
    }
}

/// What the rules come to for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// How strong the factor must be.
    pub need: Need,
    /// Days to bind one, by the rules that ask for the strongest.
    pub grace_days: u16,
    /// What each rule asks for, and its days: the time that is over first counts.
    asked: BTreeSet<(Need, u16)>,
    /// The kinds that may be bound and that count; passkeys always do.
    pub allowed: FactorSet,
    /// Which rules ask for it: `default`, `role:…`, `team:…`.
    pub because: Vec<String>,
}

impl Requirement {
    /// When a factor that was first asked for then must be there, for somebody who has those; none if nothing is missing. Each
    /// rule has its own time: a stricter one beside it gives nobody more.
    pub fn due_at(&self, asked_at: Timestamp, bound: FactorSet) -> Option<Timestamp> {
        let missing = self.asked.iter().filter(|(need, _)| bound.and(self.meeting_of(*need)).is_empty());
        let grace = |days: &u16| SignedDuration::from_hours(i64::from(*days) * 24);
        missing.map(|(_, days)| asked_at.checked_add(grace(days)).unwrap_or(asked_at)).min()
    }

    /// Asks for that as well, within the days there are.
    pub(crate) fn raise(&mut self, need: Need, why: String) {
        self.asked.insert((need, self.grace_days));
        if self.need < need {
            (self.need, self.because) = (need, vec![why]);
        }
    }

    /// The kinds one of which must be bound now, by the strictest rule whose time is over for somebody who has those; none if
    /// no time is over.
    pub(crate) fn due_kinds(
        &self,
        asked_at: Timestamp,
        bound: FactorSet,
        now: Timestamp,
    ) -> Option<FactorSet> {
        let is_due = |(need, days): &&(Need, u16)| {
            let alone = Self { asked: BTreeSet::from([(*need, *days)]), ..self.clone() };
            alone.due_at(asked_at, bound).is_some_and(|due| due <= now)
        };
        self.asked.iter().filter(is_due).map(|(need, _)| *need).max().map(|need| self.meeting_of(need))
    }

    /// The kinds whose proof meets it.
    pub fn meeting(&self) -> FactorSet {
        self.meeting_of(self.need)
    }

    fn meeting_of(&self, need: Need) -> FactorSet {
        match need {
            Need::PhishingResistant => self.allowed.and(FactorSet::NONE.with(FactorKind::Passkey)),
            Need::None | Need::Any => self.allowed,
        }
    }
}

/// When a factor was first asked for, if every grace there may be is over now.
pub(crate) fn grace_over(now: Timestamp) -> Timestamp {
    let longest = SignedDuration::from_hours(i64::from(MAX_GRACE_DAYS) * 24);
    now.checked_sub(longest).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl FactorRules {
    /// The strictest of all rules that hold for a person: the strongest need, the time that is over first, and only kinds that
    /// every rule allows. Passkeys always count: no rule can forbid the strongest.
    pub fn of(&self, directory: &Directory, user: &User) -> Requirement {
        let mut holding: Vec<(String, &Rule)> = vec![("default".into(), &self.default)];
        let roles = user.roles.iter().filter_map(|key| Some((key, self.roles.get(key.as_str())?)));
        holding.extend(roles.map(|(key, rule)| (format!("role:{}", key.as_str()), rule)));
        let mut team = user.team;
        // A circle can't be stored, but a walk that can't end must not depend on that.
        for _ in 0..64 {
            let Some(found) = team.and_then(|id| directory.team(id)) else { break };
            if let Some(rule) = self.teams.get(&found.id) {
                holding.push((format!("team:{}", found.id), rule));
            }
            team = found.parent;
        }
        let need = holding.iter().map(|(_, rule)| rule.need).max().unwrap_or_default();
        let asking = |rule: &Rule| rule.need == need;
        let allowed = FactorKind::ALL
            .into_iter()
            .filter(|kind| holding.iter().all(|(_, rule)| rule.allowed.contains(kind)))
            .collect::<FactorSet>()
            .with(FactorKind::Passkey);
        let asked = holding.iter().filter(|(_, rule)| rule.need != Need::None);
        Requirement {
            need,
            allowed,
            asked: asked.map(|(_, rule)| (rule.need, rule.grace_days)).collect(),
            grace_days: holding
                .iter()
                .filter(|(_, rule)| asking(rule))
                .map(|(_, rule)| rule.grace_days)
                .min()
                .unwrap_or(0),
            because: holding
                .into_iter()
                .filter(|(_, rule)| need != Need::None && asking(rule))
                .map(|(name, _)| name)
                .collect(),
        }
    }

    /// Checks rules an administrator wants.
    ///
    /// # Errors
    /// `invalid_number` on a grace beyond 90 days, `invalid_option` on a rule that allows no kind.
    pub(crate) fn checked(self) -> Result<Self, Problem> {
        for rule in [&self.default].into_iter().chain(self.roles.values()).chain(self.teams.values()) {
            if rule.grace_days > MAX_GRACE_DAYS {
                return Err(Problem::invalid_field("grace_days", "invalid_number"));
            }
            if rule.allowed.is_empty() {
                return Err(Problem::invalid_field("allowed", "required"));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::{RoleKey, Team};
    use model::UserId;

    fn rule(need: Need, grace_days: u16, allowed: &[FactorKind]) -> Rule {
        Rule { need, grace_days, allowed: allowed.to_vec() }
    }

    fn world() -> (Directory, User) {
        let team = |n, parent: Option<u128>| Team {
            id: TeamId(uuid::Uuid::from_u128(n)),
            name: format!("team {n}"),
            parent: parent.map(|n| TeamId(uuid::Uuid::from_u128(n))),
            manager: None,
        };
        let user = User {
            id: UserId(uuid::Uuid::from_u128(1)),
            name: "李娜".into(),
            team: Some(TeamId(uuid::Uuid::from_u128(12))),
            active: true,
            roles: [RoleKey::new("sales_rep").unwrap()].into(),
        };
        (Directory::new(1, [user.clone()], [team(11, None), team(12, Some(11))], []), user)
    }

    #[test]
    fn the_strictest_rule_wins_and_says_so() {
        let (directory, user) = world();
        let all = FactorKind::ALL;
        let mut rules = FactorRules { default: rule(Need::None, 7, &all), ..FactorRules::default() };
        let plain = rules.of(&directory, &user);
        assert_eq!((plain.need, plain.because.len()), (Need::None, 0));
        rules.roles.insert("sales_rep".into(), rule(Need::Any, 30, &all[..3]));
        let upper = TeamId(uuid::Uuid::from_u128(11));
        rules.teams.insert(upper, rule(Need::Any, 3, &all[..2]));
        let strict = rules.of(&directory, &user);
        assert_eq!(strict.need, Need::Any);
        assert_eq!(strict.grace_days, 3);
        assert_eq!(strict.allowed.iter().collect::<Vec<_>>(), &all[..2]);
        assert_eq!(strict.because, ["role:sales_rep".to_owned(), format!("team:{upper}")]);
        rules.default.need = Need::PhishingResistant;
        let strictest = rules.of(&directory, &user);
        assert_eq!((strictest.need, strictest.grace_days), (Need::PhishingResistant, 7));
        assert_eq!(strictest.meeting().iter().collect::<Vec<_>>(), [FactorKind::Passkey]);
    }

    #[test]
    fn a_stricter_rule_gives_nobody_more_time() {
        let (directory, user) = world();
        let all = FactorKind::ALL;
        let mut rules =
            FactorRules { default: rule(Need::PhishingResistant, 30, &all), ..FactorRules::default() };
        rules.roles.insert("sales_rep".into(), rule(Need::Any, 0, &all));
        let required = rules.of(&directory, &user);
        let days = |bound: FactorSet| {
            let due = required.due_at(Timestamp::UNIX_EPOCH, bound);
            due.map(|due| due.duration_since(Timestamp::UNIX_EPOCH).as_hours() / 24)
        };
        assert_eq!(days(FactorSet::NONE), Some(0), "without any the shorter one counts");
        assert_eq!(days(FactorSet::NONE.with(FactorKind::Totp)), Some(30));
        assert_eq!(days(FactorSet::NONE.with(FactorKind::Passkey)), None);
    }

    #[test]
    fn a_rule_can_not_forbid_passkeys() {
        let (directory, user) = world();
        let rules =
            FactorRules { default: rule(Need::Any, 0, &[FactorKind::SmsCode]), ..FactorRules::default() };
        assert!(rules.of(&directory, &user).allowed.has(FactorKind::Passkey));
    }

    #[test]
    fn rules_out_of_bounds_are_refused() {
        let too_long =
            FactorRules { default: rule(Need::Any, 91, &FactorKind::ALL), ..FactorRules::default() };
        assert!(too_long.checked().is_err());
        let nothing = FactorRules { default: rule(Need::Any, 1, &[]), ..FactorRules::default() };
        assert!(nothing.checked().is_err());
        assert!(FactorRules::default().checked().is_ok());
    }
}
