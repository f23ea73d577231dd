//! Signing in, and everything that keeps somebody else from it.

use identity::{Device, UserChange};
use model::Kind;

use crate::walk::{REP, answer, is_in, waits, with_app};
use crate::world::{
    ADMIN, OTHER_PASSWORD, PASSWORD, World, acting, code, device, each_engine, invite, seconds,
};

#[test]
fn the_right_password_signs_in_whatever_the_case_of_the_address() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        for email in [ADMIN, " Admin@Yunling.Example ", "ａdmin@yunling.example"] {
            let signed_in = world.sign_in(email, PASSWORD).await.unwrap();
            assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_some());
        }
        assert_eq!(world.acts_of("sign_in/done").await, 3);
    });
}

#[test]
fn unknown_wrong_disabled_and_invited_get_the_same_answer_for_the_same_work() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let disabled = world.colleague("disabled@yunling.example", &["sales_rep"]).await;
        let change = UserChange { version: 3, active: Some(false), ..UserChange::default() };
        world.identity.user_change(&by, disabled, change, &world.metadata).await.unwrap();
        let invited = invite("invited@yunling.example", &["sales_rep"]);
        world.identity.user_invite(&by, invited, &world.metadata).await.unwrap();

        let mut answers = Vec::new();
        for (email, password) in [
            (ADMIN, OTHER_PASSWORD),
            ("nobody@yunling.example", PASSWORD),
            ("disabled@yunling.example", PASSWORD),
            ("invited@yunling.example", PASSWORD),
            ("", ""),
            (ADMIN, &*"x".repeat(100_000)),
        ] {
            let (runs, failures) = (world.hasher.runs(), world.acts_of("sign_in_failed/failed").await);
            let problem = world.sign_in(email, password).await.unwrap_err();
            assert_eq!(world.hasher.runs(), runs + 1, "one hash each: {email}");
            assert_eq!(world.acts_of("sign_in_failed/failed").await, failures + 1);
            assert_eq!(problem.kind, Kind::Unauthenticated);
            answers.push(problem);
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    });
}

#[test]
fn after_five_failures_there_is_a_growing_wait_for_accounts_that_do_not_exist_as_well() {
    for email in [ADMIN, "nobody@yunling.example"] {
        each_engine(|database| async move {
            let world = World::with_administrator(&database).await;
            for _ in 0..5 {
                assert_eq!(code(world.sign_in(email, OTHER_PASSWORD).await), "sign_in_failed");
            }
            let runs = world.hasher.runs();
            // Even the right password waits now, and the hasher is not asked.
            let problem = world.sign_in(email, PASSWORD).await.unwrap_err();
            assert_eq!((problem.kind, problem.code), (Kind::TooMany, "try_later"));
            assert_eq!(problem.params, [("seconds", "30".into())]);
            assert_eq!(world.hasher.runs(), runs);

            let mut waits = Vec::new();
            for _ in 0..6 {
                let problem = world.sign_in(email, OTHER_PASSWORD).await.unwrap_err();
                let secs: i64 = problem.params[0].1.parse().unwrap();
                waits.push(secs);
                seconds(&world, secs);
                assert_eq!(code(world.sign_in(email, OTHER_PASSWORD).await), "sign_in_failed");
            }
            assert_eq!(waits, [30, 60, 120, 240, 480, 900]);
        });
    }
}

#[test]
fn a_thousand_tries_at_once_are_at_most_five_guesses() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let runs = world.hasher.runs();
        let mut tries = tokio::task::JoinSet::new();
        for number in 0..60u8 {
            let identity = world.identity.clone();
            let device = Device { address: Some(format!("198.51.{number}.1")), ..device() };
            tries.spawn(async move { identity.sign_in(ADMIN, OTHER_PASSWORD, &device).await });
        }
        while let Some(tried) = tries.join_next().await {
            assert!(tried.unwrap().is_err());
        }
        assert!(world.hasher.runs() - runs <= 5, "{}", world.hasher.runs() - runs);
    });
}

#[test]
fn a_success_forgets_the_accounts_failures() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        for _ in 0..4 {
            for _ in 0..4 {
                assert_eq!(code(world.sign_in(ADMIN, OTHER_PASSWORD).await), "sign_in_failed");
            }
            world.sign_in(ADMIN, PASSWORD).await.unwrap();
        }
    });
}

#[test]
fn guesses_at_many_accounts_from_one_network_are_held_up() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        for number in 0..50 {
            let email = format!("person{number}@yunling.example");
            let device = Device { address: Some(format!("203.0.113.{number}")), ..device() };
            let tried = world.identity.sign_in(&email, PASSWORD, &device).await;
            assert_eq!(code(tried), "sign_in_failed");
        }
        assert_eq!(code(world.sign_in("fresh@yunling.example", PASSWORD).await), "try_later");
        let elsewhere = Device { address: Some("198.51.100.1".into()), ..device() };
        world.identity.sign_in(ADMIN, PASSWORD, &elsewhere).await.unwrap();
    });
}

#[test]
fn failures_are_forgotten_after_a_day() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        for _ in 0..4 {
            assert_eq!(code(world.sign_in(ADMIN, OTHER_PASSWORD).await), "sign_in_failed");
        }
        seconds(&world, 24 * 60 * 60 + 1);
        for _ in 0..5 {
            assert_eq!(code(world.sign_in(ADMIN, OTHER_PASSWORD).await), "sign_in_failed");
        }
        assert_eq!(code(world.sign_in(ADMIN, OTHER_PASSWORD).await), "try_later");
    });
}

#[test]
fn no_secret_of_a_sign_in_is_in_the_log_or_in_what_is_printed() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        let _ = world.sign_in("secret-typed-as-address", "secret-password-typed").await;
        let shown = format!("{signed_in:?} {:?} {:?}", acting(&signed_in), world.log().await);
        for secret in [PASSWORD, signed_in.token.as_str(), "secret-typed-as-address", "secret-password-typed"]
        {
            assert!(!shown.contains(secret));
        }
    });
}

#[test]
fn changing_the_password_needs_the_present_one_and_ends_the_other_sessions() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (here, there) =
            (world.sign_in(ADMIN, PASSWORD).await.unwrap(), world.sign_in(ADMIN, PASSWORD).await.unwrap());
        let by = acting(&here);
        let change = |current, new| {
            let (identity, by) = (world.identity.clone(), by.clone());
            async move { identity.password_change(&by, current, new, &device()).await }
        };
        assert_eq!(code(change(OTHER_PASSWORD, "a fine new password of mine").await), "password_wrong");
        assert_eq!(code(change(PASSWORD, "short").await), "password_too_short");
        assert_eq!(code(change(PASSWORD, "李娜李娜李娜李娜李娜李娜李娜李娜").await), "password_common");
        assert!(world.identity.session_of(&there.token).await.unwrap().is_some());

        change(PASSWORD, OTHER_PASSWORD).await.unwrap();
        assert!(world.identity.session_of(&here.token).await.unwrap().is_some());
        assert!(world.identity.session_of(&there.token).await.unwrap().is_none());
        assert_eq!(code(world.sign_in(ADMIN, PASSWORD).await), "sign_in_failed");
        world.sign_in(ADMIN, OTHER_PASSWORD).await.unwrap();
        assert_eq!(world.acts_of("password_changed/done").await, 1);
        assert_eq!(world.acts_of("password_changed/failed").await, 1);
    });
}

#[test]
fn the_present_password_can_not_be_guessed_through_the_change_form() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let from = device();
        let guess = || world.identity.password_change(&by, "a wild guess at it", OTHER_PASSWORD, &from);
        for _ in 0..5 {
            assert_eq!(code(guess().await), "password_wrong");
        }
        assert_eq!(code(guess().await), "try_later");
    });
}

#[test]
fn a_password_is_stored_at_todays_cost_also_where_a_factor_is_asked_for() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        let later = World::at_higher_cost(&database).await;
        seconds(&later, 60);
        let runs = later.hasher.runs();
        let asked = waits(later.enter(REP, PASSWORD, &device()).await.unwrap());
        assert_eq!(later.hasher.runs() - runs, 2, "checked, and hashed anew");
        is_in(answer(&later, &asked, "totp", &app.code(&later)).await);
        assert_eq!(code(later.enter(REP, OTHER_PASSWORD, &device()).await), "sign_in_failed");
        let runs = later.hasher.runs();
        waits(later.enter(REP, PASSWORD, &device()).await.unwrap());
        assert_eq!(later.hasher.runs() - runs, 1, "it is stored at that cost now");
    });
}
