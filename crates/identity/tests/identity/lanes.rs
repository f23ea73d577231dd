//! The lanes of guessing: strangers share one, each known browser has its own, a network has a wide one.

use identity::Device;
use model::Kind;

use crate::walk::{Letters, REP, answer, colleague, failures, is_in, password, rows, waits, with_app};
use crate::world::{ADMIN, OTHER_PASSWORD, PASSWORD, World, acting, code, device, each_engine, seconds};

/// A browser that the person signed in with before.
async fn known_browser(world: &World, email: &str) -> Device {
    let signed_in = world.sign_in(email, PASSWORD).await.unwrap();
    let tokens = Device::tokens_of(signed_in.device.as_deref().unwrap());
    Device { address: Some("192.0.2.33".into()), tokens, ..device() }
}

/// Somebody else each time, from a network of their own.
fn stranger(number: usize) -> Device {
    Device { address: Some(format!("198.51.{number}.9")), ..Device::default() }
}

/// Somebody of that address, seen nowhere before.
fn stranger_of(address: &str) -> Device {
    Device { address: Some(address.into()), ..Device::default() }
}

/// Strangers guess until they have to wait.
async fn lock_out(world: &World, email: &str) {
    for number in 0..5 {
        assert_eq!(code(world.enter(email, OTHER_PASSWORD, &stranger(number)).await), "sign_in_failed");
    }
    assert_eq!(code(world.enter(email, PASSWORD, &stranger(5)).await), "try_later");
}

#[test]
fn all_strangers_together_get_five_guesses_and_the_known_browser_still_gets_in() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let known = known_browser(&world, ADMIN).await;
        let runs = world.hasher.runs();
        for number in 0..30 {
            let _ = world.enter(ADMIN, OTHER_PASSWORD, &stranger(number)).await;
        }
        assert_eq!(world.hasher.runs() - runs, 5, "the others were not even looked at");
        assert_eq!(failures(&world, "account", ADMIN).await, 5);
        is_in(world.enter(ADMIN, PASSWORD, &known).await);
        assert_eq!(failures(&world, "account", ADMIN).await, 5, "that does not let strangers guess on");
        let problem = world.enter(ADMIN, PASSWORD, &stranger(40)).await.unwrap_err();
        assert_eq!((problem.kind, problem.code), (Kind::TooMany, "try_later"));
    });
}

#[test]
fn twenty_browsers_of_a_person_are_known_at_once() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let in_use = known_browser(&world, ADMIN).await;
        let signed_out = async || {
            seconds(&world, 60);
            let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
            world.identity.sign_out(&acting(&signed_in)).await.unwrap();
            Device { tokens: Device::tokens_of(signed_in.device.as_deref().unwrap()), ..device() }
        };
        let first = signed_out().await;
        let mut last = first.clone();
        for _ in 0..20 {
            last = signed_out().await;
        }
        lock_out(&world, ADMIN).await;
        assert_eq!(code(world.enter(ADMIN, PASSWORD, &first).await), "try_later", "a stranger again");
        is_in(world.enter(ADMIN, PASSWORD, &last).await);
        is_in(world.enter(ADMIN, PASSWORD, &in_use).await);
    });
}

#[test]
fn the_wait_grows_in_the_same_way_for_accounts_that_do_not_exist() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut waits = Vec::new();
        for email in [ADMIN, "nobody@yunling.example"] {
            lock_out(&world, email).await;
            let mut secs: Vec<i64> = Vec::new();
            for number in 6..11 {
                let problem = world.enter(email, PASSWORD, &stranger(number)).await.unwrap_err();
                secs.push(problem.params[0].1.parse().unwrap());
                seconds(&world, *secs.last().unwrap());
                assert_eq!(
                    code(world.enter(email, OTHER_PASSWORD, &stranger(number)).await),
                    "sign_in_failed"
                );
            }
            waits.push(secs);
        }
        assert_eq!(waits, [vec![30, 60, 120, 240, 480], vec![30, 60, 120, 240, 480]]);
    });
}

#[test]
fn a_known_browser_has_five_guesses_of_its_own_and_only_for_its_owner() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        colleague(&world, REP).await;
        let known = known_browser(&world, ADMIN).await;
        let runs = world.hasher.runs();
        for _ in 0..10 {
            let _ = world.enter(ADMIN, OTHER_PASSWORD, &known).await;
        }
        assert_eq!(world.hasher.runs() - runs, 5);
        assert_eq!(failures(&world, "account", ADMIN).await, 0);
        is_in(world.enter(ADMIN, PASSWORD, &stranger(1)).await);
        // The same browser is a stranger to another account.
        assert_eq!(code(world.enter(REP, OTHER_PASSWORD, &known).await), "sign_in_failed");
        assert_eq!(failures(&world, "account", REP).await, 1);
        // Nobody has been seen there for half a year: a stranger again.
        seconds(&world, 181 * 24 * 3600);
        assert_eq!(code(world.enter(ADMIN, OTHER_PASSWORD, &known).await), "sign_in_failed");
        assert_eq!(failures(&world, "account", ADMIN).await, 1);
    });
}

#[test]
fn a_right_password_starts_no_wait_before_the_factor_is_asked_for() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        // Strangers drive the wait up to its longest.
        for number in 0..12 {
            let tried = world.enter(REP, OTHER_PASSWORD, &stranger(number)).await;
            assert_eq!(code(tried), "sign_in_failed");
            seconds(&world, 15 * 60);
        }
        let waits = waits(world.enter(REP, PASSWORD, &device()).await.unwrap());
        is_in(answer(&world, &waits, "totp", &app.code(&world)).await);
        assert_eq!(failures(&world, "account", REP).await, 0);
    });
}

#[test]
fn a_code_of_the_app_lifts_the_wait_and_has_five_tries_of_its_own() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, app, _) = with_app(&world, REP).await;
        lock_out(&world, REP).await;
        let unlock = |email, code: String| {
            let identity = world.identity.clone();
            async move { identity.unlock_by_code(email, &code, &device()).await }
        };
        let unlocked = world.acts_of("unlocked/done").await;
        assert_eq!(code(unlock(REP, app.wrong(&world)).await), "unlock_failed");
        assert_eq!(code(unlock("nobody@yunling.example", app.code(&world)).await), "unlock_failed");
        assert_eq!(code(unlock(ADMIN, app.code(&world)).await), "unlock_failed", "no app is bound there");
        assert_eq!(code(world.enter(REP, PASSWORD, &device()).await), "try_later");
        unlock(REP, app.code(&world)).await.unwrap();
        assert_eq!(world.acts_of("unlocked/done").await, unlocked + 1);
        assert_eq!(code(unlock(REP, app.code(&world)).await), "unlock_failed", "a code is used once");
        seconds(&world, 30);
        is_in(answer(&world, &password(&world, REP).await, "totp", &app.code(&world)).await);

        for _ in 0..4 {
            assert_eq!(code(unlock(REP, app.wrong(&world)).await), "unlock_failed");
        }
        let before = rows(&world, "session").await;
        assert_eq!(code(unlock(REP, app.code(&world)).await), "try_later");
        assert_eq!(rows(&world, "session").await, before, "it never signs anybody in");
    });
}

#[test]
fn a_mailed_link_lifts_the_wait_once() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        lock_out(&world, ADMIN).await;
        world.identity.unlock_ask("nobody@yunling.example", &device()).await.unwrap();
        world.identity.unlock_ask(ADMIN, &device()).await.unwrap();
        let (to, token) = letters.link().await;
        assert_eq!(to, ADMIN);
        let sessions = rows(&world, "session").await;
        assert!(world.identity.link_open(&token, &device()).await.unwrap().is_none());
        assert_eq!(rows(&world, "session").await, sessions);
        world.sign_in(ADMIN, PASSWORD).await.unwrap();
        lock_out(&world, ADMIN).await;
        assert_eq!(code(world.identity.link_open(&token, &device()).await), "link_invalid");
        assert_eq!(code(world.sign_in(ADMIN, PASSWORD).await), "try_later");
        assert_eq!(world.acts_of("unlocked/done").await, 1);
    });
}

#[test]
fn what_lifts_the_wait_lifts_it_on_ones_own_browser_too() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let (by, app, _) = with_app(&world, REP).await;
        let entered = waits(world.enter(REP, PASSWORD, &device()).await.unwrap());
        let at_home = is_in(answer(&world, &entered, "totp", &app.code(&world)).await);
        let tokens = Device::tokens_of(at_home.device.as_deref().unwrap());
        let known = Device { tokens, ..device() };
        let admin = world.administrator().await;
        let user = by.principal.id();
        for way in ["code", "link", "administrator"] {
            for _ in 0..5 {
                assert_eq!(code(world.enter(REP, OTHER_PASSWORD, &known).await), "sign_in_failed");
            }
            assert_eq!(code(world.enter(REP, PASSWORD, &known).await), "try_later", "{way}");
            assert!(world.identity.locked_until(&admin, user).await.unwrap().is_some());
            match way {
                "code" => {
                    seconds(&world, 30);
                    let _ = world.enter(REP, OTHER_PASSWORD, &known).await;
                    world.identity.unlock_by_code(REP, &app.code(&world), &known).await.unwrap();
                }
                "link" => {
                    world.identity.unlock_ask(REP, &known).await.unwrap();
                    let (_, token) = letters.link().await;
                    world.identity.link_open(&token, &known).await.unwrap();
                }
                _ => world.identity.user_unlock(&admin, user, &world.metadata).await.unwrap(),
            }
            assert_eq!(world.identity.locked_until(&admin, user).await.unwrap(), None, "{way}");
            waits(world.enter(REP, PASSWORD, &known).await.unwrap());
        }
    });
}

#[test]
fn many_guesses_at_once_count_as_five() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut guesses = tokio::task::JoinSet::new();
        for number in 0..24 {
            let (identity, from) = (world.identity.clone(), stranger(number));
            guesses.spawn(async move { identity.sign_in(ADMIN, OTHER_PASSWORD, &from).await });
        }
        let answers = guesses.join_all().await;
        let looked_at = answers
            .into_iter()
            .filter(|answer| answer.as_ref().is_err_and(|problem| problem.code == "sign_in_failed"));
        assert_eq!(looked_at.count(), 5);
        assert_eq!(failures(&world, "account", ADMIN).await, 5, "the wait after them is a short one");
    });
}

#[test]
fn an_administrator_lifts_the_wait_of_people_they_may_manage() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (admin, by) = (world.administrator().await, colleague(&world, REP).await);
        let user = by.principal.id();
        lock_out(&world, REP).await;
        let until = world.identity.locked_until(&admin, user).await.unwrap().unwrap();
        assert_eq!(until.as_second(), seconds(&world, 0) + 30);
        assert_eq!(code(world.identity.user_unlock(&by, user, &world.metadata).await), "forbidden");
        assert_eq!(code(world.identity.locked_until(&by, user).await), "forbidden");
        assert_eq!(code(world.sign_in(REP, PASSWORD).await), "try_later");
        world.identity.user_unlock(&admin, user, &world.metadata).await.unwrap();
        assert_eq!(world.identity.locked_until(&admin, user).await.unwrap(), None);
        world.sign_in(REP, PASSWORD).await.unwrap();
    });
}

#[test]
fn a_locked_account_gets_one_letter_however_many_networks_guess_at_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        lock_out(&world, ADMIN).await;
        for number in 6..60 {
            let _ = world.enter(ADMIN, OTHER_PASSWORD, &stranger(number)).await;
            seconds(&world, 61);
        }
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let mut subjects = Vec::new();
        loop {
            let (_, subject, text) = letters.mail().await;
            if text.contains("/reset?token=") {
                break;
            }
            subjects.push(subject);
        }
        assert_eq!(subjects, ["[云岭机电有限公司] 登录失败次数过多"]);
    });
}

#[test]
fn waiting_for_ones_network_or_ones_own_mistakes_sends_no_letter_about_strangers() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let known = known_browser(&world, ADMIN).await;
        for _ in 0..6 {
            let _ = world.enter(ADMIN, OTHER_PASSWORD, &known).await;
        }
        for number in 0..51 {
            let email = format!("person{number}@yunling.example");
            let _ = world.enter(&email, PASSWORD, &stranger_of("192.0.2.7")).await;
        }
        assert_eq!(code(world.enter(ADMIN, PASSWORD, &stranger_of("192.0.2.8")).await), "try_later");
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let (_, subject, text) = letters.mail().await;
        assert!(text.contains("/reset?token="), "the first letter is another one: {subject}");
    });
}

#[test]
fn one_network_waits_after_fifty_failures_but_not_its_known_browsers() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let known = known_browser(&world, ADMIN).await;
        for number in 0..50 {
            let email = format!("person{number}@yunling.example");
            let from = Device { address: Some(format!("192.0.2.{number}")), ..Device::default() };
            assert_eq!(code(world.enter(&email, PASSWORD, &from).await), "sign_in_failed");
        }
        assert_eq!(failures(&world, "network", "192.0.2.0/24").await, 50);
        is_in(world.enter(ADMIN, PASSWORD, &known).await);
        let new = Device { address: known.address.clone(), ..Device::default() };
        assert_eq!(code(world.enter(ADMIN, PASSWORD, &new).await), "try_later");
        let elsewhere = Device { address: Some("203.0.113.1".into()), ..Device::default() };
        is_in(world.enter(ADMIN, PASSWORD, &elsewhere).await);
        // A right password there takes its own try back and no other.
        seconds(&world, 30);
        is_in(world.enter(ADMIN, PASSWORD, &new).await);
        assert_eq!(failures(&world, "network", "192.0.2.0/24").await, 50);
        is_in(world.enter(ADMIN, PASSWORD, &new).await);
        assert_eq!(code(world.enter("one.more@yunling.example", PASSWORD, &new).await), "sign_in_failed");
        assert_eq!(code(world.enter("one.more@yunling.example", PASSWORD, &new).await), "try_later");
    });
}
