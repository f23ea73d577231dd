//! What comes between the steps of a way in: time, another answer, a change of the account or of the rules.

use identity::{Entry, UserChange};

use crate::walk::{REP, Waits, answer, colleague, digest, is_in, password, rows, waits, with_app};
use crate::world::{OTHER_PASSWORD, PASSWORD, World, code, device, each_engine, seconds};

/// Nothing can be done with a flow that is over.
pub(crate) async fn is_gone(world: &World, waits: &Waits, code_now: &str) {
    let (identity, before) = (&world.identity, digest(world));
    let refusals = [
        code(identity.flow_step(&waits.token, &device()).await),
        code(answer(world, waits, "totp", code_now).await),
        code(answer(world, waits, "recovery_code", "0000-0000-0000-0000").await),
        code(identity.code_send(&waits.token, "email_code", &device()).await),
        code(identity.new_password(&waits.token, OTHER_PASSWORD, &device()).await),
        code(identity.totp_begin(waits.enroller(), None).await),
    ];
    assert!(refusals.iter().all(|code| *code == "flow_gone"), "{refusals:?}");
    assert_eq!(digest(world), before);
}

#[test]
fn ten_minutes_and_it_is_gone() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        let late = password(&world, REP).await;
        seconds(&world, 599);
        let step = world.identity.flow_step(&late.token, &device()).await.unwrap();
        assert_eq!(step.expires_at, late.step.expires_at);
        seconds(&world, 1);
        is_gone(&world, &late, &app.code(&world)).await;
        let made_up = Waits { token: "made up".into(), ..password(&world, REP).await };
        is_gone(&world, &made_up, &app.code(&world)).await;
        is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
    });
}

#[test]
fn a_flow_that_was_given_up_is_gone() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        let waits = password(&world, REP).await;
        world.identity.flow_give_up(&waits.token).await.unwrap();
        world.identity.flow_give_up("made up").await.unwrap();
        assert_eq!(rows(&world, "sign_in_flow").await, 0);
        is_gone(&world, &waits, &app.code(&world)).await;
    });
}

#[test]
fn two_answers_to_one_step_at_once_make_one_session() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, codes) = with_app(&world, REP).await;
        for (turn, recovery) in codes.iter().enumerate().take(4) {
            seconds(&world, 30);
            let waits = password(&world, REP).await;
            let sessions = rows(&world, "session").await;
            let right = app.code(&world);
            // The same proof twice, then two proofs that are both right.
            let (kind, second) = if turn % 2 == 0 { ("totp", &right) } else { ("recovery_code", recovery) };
            let (a, b) =
                tokio::join!(answer(&world, &waits, "totp", &right), answer(&world, &waits, kind, second));
            assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{turn}");
            assert_eq!(rows(&world, "session").await, sessions + 1);
        }
        // One code in two flows at once is used once as well.
        seconds(&world, 30);
        let (one, two) = (password(&world, REP).await, password(&world, REP).await);
        let right = app.code(&world);
        let (a, b) = tokio::join!(answer(&world, &one, "totp", &right), answer(&world, &two, "totp", &right));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
    });
}

#[test]
fn a_flow_ends_with_the_password_it_began_with() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, app, _) = with_app(&world, REP).await;
        let waits = password(&world, REP).await;
        world.identity.password_change(&by, PASSWORD, OTHER_PASSWORD, &device()).await.unwrap();
        let sessions = rows(&world, "session").await;
        is_gone(&world, &waits, &app.code(&world)).await;
        assert_eq!(rows(&world, "session").await, sessions);
    });
}

#[test]
fn a_sign_in_beside_a_change_of_the_password_does_not_outlive_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, app, _) = with_app(&world, REP).await;
        let mut passwords = [PASSWORD, OTHER_PASSWORD];
        for turn in 0..8 {
            seconds(&world, 30);
            let asked = waits(world.enter(REP, passwords[0], &device()).await.unwrap());
            let (from, right) = (device(), app.code(&world));
            let (entered, changed) = tokio::join!(
                answer(&world, &asked, "totp", &right),
                world.identity.password_change(&by, passwords[0], passwords[1], &from)
            );
            changed.unwrap();
            let entered = entered.ok().and_then(Entry::signed_in);
            if let Some(signed_in) = entered {
                let live = world.identity.session_of(&signed_in.token).await.unwrap();
                assert!(live.is_none(), "{turn}: it began with the password of before");
            }
            assert_eq!(world.identity.sessions_mine(&by).await.unwrap().live.len(), 1, "{turn}");
            passwords.swap(0, 1);
        }
    });
}

#[test]
fn many_ways_in_at_once_at_one_account_do_not_get_in_each_others_way() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        world.post.without_mail();
        let (by, app, codes) = with_app(&world, REP).await;
        let mut asked = Vec::new();
        for _ in 0..8 {
            asked.push(password(&world, REP).await.token);
        }
        let mut tries = tokio::task::JoinSet::new();
        for (turn, (flow, recovery)) in asked.into_iter().zip(codes).enumerate() {
            let (identity, by, from) = (world.identity.clone(), by.clone(), device());
            let wrong = app.wrong(&world);
            tries.spawn(async move {
                let entry = match turn % 4 {
                    0 => identity.sign_in(REP, PASSWORD, &from).await,
                    1 => identity.factor_answer(&flow, "recovery_code", &recovery, &from).await,
                    2 => identity.factor_answer(&flow, "totp", &wrong, &from).await,
                    _ => identity.step_up(&by, &from).await,
                };
                identity.reset_ask(REP, &from).await.unwrap();
                entry.err().map(|problem| problem.fields.first().map_or(problem.code, |field| field.code))
            });
        }
        let mut refusals: Vec<&str> = tries.join_all().await.into_iter().flatten().collect();
        refusals.retain(|code| !matches!(*code, "factor_failed" | "try_later"));
        assert!(refusals.is_empty(), "{refusals:?}");
    });
}

#[test]
fn a_flow_of_somebody_who_was_disabled_meanwhile_leads_nowhere() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let (by, app, _) = with_app(&world, REP).await;
        let waits = password(&world, REP).await;
        let user = by.principal.id();
        let found = world.identity.user_find(&admin, user).await.unwrap();
        let change = UserChange { version: found.version, active: Some(false), ..UserChange::default() };
        world.identity.user_change(&admin, user, change, &world.metadata).await.unwrap();
        is_gone(&world, &waits, &app.code(&world)).await;
        assert_eq!(code(world.enter(REP, PASSWORD, &device()).await), "sign_in_failed");
    });
}

#[test]
fn taking_somebodys_factors_away_ends_their_sessions_flows_and_known_devices() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let (by, app, _) = with_app(&world, REP).await;
        let live = is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
        let waits = password(&world, REP).await;
        let stranger = colleague(&world, "zhao@yunling.example").await;
        let user = by.principal.id();
        let before = digest(&world);
        let refused = world.identity.user_factors_reset(&stranger, user, &world.metadata).await;
        assert_eq!(code(refused), "forbidden");
        assert_eq!(digest(&world), before);

        world.identity.user_factors_reset(&admin, user, &world.metadata).await.unwrap();
        assert!(world.identity.session_of(&live.token).await.unwrap().is_none());
        is_gone(&world, &waits, &app.code(&world)).await;
        assert_eq!((rows(&world, "factor").await, rows(&world, "recovery_code").await), (0, 0));
        let known = identity::Device {
            tokens: identity::Device::tokens_of(live.device.as_deref().unwrap()),
            ..device()
        };
        let entered = is_in(world.enter(REP, PASSWORD, &known).await);
        assert!(entered.device.is_some(), "the browser is a stranger's again");
    });
}
