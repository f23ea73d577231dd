//! Another password by a mailed link.

use identity::{Device, Entry, Message, Next, UserChange};

use crate::walk::{Letters, REP, answer, colleague, digest, is_in, rows, tables_with, waits, with_app};
use crate::world::{
    ADMIN, OTHER_PASSWORD, PASSWORD, World, acting, code, device, each_engine, invite, seconds,
};

#[test]
fn a_link_is_mailed_to_active_accounts_only_and_all_get_the_same_answer() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let mut letters = Letters::of(&world);
        let disabled = colleague(&world, "disabled@yunling.example").await.principal.id();
        let found = world.identity.user_find(&admin, disabled).await.unwrap();
        let change = UserChange { version: found.version, active: Some(false), ..UserChange::default() };
        world.identity.user_change(&admin, disabled, change, &world.metadata).await.unwrap();
        let invited = invite("invited@yunling.example", &["sales_rep"]);
        world.identity.user_invite(&admin, invited, &world.metadata).await.unwrap();
        let before = digest(&world);
        for email in
            ["nobody@yunling.example", "disabled@yunling.example", "invited@yunling.example", "", "@"]
        {
            world.identity.reset_ask(email, &device()).await.unwrap();
        }
        assert_eq!(digest(&world), before, "nothing is kept for them");
        assert_eq!(world.acts_of("code_sent/done").await, 0);
        world.identity.reset_ask(" Admin@Yunling.Example", &device()).await.unwrap();
        let (to, token) = letters.link().await;
        assert_eq!(to, ADMIN, "the first link of all");
        assert!(tables_with(&world, &token).is_empty());
        assert_eq!(rows(&world, "mailed_link").await, 1);
    });
}

#[test]
fn a_reset_replaces_the_password_ends_every_session_and_makes_none() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let (one, two) =
            (world.sign_in(ADMIN, PASSWORD).await.unwrap(), world.sign_in(ADMIN, PASSWORD).await.unwrap());
        for _ in 0..5 {
            let _ = world.enter(ADMIN, "not the one I meant", &device()).await;
        }
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let (_, token) = letters.link().await;
        let waits = waits(world.identity.link_open(&token, &device()).await.unwrap().unwrap());
        assert_eq!(waits.step.purpose, "reset");
        assert!(matches!(&waits.step.next, Next::NewPassword { why, .. } if why == "reset"));
        for (kind, text) in [("totp", "000000"), ("recovery_code", "0")] {
            assert_eq!(code(answer(&world, &waits, kind, text).await), "flow_gone", "{kind}");
        }
        let before = digest(&world);
        let weak = world.identity.new_password(&waits.token, "short", &device()).await;
        assert_eq!(code(weak), "password_too_short");
        assert_eq!(digest(&world), before);
        let sessions = rows(&world, "session").await;
        let end = world.identity.new_password(&waits.token, OTHER_PASSWORD, &device()).await.unwrap();
        assert!(matches!(end, Entry::Reset), "{end:?}");
        assert_eq!((rows(&world, "session").await, rows(&world, "sign_in_flow").await), (sessions, 0));
        for ended in [one, two] {
            assert!(world.identity.session_of(&ended.token).await.unwrap().is_none());
        }
        assert_eq!(code(world.identity.new_password(&waits.token, PASSWORD, &device()).await), "flow_gone");
        assert_eq!(code(world.sign_in(ADMIN, PASSWORD).await), "sign_in_failed");
        world.sign_in(ADMIN, OTHER_PASSWORD).await.unwrap();
        assert_eq!(world.acts_of("password_reset/done").await, 1);
        let (to, subject, _) = letters.mail().await;
        assert!(to == ADMIN && subject.contains("密码已修改"), "{subject}");
    });
}

#[test]
fn a_link_works_once_for_half_an_hour_and_only_the_newest_does() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let open = |token: String| {
            let identity = world.identity.clone();
            async move { identity.link_open(&token, &device()).await }
        };
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let (_, older) = letters.link().await;
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let (_, newer) = letters.link().await;
        assert_eq!(code(open(older).await), "link_invalid");
        seconds(&world, 30 * 60 - 1);
        let (a, b) = tokio::join!(open(newer.clone()), open(newer.clone()));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        assert_eq!(code(open(newer).await), "link_invalid");
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let (_, late) = letters.link().await;
        seconds(&world, 30 * 60);
        let before = digest(&world);
        for bad in [late.as_str(), "", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(code(open(bad.into()).await), "link_invalid");
        }
        assert_eq!(digest(&world), before);
    });
}

#[test]
fn a_second_factor_is_asked_for_before_the_new_password() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let (_, app, _) = with_app(&world, REP).await;
        world.identity.reset_ask(REP, &device()).await.unwrap();
        let (_, token) = letters.link().await;
        let first = waits(world.identity.link_open(&token, &device()).await.unwrap().unwrap());
        assert_eq!((first.next(), first.step.purpose), ("factor", "reset"));
        assert_eq!(first.ways(), ["totp", "recovery_code"]);
        let before = digest(&world);
        let early = world.identity.new_password(&first.token, OTHER_PASSWORD, &device()).await;
        assert_eq!(code(early), "flow_gone");
        assert_eq!(code(answer(&world, &first, "password", PASSWORD).await), "factor_failed");
        assert_eq!(code(answer(&world, &first, "totp", &app.wrong(&world)).await), "factor_failed");
        assert_eq!(digest(&world), before);
        let next = waits(answer(&world, &first, "totp", &app.code(&world)).await.unwrap());
        assert_eq!(next.next(), "new_password");
        let end = world.identity.new_password(&first.token, OTHER_PASSWORD, &device()).await.unwrap();
        assert!(matches!(end, Entry::Reset));
        // Afterwards the factor is asked for as ever.
        seconds(&world, 30);
        let waits = waits(world.enter(REP, OTHER_PASSWORD, &device()).await.unwrap());
        is_in(answer(&world, &waits, "totp", &app.code(&world)).await);
    });
}

#[test]
fn a_password_that_was_changed_meanwhile_ends_links_and_resets_under_way() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = acting(&world.sign_in(ADMIN, PASSWORD).await.unwrap());
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let (_, opened) = letters.link().await;
        let under_way = waits(world.identity.link_open(&opened, &device()).await.unwrap().unwrap());
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let (_, unopened) = letters.link().await;
        world.identity.password_change(&by, PASSWORD, OTHER_PASSWORD, &device()).await.unwrap();

        assert_eq!(code(world.identity.link_open(&unopened, &device()).await), "link_invalid");
        let late =
            world.identity.new_password(&under_way.token, "the thief's fine password", &device()).await;
        assert_eq!(code(late), "flow_gone");
        world.sign_in(ADMIN, OTHER_PASSWORD).await.unwrap();
    });
}

#[test]
fn links_that_were_mailed_to_an_address_end_with_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let mut letters = Letters::of(&world);
        let user = colleague(&world, REP).await.principal.id();
        world.identity.reset_ask(REP, &device()).await.unwrap();
        let (_, token) = letters.link().await;
        let version = world.identity.user_find(&admin, user).await.unwrap().version;
        let new = "wang.fang@yunling.example";
        world.identity.user_email_change(&admin, user, new, version, &world.metadata).await.unwrap();
        assert_eq!(code(world.identity.link_open(&token, &device()).await), "link_invalid");
    });
}

/// Counts links as soon as all that was asked for has been looked into: what is asked for last is answered last.
struct Links<'a> {
    world: &'a World,
    lasts: i64,
    _sending: tokio::task::JoinSet<()>,
}

impl<'a> Links<'a> {
    fn of(world: &'a World) -> Self {
        let mut sending = tokio::task::JoinSet::new();
        sending.spawn(world.identity.clone().deliver(std::future::pending()));
        Self { world, lasts: 0, _sending: sending }
    }

    async fn count(&mut self) -> i64 {
        self.lasts += 1;
        let email = format!("last{}@yunling.example", self.lasts);
        self.world.colleague(&email, &["sales_rep"]).await;
        let from = Device { address: Some(format!("10.9.0.{}", self.lasts)), ..device() };
        self.world.identity.unlock_ask(&email, &from).await.unwrap();
        let is_it = |message: &Message| match message {
            Message::Mail { to, text, .. } => *to == email && text.contains("/unlock?token="),
            Message::Sms { .. } => false,
        };
        loop {
            let arrived = self.world.post.arrived.notified();
            if self.world.post.messages.lock().unwrap().iter().any(is_it) {
                return rows(self.world, "mailed_link").await - self.lasts;
            }
            arrived.await;
        }
    }
}

#[test]
fn ten_links_of_each_sort_an_hour_are_mailed_for_strangers() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut links = Links::of(&world);
        for number in 0..40 {
            let from = Device { address: Some(format!("198.51.{number}.1")), ..device() };
            if number % 2 == 0 {
                world.identity.reset_ask(ADMIN, &from).await.unwrap();
            } else {
                world.identity.unlock_ask(ADMIN, &from).await.unwrap();
            }
        }
        assert_eq!(links.count().await, 10 + 10);
        assert_eq!(world.acts_of("code_sent/done").await, 10 + 10 + 1);
        seconds(&world, 3600);
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        assert_eq!(links.count().await, 10 + 10 + 1);
    });
}

#[test]
fn strangers_can_not_use_up_the_links_of_a_known_device_nor_end_them() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        let tokens = Device::tokens_of(signed_in.device.as_deref().unwrap());
        let known = Device { address: Some("192.0.2.33".into()), tokens, ..device() };
        let mut links = Links::of(&world);
        for _ in 0..5 {
            world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        }
        assert_eq!(links.count().await, 3, "one network of strangers gets three a day");
        world.identity.reset_ask(ADMIN, &known).await.unwrap();
        assert_eq!(links.count().await, 4);
        for number in 0..10 {
            let from = Device { address: Some(format!("198.51.{number}.1")), ..device() };
            world.identity.reset_ask(ADMIN, &from).await.unwrap();
        }
        assert_eq!(links.count().await, 3 + 1 + 7);
        world.identity.reset_ask(ADMIN, &known).await.unwrap();
        assert_eq!(links.count().await, 3 + 2 + 7);
        let letters: Vec<Message> = world.post.messages.lock().unwrap().clone();
        let token = |message: &Message| match message {
            Message::Mail { text, .. } => {
                text.split("/reset?token=").nth(1)?.split_whitespace().next().map(str::to_owned)
            }
            Message::Sms { .. } => None,
        };
        let tokens: Vec<String> = letters.iter().filter_map(token).collect();
        // What was asked for last at a place is good, whatever strangers asked for since.
        let (own_last, own_first) = (tokens.last().unwrap(), &tokens[3]);
        assert_eq!(code(world.identity.link_open(own_first, &known).await), "link_invalid");
        world
            .identity
            .reset_ask(ADMIN, &Device { address: Some("198.52.1.1".into()), ..device() })
            .await
            .unwrap();
        links.count().await;
        assert!(world.identity.link_open(own_last, &known).await.is_ok());
    });
}

#[test]
fn no_link_is_made_where_no_mail_is_set_up() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        world.post.no_mail.store(true, std::sync::atomic::Ordering::SeqCst);
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        let _links = Links::of(&world);
        world.post.looked.notified().await;
        assert_eq!(rows(&world, "mailed_link").await, 0);
        assert_eq!(world.acts_of("code_sent/done").await, 0);
    });
}

#[test]
fn a_flood_of_requests_at_once_mails_no_more_and_thirty_a_day_are_the_end() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut links = Links::of(&world);
        let mut asked = tokio::task::JoinSet::new();
        for number in 0..24u8 {
            let identity = world.identity.clone();
            let from = Device { address: Some(format!("198.51.{number}.1")), ..device() };
            asked.spawn(async move { identity.reset_ask(ADMIN, &from).await });
        }
        while let Some(answer) = asked.join_next().await {
            answer.unwrap().unwrap();
        }
        assert_eq!(links.count().await, 10);
        for hour in 0..6u8 {
            seconds(&world, 3600);
            for number in 0..8u8 {
                let from = Device { address: Some(format!("198.5{hour}.{number}.1")), ..device() };
                world.identity.reset_ask(ADMIN, &from).await.unwrap();
            }
            links.count().await;
        }
        assert_eq!(links.count().await, 30);
        seconds(&world, 24 * 3600);
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        assert_eq!(links.count().await, 31);
    });
}

#[test]
fn one_network_can_not_ask_for_links_of_everybody() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        for number in 0..50 {
            world.identity.reset_ask(&format!("person{number}@yunling.example"), &device()).await.unwrap();
        }
        world.identity.reset_ask(ADMIN, &device()).await.unwrap();
        assert_eq!(Links::of(&world).count().await, 0, "the same answer, and no letter");
    });
}
