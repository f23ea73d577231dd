//! The rules of signing in: who may change them, what is refused, what they come to.

use std::collections::BTreeMap;

use identity::{FactorKind, FactorRules, Need, Next, Rule, SignInRulesChange};
use passwords::Policy;
use store::system::settings::setting_find;

use crate::demands::ask_everybody;
use crate::walk::{REP, answer, bind_app, by_session, colleague, digest, is_in, password, waits, with_app};
use crate::world::{ADMIN, PASSWORD, World, acting, code, device, each_engine, seconds};

const DAY: i64 = 24 * 60 * 60;

fn policy(world: &World, key: &str) -> Policy {
    let rules = world.identity.sign_in_rules();
    rules.policies().find(|(policy, _)| policy.key == key).unwrap().0.clone()
}

/// The settings that hold the rules, as they are stored.
async fn stored(world: &World) -> (Option<String>, Option<String>) {
    let read: Result<_, store::Error> = world
        .database
        .read(|reader| Ok((setting_find(reader, "password_policy")?, setting_find(reader, "second_factor")?)))
        .await;
    read.unwrap()
}

fn rule(need: Need, grace_days: u16, allowed: &[FactorKind]) -> Rule {
    Rule { need, grace_days, allowed: allowed.to_vec() }
}

fn custom(policies: Vec<Policy>) -> SignInRulesChange {
    SignInRulesChange { custom: Some(policies), ..SignInRulesChange::default() }
}

fn factors(factors: FactorRules) -> SignInRulesChange {
    SignInRulesChange { factors: Some(factors), ..SignInRulesChange::default() }
}

#[test]
fn a_new_company_has_the_modern_policy_and_asks_the_powerful_for_a_factor() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let rules = world.identity.sign_in_rules();
        assert_eq!(rules.policy().key, "modern");
        let shipped: Vec<&str> = rules.policies().map(|(policy, _)| policy.key.as_str()).collect();
        assert_eq!(shipped, ["modern", "dengbao", "passkey-only"]);
        let by = world.administrator().await;
        let security = world.identity.security_mine(&by).await.unwrap();
        assert_eq!((security.requirement.need, security.requirement.grace_days), (Need::Any, 7));
        assert_eq!(security.requirement.because, ["role:administrator", "role:security_officer"]);
        let rep = colleague(&world, REP).await;
        assert_eq!(world.identity.security_mine(&rep).await.unwrap().requirement.need, Need::None);
    });
}

#[test]
fn changed_rules_are_kept_and_told_to_the_log() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let own = Policy { key: "ours".into(), min_chars: 20, ..policy(&world, "modern") };
        let wanted = SignInRulesChange {
            active: Some("ours".into()),
            custom: Some(vec![own]),
            factors: Some(FactorRules {
                default: rule(Need::Any, 30, &[FactorKind::Totp]),
                ..FactorRules::default()
            }),
            ..SignInRulesChange::default()
        };
        let logged = world.acts_of("setting_changed/done").await;
        let rules = world.identity.sign_in_rules_change(&by, wanted).await.unwrap();
        assert_eq!((rules.policy().key.as_str(), rules.policy().min_chars), ("ours", 20));
        assert_eq!(world.acts_of("setting_changed/done").await, logged + 2);
        let again = World::of_seed(&database, 1, 200).await;
        let rules = again.identity.sign_in_rules();
        assert_eq!((rules.policy().key.as_str(), rules.factors().default.grace_days), ("ours", 30));
        assert_eq!(rules.policies().filter(|(_, shipped)| !shipped).count(), 1);

        // What is not named stays.
        let change = SignInRulesChange { active: Some("dengbao".into()), ..SignInRulesChange::default() };
        let rules = world.identity.sign_in_rules_change(&by, change).await.unwrap();
        assert_eq!(rules.policies().count(), 4);
        assert_eq!(rules.factors().default.grace_days, 30);
        assert_eq!(rules.session_limits().idle_secs, 1800, "the policy's, as nobody set others");
    });
}

#[test]
fn without_the_capability_the_rules_stay_as_they_are() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let before = (digest(&world), stored(&world).await);
        let change = SignInRulesChange { active: Some("dengbao".into()), ..SignInRulesChange::default() };
        assert_eq!(code(world.identity.sign_in_rules_change(&by, change).await), "forbidden");
        assert_eq!(code(world.identity.coverage(&by).await), "forbidden");
        let admin = world.identity.directory().users().find(|user| user.roles.len() == 2).unwrap().id;
        assert_eq!(code(world.identity.security_of(&by, admin).await), "forbidden");
        assert_eq!((digest(&world), stored(&world).await), before);
        assert_eq!(world.acts_of("denied/denied").await, 3);
    });
}

#[test]
fn rules_that_make_no_sense_are_refused_and_nothing_of_them_is_kept() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let modern = policy(&world, "modern");
        let own = |key: &str| Policy { key: key.into(), ..modern.clone() };
        let totp = &[FactorKind::Totp];
        let long_grace = FactorRules { default: rule(Need::Any, 91, totp), ..FactorRules::default() };
        let nothing = FactorRules {
            roles: BTreeMap::from([("sales_rep".into(), rule(Need::Any, 1, &[]))]),
            ..FactorRules::default()
        };
        let before = (digest(&world), stored(&world).await);
        for (change, expected) in [
            (
                SignInRulesChange { active: Some("none".into()), ..SignInRulesChange::default() },
                "invalid_option",
            ),
            (custom(vec![own("modern")]), "key_taken"),
            (custom(vec![own("ours"), own("ours")]), "key_taken"),
            (custom((0..21).map(|n| own(&format!("own-{n}"))).collect()), "too_many"),
            (factors(long_grace), "invalid_number"),
            (factors(nothing), "required"),
        ] {
            assert_eq!(code(world.identity.sign_in_rules_change(&by, change).await), expected);
        }
        let short = Policy { min_chars: 4, min_chars_with_factor: 4, ..own("ours") };
        assert!(world.identity.sign_in_rules_change(&by, custom(vec![short])).await.is_err());
        assert_eq!((digest(&world), stored(&world).await), before);

        // The policy in force can't be taken away under it.
        let change = SignInRulesChange {
            active: Some("ours".into()),
            custom: Some(vec![own("ours")]),
            ..SignInRulesChange::default()
        };
        world.identity.sign_in_rules_change(&by, change).await.unwrap();
        assert_eq!(code(world.identity.sign_in_rules_change(&by, custom(vec![])).await), "invalid_option");
    });
}

#[test]
fn a_policy_in_force_judges_new_passwords_and_old_ones_stay() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.administrator().await;
        let by = colleague(&world, REP).await;
        let own = Policy { key: "ours".into(), min_chars: 30, ..policy(&world, "modern") };
        let change = SignInRulesChange {
            active: Some("ours".into()),
            custom: Some(vec![own]),
            ..SignInRulesChange::default()
        };
        world.identity.sign_in_rules_change(&officer, change).await.unwrap();
        let (short, long) = ("seven pelicans on a quay", "seven pelicans on a quay of mine");
        let tried = world.identity.password_change(&by, PASSWORD, short, &device()).await;
        assert_eq!(code(tried), "password_too_short");
        world.sign_in(REP, PASSWORD).await.unwrap();
        world.identity.password_change(&by, PASSWORD, long, &device()).await.unwrap();
        // Where a factor is bound a shorter one does.
        bind_app(&world, by_session(&by)).await;
        world.identity.password_change(&by, long, short, &device()).await.unwrap();
    });
}

#[test]
fn the_overview_counts_who_has_factors_and_who_is_late() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.administrator().await;
        with_app(&world, REP).await;
        colleague(&world, "zhao@yunling.example").await;
        let counts = async |world: &World| {
            let coverage = world.identity.coverage(&officer).await.unwrap();
            (coverage.people, coverage.with_factor, coverage.phishing_resistant, coverage.overdue)
        };
        assert_eq!(counts(&world).await, (3, 1, 0, 0));
        ask_everybody(&world, Need::Any, 7).await;
        world.sign_in("zhao@yunling.example", PASSWORD).await.unwrap();
        world.sign_in(ADMIN, PASSWORD).await.unwrap();
        assert_eq!(counts(&world).await, (3, 1, 0, 0));
        seconds(&world, 7 * DAY);
        assert_eq!(counts(&world).await, (3, 1, 0, 2));
        let coverage = world.identity.coverage(&officer).await.unwrap();
        let late: Vec<bool> = coverage.items.iter().map(|person| person.overdue).collect();
        assert_eq!(late, [true, true, false]);
        assert!(coverage.items[2].factors.has(FactorKind::Totp) && coverage.items[2].due_at.is_none());
    });
}

#[test]
fn a_session_lasts_as_long_as_the_rules_of_its_beginning_say() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.administrator().await;
        let (by, app, _) = with_app(&world, REP).await;
        let change = SignInRulesChange { active: Some("dengbao".into()), ..SignInRulesChange::default() };
        world.identity.sign_in_rules_change(&officer, change).await.unwrap();
        let signed_in = is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
        seconds(&world, 1800);
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_none());
        assert_eq!(acting(&signed_in).principal.id(), by.principal.id());
        assert_eq!(
            world.identity.sessions_mine(&by).await.unwrap().live.len(),
            2,
            "those of before last longer"
        );
    });
}

#[test]
fn where_passwords_are_no_more_nobody_is_led_to_set_one() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.administrator().await;
        let user = colleague(&world, REP).await.principal.id();
        world
            .identity
            .user_password_change_require(&officer, user, "campaign", &world.metadata)
            .await
            .unwrap();
        let only = SignInRulesChange { active: Some("passkey-only".into()), ..SignInRulesChange::default() };
        world.identity.sign_in_rules_change(&officer, only).await.unwrap();
        let next = crate::walk::password(&world, REP).await;
        assert_eq!(next.next(), "enroll");
    });
}

#[test]
fn without_passwords_everybody_must_bind_a_passkey_once_the_time_is_over() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.administrator().await;
        colleague(&world, REP).await;
        let (_, app, _) = crate::walk::with_app(&world, "app@yunling.example").await;
        let only = SignInRulesChange { active: Some("passkey-only".into()), ..SignInRulesChange::default() };
        world.identity.sign_in_rules_change(&officer, only).await.unwrap();
        world.sign_in(REP, PASSWORD).await.unwrap();
        let asked = crate::walk::password(&world, "app@yunling.example").await;
        is_in(answer(&world, &asked, "totp", &app.code(&world)).await);
        seconds(&world, 8 * 24 * 3600);
        let next = crate::walk::password(&world, REP).await;
        assert!(matches!(&next.step.next, Next::Enroll { allowed } if allowed == &[FactorKind::Passkey]));
        let asked = crate::walk::password(&world, "app@yunling.example").await;
        let next = waits(answer(&world, &asked, "totp", &app.code(&world)).await.unwrap());
        assert!(matches!(&next.step.next, Next::Enroll { allowed } if allowed == &[FactorKind::Passkey]));
    });
}

#[test]
fn the_rule_whose_time_is_over_says_what_may_be_bound() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.administrator().await;
        colleague(&world, REP).await;
        let all = FactorKind::ALL;
        let strict = FactorRules {
            default: rule(Need::PhishingResistant, 30, &all),
            roles: [("sales_rep".to_owned(), rule(Need::Any, 0, &all))].into(),
            ..FactorRules::default()
        };
        world.identity.sign_in_rules_change(&officer, factors(strict)).await.unwrap();
        let next = crate::walk::password(&world, REP).await;
        let Next::Enroll { allowed } = &next.step.next else { panic!("{:?}", next.step) };
        assert!(allowed.contains(&FactorKind::Totp), "{allowed:?}");
        let offer = world.identity.totp_begin(next.enroller(), None).await.unwrap();
        let code = crate::walk::App::of(&offer).code(&world);
        let bound = world.identity.totp_confirm(next.enroller(), offer.id, &code, &device()).await.unwrap();
        assert!(bound.entry.unwrap().signed_in().is_some(), "the passkey has its thirty days");
    });
}
