//! What the rules demand on the way in: a factor that has to be bound, a password that has to be replaced.

use access::Capability;
use identity::{Company, FactorKind, FactorRules, Need, Next, Rule, SignInRulesChange};

use crate::flows::is_gone;
use crate::walk::{
    App, REP, Waits, answer, bind_app, by_session, colleague, digest, is_in, password, rows, waits, with_app,
};
use crate::world::{OTHER_PASSWORD, PASSWORD, World, acting, code, device, each_engine, seconds};

const DAY: i64 = 24 * 60 * 60;

/// Asks everybody for a factor.
pub(crate) async fn ask_everybody(world: &World, need: Need, grace_days: u16) {
    let officer = world.administrator().await;
    assert!(officer.principal.can(Capability::SecurityManage));
    let allowed = vec![FactorKind::Passkey, FactorKind::Totp, FactorKind::EmailCode];
    let factors = FactorRules { default: Rule { need, grace_days, allowed }, ..FactorRules::default() };
    let change = SignInRulesChange { factors: Some(factors), ..SignInRulesChange::default() };
    world.identity.sign_in_rules_change(&officer, change).await.unwrap();
}

/// Puts a shipped policy in force.
async fn put_in_force(world: &World, policy: &str) {
    let officer = world.administrator().await;
    let change = SignInRulesChange { active: Some(policy.into()), ..SignInRulesChange::default() };
    world.identity.sign_in_rules_change(&officer, change).await.unwrap();
}

#[test]
fn without_grace_a_factor_is_bound_on_the_way_in() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        ask_everybody(&world, Need::Any, 0).await;
        let (sessions, waits) = (rows(&world, "session").await, password(&world, REP).await);
        let Next::Enroll { allowed } = &waits.step.next else { unreachable!("{:?}", waits.step) };
        assert_eq!(*allowed, [FactorKind::Passkey, FactorKind::Totp, FactorKind::EmailCode]);
        let begun = world.identity.code_begin(waits.enroller(), Some("13812345678"), &device()).await;
        assert_eq!(code(begun), "invalid_option", "short messages are not allowed");
        for (kind, text) in [("totp", "000000"), ("recovery_code", "0000"), ("password", PASSWORD)] {
            assert_eq!(code(answer(&world, &waits, kind, text).await), "flow_gone", "{kind}");
        }
        assert_eq!(rows(&world, "session").await, sessions);

        let offer = world.identity.totp_begin(waits.enroller(), None).await.unwrap();
        let right = App::of(&offer).code(&world);
        let other = colleague_waits(&world).await;
        let theirs = world.identity.totp_confirm(other.enroller(), offer.id, &right, &device()).await;
        assert_eq!(code(theirs), "not_found", "another person's offer");
        let bound = world.identity.totp_confirm(waits.enroller(), offer.id, &right, &device()).await.unwrap();
        assert_eq!(bound.recovery_codes.map(|codes| codes.len()), Some(10));
        let signed_in = bound.entry.unwrap().signed_in().unwrap();
        assert_eq!(signed_in.session.principal.id(), by.principal.id());
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_some());
        is_gone(&world, &waits, &right).await;
    });
}

/// Somebody else who has to bind a factor.
async fn colleague_waits(world: &World) -> Waits {
    let admin = acting_admin(world);
    let wanted = crate::world::invite("zhao@yunling.example", &["sales_rep"]);
    let invited = world.identity.user_invite(&admin, wanted, &world.metadata).await.unwrap();
    let token = invited.path.strip_prefix("/invitation/").unwrap().to_owned();
    let entry = world.identity.invitation_accept(&token, "赵敏", PASSWORD, "zh", &device()).await.unwrap();
    waits(entry)
}

/// The administrator as a principal, where signing in would ask for more.
fn acting_admin(world: &World) -> identity::Acting {
    let directory = world.identity.directory();
    let founder = directory.users().find(|user| user.roles.len() == 2).unwrap().id;
    crate::world::acting_as(world, founder)
}

#[test]
fn nobody_binds_a_factor_with_a_password_where_one_is_bound_already() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        let waits = password(&world, REP).await;
        let before = digest(&world);
        let refusals = [
            code(world.identity.totp_begin(waits.enroller(), None).await),
            code(world.identity.passkey_begin(waits.enroller(), false).await),
            code(world.identity.code_begin(waits.enroller(), None, &device()).await),
            code(world.identity.new_password(&waits.token, OTHER_PASSWORD, &device()).await),
        ];
        assert_eq!(refusals, ["flow_gone"; 4]);
        assert_eq!(digest(&world), before);
        is_in(answer(&world, &waits, "totp", &app.code(&world)).await);
    });
}

#[test]
fn a_week_of_grace_runs_from_the_first_sign_in_that_lacks_the_factor() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        colleague(&world, REP).await;
        ask_everybody(&world, Need::Any, 7).await;
        seconds(&world, 20 * DAY);
        let by = acting(&world.sign_in(REP, PASSWORD).await.unwrap());
        let due = world.identity.security_mine(&by).await.unwrap().due_at.unwrap();
        assert_eq!(due.as_second(), seconds(&world, 0) + 7 * DAY);
        seconds(&world, 7 * DAY - 1);
        let by = acting(&world.sign_in(REP, PASSWORD).await.unwrap());
        seconds(&world, 1);
        assert_eq!(password(&world, REP).await.next(), "enroll");
        // Whoever binds one in time is asked for that from then on.
        let (app, _) = bind_app(&world, by_session(&by)).await;
        is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
        assert_eq!(world.identity.security_mine(&by).await.unwrap().due_at, None);
    });
}

#[test]
fn an_app_is_asked_for_but_does_not_do_where_phishing_has_to_be_resisted() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, codes) = with_app(&world, REP).await;
        ask_everybody(&world, Need::PhishingResistant, 0).await;
        let sessions = rows(&world, "session").await;
        for (kind, proof) in [("totp", app.code(&world)), ("recovery_code", codes[0].clone())] {
            let first = password(&world, REP).await;
            assert_eq!(first.ways(), ["totp", "recovery_code"]);
            let next = waits(answer(&world, &first, kind, &proof).await.unwrap());
            let Next::Enroll { allowed } = next.step.next else { unreachable!("{:?}", next.step) };
            assert_eq!(allowed, [FactorKind::Passkey]);
            assert_eq!(code(world.identity.totp_begin(first.enroller(), None).await), "invalid_option");
        }
        assert_eq!(rows(&world, "session").await, sessions);
    });
}

#[test]
fn under_dengbao_a_password_of_ninety_days_is_replaced_by_none_of_the_last_five() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        colleague(&world, REP).await;
        put_in_force(&world, "dengbao").await;
        let ends = async |world: &World| {
            let rep = acting(&world.sign_in(REP, PASSWORD).await.unwrap());
            let security = world.identity.security_mine(&rep).await.unwrap();
            security.missing.iter().any(|missing| missing.code == "password_ends")
        };
        seconds(&world, 75 * DAY);
        assert!(!ends(&world).await);
        seconds(&world, 15 * DAY - 1);
        assert!(ends(&world).await, "its owner is warned");
        seconds(&world, 1);
        let waits = password(&world, REP).await;
        assert!(
            matches!(&waits.step.next, Next::NewPassword { why, .. } if why == "expired"),
            "{:?}",
            waits.step
        );
        let new: Vec<String> = (0..6).map(|n| format!("Teal{n}River+Boat{n}!quay")).collect();
        let before = digest(&world);
        let weak = world.identity.new_password(&waits.token, PASSWORD, &device()).await.unwrap_err();
        assert!(weak.fields.iter().any(|field| field.code == "password_classes"), "{weak:?}");
        assert_eq!(digest(&world), before);
        let signed_in = is_in(world.identity.new_password(&waits.token, &new[0], &device()).await);
        assert_eq!(code(world.enter(REP, PASSWORD, &device()).await), "sign_in_failed");
        let again = world.identity.new_password(&waits.token, &new[1], &device()).await;
        assert_eq!(code(again), "flow_gone");

        let by = acting(&signed_in);
        for pair in new[..5].windows(2) {
            seconds(&world, 60);
            world.identity.password_change(&by, &pair[0], &pair[1], &device()).await.unwrap();
        }
        seconds(&world, 60);
        for (number, reused) in new[..5].iter().enumerate() {
            let tried = world.identity.password_change(&by, &new[4], reused, &device()).await;
            assert_eq!(code(tried), "password_reused", "{number}");
        }
        world.identity.password_change(&by, &new[4], &new[5], &device()).await.unwrap();
        seconds(&world, 60);
        world.identity.password_change(&by, &new[5], &new[0], &device()).await.unwrap();
        assert_eq!(rows(&world, "password_history").await, 4);
    });
}

#[test]
fn evidence_against_a_password_has_it_replaced_by_another_one() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        world.post.without_mail();
        let admin = world.administrator().await;
        let by = colleague(&world, REP).await;
        let user = by.principal.id();
        let ask = |why| world.identity.user_password_change_require(&admin, user, why, &world.metadata);
        assert_eq!(code(ask("whim").await), "invalid_option");
        ask("incident").await.unwrap();
        let first = password(&world, REP).await;
        assert!(matches!(&first.step.next, Next::NewPassword { why, .. } if why == "incident"));
        let same = world.identity.new_password(&first.token, PASSWORD, &device()).await;
        assert_eq!(code(same), "password_reused", "the one that somebody else may know");
        is_in(world.identity.new_password(&first.token, OTHER_PASSWORD, &device()).await);
        is_in(world.enter(REP, OTHER_PASSWORD, &device()).await);

        // The company now has a name that the password is made of: anybody would guess it.
        let company = Company { name: "Seven Pelicans on a Quay".into(), ..world.identity.company() };
        world.identity.company_change(&admin, company).await.unwrap();
        let asked = waits(world.enter(REP, OTHER_PASSWORD, &device()).await.unwrap());
        assert!(matches!(&asked.step.next, Next::NewPassword { why, .. } if why == "common"));
        is_in(world.identity.new_password(&asked.token, PASSWORD, &device()).await);
    });
}

#[test]
fn a_password_that_must_go_is_replaced_only_after_the_second_factor() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let (by, app, _) = with_app(&world, REP).await;
        let user = by.principal.id();
        world.identity.user_password_change_require(&admin, user, "campaign", &world.metadata).await.unwrap();
        let first = password(&world, REP).await;
        let early = world.identity.new_password(&first.token, OTHER_PASSWORD, &device()).await;
        assert_eq!(code(early), "flow_gone");
        let next = waits(answer(&world, &first, "totp", &app.code(&world)).await.unwrap());
        assert_eq!(next.next(), "new_password");
        let from = device();
        let (a, b) = tokio::join!(
            world.identity.new_password(&first.token, OTHER_PASSWORD, &from),
            world.identity.new_password(&first.token, "a third fine one of mine", &from)
        );
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        assert_eq!(world.acts_of("password_changed/done").await, 1);
    });
}
