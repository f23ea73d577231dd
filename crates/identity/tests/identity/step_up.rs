//! A fresh proof within a session.

use identity::Entry;

use crate::walk::{REP, answer, by_session, colleague, digest, is_in, password, rows, waits, with_app};
use crate::world::{OTHER_PASSWORD, PASSWORD, World, acting, code, device, each_engine, seconds};

#[test]
fn where_nothing_is_bound_the_password_gives_the_session_another_secret() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        colleague(&world, REP).await;
        let old = world.sign_in(REP, PASSWORD).await.unwrap();
        let by = acting(&old);
        seconds(&world, 16 * 60);
        assert_eq!(code(world.identity.totp_begin(by_session(&by), None).await), "step_up_required");
        let asked = waits(world.identity.step_up(&by, &device()).await.unwrap());
        assert_eq!((asked.step.purpose, asked.ways()), ("step_up", vec!["password"]));
        let before = digest(&world);
        for (kind, text) in [("password", OTHER_PASSWORD), ("totp", "123456"), ("recovery_code", "0")] {
            assert_eq!(code(answer(&world, &asked, kind, text).await), "factor_failed", "{kind}");
        }
        assert_eq!(digest(&world), before);
        let sessions = rows(&world, "session").await;
        let entry = answer(&world, &asked, "password", PASSWORD).await.unwrap();
        assert!(matches!(entry, Entry::Renewed(_)));
        let new = entry.signed_in().unwrap();
        assert!(world.identity.session_of(&old.token).await.unwrap().is_none(), "dead at once");
        let session = world.identity.session_of(&new.token).await.unwrap().unwrap();
        assert_eq!((session.id, rows(&world, "session").await), (old.session.id, sessions));
        assert_eq!(session.proved_until().as_second(), seconds(&world, 0) + 15 * 60);
        world.identity.totp_begin(by_session(&by), None).await.unwrap();
        assert_eq!(world.acts_of("stepped_up/done").await, 1);
        assert_eq!(code(answer(&world, &asked, "password", PASSWORD).await), "flow_gone");
    });
}

#[test]
fn where_a_factor_is_bound_the_password_is_not_enough() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, codes) = with_app(&world, REP).await;
        let old = is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
        let by = acting(&old);
        seconds(&world, 16 * 60);
        let asked = waits(world.identity.step_up(&by, &device()).await.unwrap());
        assert_eq!(asked.ways(), ["totp", "recovery_code"]);
        assert_eq!(code(answer(&world, &asked, "password", PASSWORD).await), "factor_failed");
        assert_eq!(code(world.identity.totp_begin(by_session(&by), None).await), "step_up_required");
        let new = is_in(answer(&world, &asked, "totp", &app.code(&world)).await);
        assert!(world.identity.session_of(&old.token).await.unwrap().is_none());
        world.identity.totp_begin(by_session(&by), None).await.unwrap();
        let again = waits(world.identity.step_up(&acting(&new), &device()).await.unwrap());
        is_in(answer(&world, &again, "recovery_code", &codes[0]).await);
    });
}

#[test]
fn a_session_that_is_over_is_not_made_anew() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        let old = is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
        let by = acting(&old);
        seconds(&world, 30);
        let asked = waits(world.identity.step_up(&by, &device()).await.unwrap());
        world.identity.sign_out(&by).await.unwrap();
        let sessions = rows(&world, "session").await;
        assert_eq!(code(answer(&world, &asked, "totp", &app.code(&world)).await), "sign_in_failed");
        assert_eq!(rows(&world, "session").await, sessions);
        assert!(world.identity.session_of(&old.token).await.unwrap().is_none());
        assert!(
            world
                .identity
                .sessions_mine(&by)
                .await
                .unwrap()
                .live
                .iter()
                .all(|session| session.id != old.session.id)
        );
        // Nor is one begun for a session that was over before, nor for none.
        seconds(&world, 30);
        assert_eq!(code(world.identity.step_up(&by, &device()).await), "not_found");
        let nobody = identity::Acting { session: None, ..by };
        assert_eq!(code(world.identity.step_up(&nobody, &device()).await), "not_found");
        assert_eq!(world.acts_of("stepped_up/done").await, 0);
    });
}

#[test]
fn a_session_that_was_idle_too_long_meanwhile_is_not_woken_up() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.administrator().await;
        let limits = identity::SessionLimits { idle_secs: 300, absolute_secs: 86_400 };
        crate::sessions::limits_change(&world, &officer, limits).await.unwrap();
        colleague(&world, REP).await;
        let old = world.sign_in(REP, PASSWORD).await.unwrap();
        seconds(&world, 299);
        world.identity.session_of(&old.token).await.unwrap().unwrap();
        let asked = waits(world.identity.step_up(&acting(&old), &device()).await.unwrap());
        seconds(&world, 300);
        assert!(world.identity.session_of(&old.token).await.unwrap().is_none());
        assert_eq!(code(answer(&world, &asked, "password", PASSWORD).await), "sign_in_failed");
        assert_eq!(world.acts_of("stepped_up/done").await, 0);
    });
}

#[test]
fn a_step_up_never_signs_in_and_a_sign_in_never_steps_up() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        let live = is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
        seconds(&world, 30);
        // The flow of a step-up ends in the session it was begun for, whoever hands it in.
        let asked = waits(world.identity.step_up(&acting(&live), &device()).await.unwrap());
        let sessions = rows(&world, "session").await;
        let refusals = [
            code(world.identity.totp_begin(asked.enroller(), None).await),
            code(world.identity.new_password(&asked.token, OTHER_PASSWORD, &device()).await),
        ];
        assert_eq!(refusals, ["flow_gone"; 2]);
        let elsewhere =
            identity::Device { address: Some("198.51.100.7".into()), ..identity::Device::default() };
        let entry =
            world.identity.factor_answer(&asked.token, "totp", &app.code(&world), &elsewhere).await.unwrap();
        assert!(matches!(&entry, Entry::Renewed(renewed) if renewed.session.id == live.session.id));
        assert_eq!(rows(&world, "session").await, sessions);
        // The flow of a sign-in makes a session of its own and leaves the others as they are.
        seconds(&world, 30);
        let before = entry.signed_in().unwrap();
        let fresh = is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);
        assert_ne!(fresh.session.id, live.session.id);
        let proved = world.identity.session_of(&before.token).await.unwrap().unwrap().proved_at;
        assert!(proved < fresh.session.proved_at);
    });
}

#[test]
fn guesses_in_a_session_count_as_those_at_the_door() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, app, _) = with_app(&world, REP).await;
        for _ in 0..5 {
            let asked = waits(world.identity.step_up(&by, &device()).await.unwrap());
            assert_eq!(code(answer(&world, &asked, "totp", &app.wrong(&world)).await), "factor_failed");
        }
        let asked = waits(world.identity.step_up(&by, &device()).await.unwrap());
        assert_eq!(code(answer(&world, &asked, "totp", &app.code(&world)).await), "try_later");
        assert_eq!(code(world.enter(REP, PASSWORD, &device()).await), "try_later");
    });
}
