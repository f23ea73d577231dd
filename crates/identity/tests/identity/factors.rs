//! Binding factors, being asked for them, and losing them.

use identity::FactorKind;
use model::Kind;

use crate::walk::{
    App, REP, answer, bind_app, by_session, colleague, digest, failures, is_in, password, rows, with_app,
};
use crate::world::{ADMIN, PASSWORD, World, code, device, each_engine, seconds};

#[test]
fn once_an_app_is_bound_its_code_is_asked_for_after_the_password() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let offer = world.identity.totp_begin(by_session(&by), Some("My phone")).await.unwrap();
        assert!(offer.url.starts_with("otpauth://totp/") && offer.picture["size"].as_u64().unwrap() > 20);
        let app = App::of(&offer);
        let confirmed = app.code(&world);
        let bound =
            world.identity.totp_confirm(by_session(&by), offer.id, &confirmed, &device()).await.unwrap();
        assert!(bound.entry.is_none());
        assert_eq!(bound.recovery_codes.map(|codes| codes.len()), Some(10));
        let security = world.identity.security_mine(&by).await.unwrap();
        assert_eq!(
            (security.factors[0].kind, security.factors[0].label.as_str()),
            (FactorKind::Totp, "My phone")
        );
        assert_eq!(security.due_at, None);

        seconds(&world, 30);
        let sessions = rows(&world, "session").await;
        let waits = password(&world, ADMIN).await;
        assert_eq!((waits.step.purpose, waits.step.name.as_str()), ("sign_in", "李娜"));
        assert_eq!(waits.ways(), ["totp", "recovery_code"]);
        assert_eq!(rows(&world, "session").await, sessions, "a password alone makes no session");
        let signed_in = is_in(answer(&world, &waits, "totp", &app.code(&world)).await);
        let session = world.identity.session_of(&signed_in.token).await.unwrap().unwrap();
        assert_eq!(session.principal.id(), by.principal.id());
        assert_eq!((rows(&world, "session").await, rows(&world, "sign_in_flow").await), (sessions + 1, 0));
        let acts = world.acts().await;
        assert_eq!((acts["factor_changed/done"], acts["sign_in/done"]), (1, 2));
        let last = world.log().await.pop().unwrap();
        assert!(last.detail.to_string().contains("password,totp"), "{}", last.detail);
    });
}

#[test]
fn wrong_used_and_older_codes_are_refused_alike_and_counted() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let offer = world.identity.totp_begin(by_session(&by), None).await.unwrap();
        let app = App::of(&offer);
        let (older, used) = (app.code(&world), {
            seconds(&world, 30);
            app.code(&world)
        });
        world.identity.totp_confirm(by_session(&by), offer.id, &used, &device()).await.unwrap();

        let waits = password(&world, REP).await;
        let (sessions, refused) =
            (rows(&world, "session").await, world.acts_of("sign_in_failed/failed").await);
        let mut answers = Vec::new();
        for wrong in [app.wrong(&world).as_str(), used.as_str(), older.as_str(), ""] {
            let problem = answer(&world, &waits, "totp", wrong).await.unwrap_err();
            assert_eq!((problem.kind, problem.fields[0].field.as_str()), (Kind::Invalid, "code"));
            answers.push(problem);
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "nobody learns what is wrong");
        assert_eq!(answers[0].fields[0].code, "factor_failed");
        assert_eq!(failures(&world, "account", REP).await, 4);
        assert_eq!(world.acts_of("sign_in_failed/failed").await, refused + 4);
        assert_eq!(rows(&world, "session").await, sessions);

        // The fifth is the last for half a minute, whatever comes after.
        assert_eq!(code(answer(&world, &waits, "totp", &app.wrong(&world)).await), "factor_failed");
        assert_eq!(code(answer(&world, &waits, "totp", &app.code(&world)).await), "try_later");
        seconds(&world, 30);
        is_in(answer(&world, &waits, "totp", &app.code(&world)).await);
        assert_eq!(failures(&world, "account", REP).await, 0, "a whole sign-in forgets them");
        // One step is used once, in whatever flow.
        let waits = password(&world, REP).await;
        assert_eq!(code(answer(&world, &waits, "totp", &app.code(&world)).await), "factor_failed");
        assert_eq!(code(answer(&world, &waits, "passkey", "").await), "invalid_option");
    });
}

#[test]
fn whoever_knows_the_password_does_not_wash_wrong_codes_away_with_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        let mut guesses = 0;
        for _ in 0..20 {
            let Ok(entry) = world.enter(REP, PASSWORD, &device()).await else { continue };
            let waits = crate::walk::waits(entry);
            guesses += usize::from(
                code(answer(&world, &waits, "totp", &app.wrong(&world)).await) == "factor_failed",
            );
        }
        assert_eq!(guesses, 5);
        assert_eq!(failures(&world, "account", REP).await, 5);
    });
}

#[test]
fn recovery_codes_come_with_the_first_factor_and_each_works_once_however_it_is_written() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, app, codes) = with_app(&world, REP).await;
        assert_eq!(codes.len(), 10);
        assert!(crate::walk::tables_with_bytes(&world, &app.secret).is_empty(), "the app's secret is sealed");
        assert!(codes.iter().all(|code| crate::walk::tables_with(&world, code).is_empty()));
        let (_, none) = bind_app(&world, by_session(&by)).await;
        assert!(none.is_empty(), "only with the first");

        let written = format!(" {} ", codes[0].to_lowercase().replace('-', " ").replace('0', "o"));
        is_in(answer(&world, &password(&world, REP).await, "recovery_code", &written).await);
        let waits = password(&world, REP).await;
        for (number, used) in [&codes[0], "0000-0000-0000-0000", "not a code"].into_iter().enumerate() {
            assert_eq!(
                code(answer(&world, &waits, "recovery_code", used).await),
                "factor_failed",
                "{number}"
            );
        }
        let security = world.identity.security_mine(&by).await.unwrap();
        assert_eq!(security.recovery_codes.map(|(left, all, _)| (left, all)), Some((9, 10)));

        let renewed = world.identity.recovery_codes_renew(&by, &device()).await.unwrap();
        assert_eq!(code(answer(&world, &waits, "recovery_code", &codes[1]).await), "factor_failed");
        is_in(answer(&world, &waits, "recovery_code", &renewed[1]).await);
    });
}

#[test]
fn a_recovery_code_is_worth_nothing_at_another_account() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, _, mine) = with_app(&world, REP).await;
        let (_, app, _) = with_app(&world, "zhao@yunling.example").await;
        let waits = password(&world, "zhao@yunling.example").await;
        assert_eq!(code(answer(&world, &waits, "recovery_code", &mine[0]).await), "factor_failed");
        is_in(answer(&world, &waits, "totp", &app.code(&world)).await);
        is_in(answer(&world, &password(&world, REP).await, "recovery_code", &mine[0]).await);
    });
}

#[test]
fn the_last_factor_that_the_rules_ask_for_can_not_be_removed() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let (app, _) = bind_app(&world, by_session(&by)).await;
        let id = world.identity.security_mine(&by).await.unwrap().factors[0].id;
        let before = digest(&world);
        let problem = world.identity.factor_remove(&by, id, &device()).await.unwrap_err();
        assert_eq!((problem.kind, problem.code), (Kind::Conflict, "factor_required"));
        assert_eq!(digest(&world), before);
        // With another one it may go, and what is left is asked for.
        let (other, _) = bind_app(&world, by_session(&by)).await;
        world.identity.factor_remove(&by, id, &device()).await.unwrap();
        let waits = password(&world, ADMIN).await;
        assert_eq!(code(answer(&world, &waits, "totp", &app.code(&world)).await), "factor_failed");
        is_in(answer(&world, &waits, "totp", &other.code(&world)).await);
    });
}

#[test]
fn two_removals_at_once_leave_the_one_that_is_asked_for() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        for _ in 0..4 {
            bind_app(&world, by_session(&by)).await;
        }
        let mut removed = tokio::task::JoinSet::new();
        for factor in world.identity.security_mine(&by).await.unwrap().factors {
            let (identity, by) = (world.identity.clone(), by.clone());
            removed.spawn(async move { identity.factor_remove(&by, factor.id, &device()).await });
        }
        let answers = removed.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
        assert_eq!(rows(&world, "factor").await, 1);
    });
}

#[test]
fn where_no_rule_asks_for_one_the_last_factor_goes_with_its_recovery_codes() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, ..) = with_app(&world, REP).await;
        let id = world.identity.security_mine(&by).await.unwrap().factors[0].id;
        let other = colleague(&world, "zhao@yunling.example").await;
        assert_eq!(code(world.identity.factor_remove(&other, id, &device()).await), "not_found");
        assert_eq!(code(world.identity.factor_rename(&other, id, "theirs").await), "not_found");
        world.identity.factor_remove(&by, id, &device()).await.unwrap();
        assert_eq!((rows(&world, "factor").await, rows(&world, "recovery_code").await), (0, 0));
        world.sign_in(REP, PASSWORD).await.unwrap();
        assert_eq!(code(world.identity.recovery_codes_renew(&by, &device()).await), "factor_needed");
    });
}

#[test]
fn a_factor_that_was_not_proved_counts_for_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let first = world.identity.totp_begin(by_session(&by), None).await.unwrap();
        let app = App::of(&first);
        let security = world.identity.security_mine(&by).await.unwrap();
        assert!(security.factors.is_empty() && security.recovery_codes.is_none());
        let wrong = app.wrong(&world);
        let before = digest(&world);
        let tried = world.identity.totp_confirm(by_session(&by), first.id, &wrong, &device()).await;
        assert_eq!(code(tried), "factor_failed");
        let other = colleague(&world, "zhao@yunling.example").await;
        let right = app.code(&world);
        let theirs = world.identity.totp_confirm(by_session(&other), first.id, &right, &device()).await;
        assert_eq!(code(theirs), "not_found");
        assert_ne!(digest(&world), before, "the other one's account is new");
        world.sign_in(REP, PASSWORD).await.unwrap();

        // A second try replaces the first.
        let second = world.identity.totp_begin(by_session(&by), None).await.unwrap();
        let tried = world.identity.totp_confirm(by_session(&by), first.id, &right, &device()).await;
        assert_eq!(code(tried), "not_found");
        let right = App::of(&second).code(&world);
        world.identity.totp_confirm(by_session(&by), second.id, &right, &device()).await.unwrap();
        let again = world.identity.totp_confirm(by_session(&by), second.id, &right, &device()).await;
        assert_eq!(code(again), "not_found", "it is confirmed once");
        assert_eq!(rows(&world, "factor").await, 1);
    });
}

#[test]
fn an_offer_that_is_not_taken_up_soon_is_gone() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let offer = world.identity.totp_begin(by_session(&by), None).await.unwrap();
        seconds(&world, 16 * 60);
        let waits = crate::walk::waits(world.identity.step_up(&by, &device()).await.unwrap());
        is_in(answer(&world, &waits, "password", PASSWORD).await);
        let code_now = App::of(&offer).code(&world);
        let late = world.identity.totp_confirm(by_session(&by), offer.id, &code_now, &device()).await;
        assert_eq!(code(late), "not_found");
    });
}

#[test]
fn a_session_whose_proof_is_old_or_that_is_over_binds_and_removes_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, app, _) = with_app(&world, REP).await;
        let id = world.identity.security_mine(&by).await.unwrap().factors[0].id;
        let ended = crate::world::acting(&is_in(
            answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await,
        ));
        world.identity.sign_out(&ended).await.unwrap();
        let before = digest(&world);
        let over = code(world.identity.totp_begin(by_session(&ended), None).await);
        assert_eq!(over, "unauthenticated", "a session that is over");
        seconds(&world, 16 * 60);
        let refusals = [
            code(world.identity.totp_begin(by_session(&by), None).await),
            code(world.identity.passkey_begin(by_session(&by), false).await),
            code(world.identity.code_begin(by_session(&by), None, &device()).await),
            code(world.identity.totp_confirm(by_session(&by), id, &app.code(&world), &device()).await),
            code(world.identity.factor_remove(&by, id, &device()).await),
            code(world.identity.recovery_codes_renew(&by, &device()).await),
        ];
        assert!(refusals.iter().all(|code| *code == "step_up_required"), "{refusals:?}");
        assert_eq!(digest(&world), before);
    });
}
